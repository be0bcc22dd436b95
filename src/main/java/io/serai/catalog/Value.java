package io.serai.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value in a YAML file, read as what it should be; if it is something else, the exception says where it stands and what is
 * allowed.
 *
 * @param file the file's name
 * @param owner whose field it is, such as {@code vendor groq}
 * @param field the field's name
 * @param node what stands there
 */
record Value(String file, String owner, String field, Node node) {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,5})(s|min)");

    String text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw wrong("must be a text");
    }

    /** The elements of a list; a value that is no list stands for itself. */
    List<Value> list() {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().stream()
                        .map(item -> new Value(file, owner, field, item))
                        .toList()
                : List.of(this);
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isText() {
        return node instanceof ScalarNode scalar && !scalar.getValue().isBlank();
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    int number() {
        if (!NUMBER.matcher(text()).matches()) {
            throw wrong("must be a number of at least 1, not `" + text() + "`");
        }
        return Integer.parseInt(text());
    }

    BigDecimal decimal() {
        if (!DECIMAL.matcher(text()).matches()) {
            throw wrong("must be a number such as 0.15, not `" + text() + "`");
        }
        return new BigDecimal(text());
    }

    boolean truth() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("must be true or false, not `" + text() + "`");
        };
    }

    Duration duration() {
        Matcher matcher = DURATION.matcher(text());
        if (!matcher.matches()) {
            throw wrong("must be a time in s or min, such as 90s, not `" + text() + "`");
        }
        long number = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }

    LocalDate date() {
        try {
            return LocalDate.parse(text());
        } catch (DateTimeParseException e) {
            throw wrong("must be a day, such as 2026-08-01, not `" + text() + "`");
        }
    }

    /** What this word stands for. */
    <E> E word(Map<String, E> known) {
        E meant = known.get(text());
        if (meant == null) {
            throw wrong("does not know `" + text() + "`" + Nearest.hint(text(), known.keySet()) + " Allowed: "
                    + String.join(", ", known.keySet()));
        }
        return meant;
    }

    /** The constants of a type by their words: their names in lower case, with {@code -} for {@code _}. */
    static <E extends Enum<E>> Map<String, E> words(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return words;
    }

    /** This value as a mapping of its own. */
    Entry entry(String newOwner) {
        return new Entry(new Value(file, newOwner, "the entry", node));
    }

    CatalogException wrong(String problem) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        return new CatalogException(new Mistake(file, line, owner + ": `" + field + "` " + problem));
    }
}
