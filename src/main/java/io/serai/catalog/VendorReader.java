package io.serai.catalog;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a vendor's entry. */
final class VendorReader {
    private static final List<String> BALANCE = List.of("path", "field", "currency", "usable", "units", "least");
    private static final Map<String, Auth> AUTHS = Value.words(Auth.class);
    private static final Map<String, Flag> FLAGS = Value.words(Flag.class);
    private static final Map<String, Turn> TURNS = Value.words(Turn.class);
    private static final Map<String, Counted> COUNTED = Value.words(Counted.class);
    private static final Map<String, Duration> WINDOWS = windows();

    /** What lists the models of an account is free, and fails with a wrong key; where it does not, the catalogue names another. */
    private static final Map<String, String> PROBES =
            Map.of("openai", "/models", "anthropic", "/models", "gemini", "/models", "ollama", "/api/tags");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern RANGE = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\.\\.(-?\\d+(?:\\.\\d+)?)");
    private static final Pattern TOOL_IDS = Pattern.compile("(exactly )?([1-9]\\d?)");
    private static final Pattern ADDRESS = Pattern.compile("(/|https?://).*");

    private VendorReader() {}

    static Vendor read(String name, Draft draft) {
        Entry entry = draft.fields();
        Price price = ModelReader.price(entry, null);
        String dialect = entry.need("dialect").text();
        return new Vendor(
                name,
                entry.get("url").map(Value::text).orElse(null),
                dialect,
                texts(entry, "key"),
                entry.get("auth").map(value -> value.word(AUTHS)).orElse(Auth.BEARER),
                entry.get("key-header").map(Value::text).orElse(Vendor.KEY_HEADER),
                entry.get("limits").map(Value::text).orElse(""),
                entry.get("told").map(VendorReader::told).orElse(Map.of()),
                entry.get("refills").map(Value::truth).orElse(false),
                entry.get("headers").map(VendorReader::headers).orElse(Map.of()),
                entry.get("first-byte").map(Value::duration).orElse(Vendor.FIRST_BYTE),
                entry.list("flags").stream().map(value -> value.word(FLAGS)).collect(toSet()),
                differences(entry),
                entry.get("balance").map(VendorReader::balance).orElse(null),
                probe(entry, dialect),
                entry.get("batch-price").map(VendorReader::part).orElse(1.0),
                draft.models().values().stream()
                        .map(model -> ModelReader.read(model, price))
                        .toList(),
                entry.get("checked").map(Value::date).orElse(null),
                entry.get("source").map(Value::text).orElse(""));
    }

    private static double part(Value value) {
        double part = value.decimal().doubleValue();
        if (part <= 0 || part > 1) {
            throw value.wrong("must be above 0 and at most 1, not `" + value.text() + "`");
        }
        return part;
    }

    private static @Nullable String probe(Entry entry, String dialect) {
        Value value = entry.get("probe").orElse(null);
        if (value == null) {
            return PROBES.get(dialect);
        }
        return value.text().equals("none") ? null : address(value);
    }

    private static String address(Value value) {
        if (!ADDRESS.matcher(value.text()).matches()) {
            throw value.wrong("must be a path that begins with /, or a whole URL, not `" + value.text() + "`");
        }
        return value.text();
    }

    private static BalanceQuery balance(Value value) {
        Entry entry = value.entry(value.owner() + ", balance").only(BALANCE);
        BigDecimal units = entry.get("units").map(Value::decimal).orElse(BigDecimal.ONE);
        if (units.signum() == 0) {
            throw entry.need("units").wrong("must be above 0");
        }
        return new BalanceQuery(
                address(entry.need("path")),
                entry.need("field").text(),
                entry.get("currency").map(Value::text).orElse("USD"),
                entry.get("usable").map(Value::text).orElse(null),
                units,
                entry.get("least").map(Value::decimal).orElse(BigDecimal.ZERO));
    }

    private static Map<Counted, Duration> told(Value value) {
        Map<Counted, Duration> told = new EnumMap<>(Counted.class);
        value.entry(value.owner() + ", told")
                .only(List.copyOf(COUNTED.keySet()))
                .fields()
                .forEach((name, window) -> told.put(COUNTED.get(name), window.word(WINDOWS)));
        return told;
    }

    private static Map<String, Duration> windows() {
        Map<String, Duration> windows = new LinkedHashMap<>();
        windows.put("second", Duration.ofSeconds(1));
        windows.put("minute", Duration.ofMinutes(1));
        windows.put("hour", Duration.ofHours(1));
        windows.put("day", Duration.ofDays(1));
        windows.put("month", Duration.ofDays(30));
        return windows;
    }

    private static Differences differences(Entry entry) {
        Map<String, Rule> parameters = new LinkedHashMap<>();
        entry.get("parameters")
                .ifPresent(value -> value.entry(value.owner() + ", parameters")
                        .fields()
                        .forEach((name, rule) -> parameters.put(name, rule(rule))));
        return new Differences(
                parameters,
                entry.list("turns").stream().map(value -> value.word(TURNS)).collect(toSet()),
                entry.get("thoughts").map(Value::text).orElse(""),
                entry.get("tool-ids").map(VendorReader::toolIds).orElse(Differences.ToolIds.ANY),
                entry.get("tool-names").map(VendorReader::toolNames).orElse(null));
    }

    private static Rule rule(Value value) {
        if (value.isList()) {
            return new Rule.Words(value.list().stream().map(Value::text).toList());
        }
        String text = value.text();
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            return new Rule.Range(new BigDecimal(range.group(1)), new BigDecimal(range.group(2)));
        }
        if (!NAME.matcher(text).matches()) {
            throw value.wrong(
                    "must be drop, keep, a range such as 0..1, a list of words, or another parameter's name, not `"
                            + text + "`");
        }
        return switch (text) {
            case "drop" -> new Rule.Drop();
            case "keep" -> new Rule.Keep();
            default -> new Rule.Rename(text);
        };
    }

    private static ToolNames toolNames(Value value) {
        try {
            return ToolNames.parse(value.text());
        } catch (IllegalArgumentException e) {
            throw value.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Differences.ToolIds toolIds(Value value) {
        Matcher length = TOOL_IDS.matcher(value.text());
        if (!length.matches()) {
            throw value.wrong("must be the greatest length, such as 40, or `exactly 9`, not `" + value.text() + "`");
        }
        return new Differences.ToolIds(Integer.parseInt(length.group(2)), length.group(1) != null);
    }

    private static Map<String, String> headers(Value value) {
        return value.entry(value.owner() + ", headers").fields().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, header -> header.getValue().text()));
    }

    private static List<String> texts(Entry entry, String field) {
        return entry.list(field).stream().map(Value::text).toList();
    }
}
