package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.Wishes;
import io.serai.text.BoundedYaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the options of jobs, which are YAML of strangers: fields that are known, of the right kind, without aliases, not deep. What is wrong
 * is refused with its file, its line and its name.
 */
final class OptionFields {
    /** The size of the largest options, in characters. */
    static final int MOST = 64 << 10;

    private static final int DEEPEST = 20;
    private static final List<String> TEXTS = List.of("model", "task", "system");
    private static final String DIALECT = "dialect";

    /** Parameters of OpenAI's chat that make sense for whatever comes into a folder. */
    private static final Set<String> PARAMETERS = Set.of(
            "temperature",
            "top_p",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "seed",
            "presence_penalty",
            "frequency_penalty",
            "response_format",
            "reasoning_effort",
            "verbosity",
            "user");

    private final ServerDialect openai;
    private final List<String> dialects;

    /**
     * @param openai checks the kinds of parameters
     * @param dialects in which requests may be written
     */
    OptionFields(ServerDialect openai, List<String> dialects) {
        this.openai = openai;
        this.dialects = dialects;
    }

    /** The options in the front matter of a prompt. */
    JobOptions frontMatter(FrontMatter text, String file) {
        return read(text.yaml(), file, 1, false);
    }

    /** The options in the file of a folder. */
    JobOptions defaults(String yaml, String file) {
        return read(yaml, file, 0, true);
    }

    /**
     * @param before how many lines of the file stand before the YAML
     * @param folder whether it is of a folder, whose JSON requests may be in a dialect
     * @throws RejectedException if anything is wrong
     */
    private JobOptions read(String yaml, String file, int before, boolean folder) {
        Place place = new Place(file, before);
        if (yaml.length() > MOST) {
            throw place.wrong(before, "the options are longer than " + MOST + " characters");
        }
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(MOST).build();
        try {
            Map<String, Integer> lines = scan(settings, yaml, place);
            Object root = BoundedYaml.load(settings, yaml);
            if (root == null) {
                return JobOptions.NONE;
            }
            if (!(root instanceof Map<?, ?> fields)) {
                throw place.wrong(
                        before,
                        "there must be fields here, such as 'model: auto'"
                                + (folder ? "" : ". Begin the file with an empty line if '---' is part of the prompt"));
            }
            return options(fields, lines, place, folder);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0);
            throw place.wrong(before + line, "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw place.wrong(before, "is no YAML: " + e.getMessage());
        }
    }

    /**
     * Looks at YAML without making anything of it.
     *
     * @return the lines of the outermost fields, from 0
     */
    private static Map<String, Integer> scan(LoadSettings settings, String yaml, Place place) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        int depth = 0;
        boolean key = true;
        for (Event event : new Parse(settings).parseString(yaml)) {
            int line = event.getStartMark().map(Mark::getLine).orElse(0);
            if (event instanceof AliasEvent) {
                throw place.wrong(place.before + line, "an alias (*) is not taken here; write the value itself");
            } else if (event instanceof CollectionEndEvent) {
                depth--;
                key = depth == 1 || key;
            } else if (event instanceof CollectionStartEvent) {
                depth++;
                if (depth > DEEPEST) {
                    throw place.wrong(place.before + line, "the values lie deeper than " + DEEPEST + " levels");
                }
                key = depth == 1;
            } else if (event instanceof ScalarEvent scalar && depth == 1) {
                if (key) {
                    lines.putIfAbsent(scalar.getValue(), line);
                }
                key = !key;
            }
        }
        return lines;
    }

    private JobOptions options(Map<?, ?> fields, Map<String, Integer> lines, Place place, boolean folder) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            String name = String.valueOf(field.getKey());
            int line = place.before + lines.getOrDefault(name, 0);
            Object value = field.getValue();
            if (value == null) {
                throw place.wrong(line, "'" + name + "' has no value; remove it, or set one");
            }
            if (TEXTS.contains(name) || (folder && name.equals(DIALECT))) {
                texts.put(name, text(name, value, line, place));
            } else if (PARAMETERS.contains(name)) {
                parameters.put(name, plain(name, value, line, place));
                check(name, parameters, line, place);
            } else {
                throw place.wrong(line, "'" + name + "' is unknown. Known are: " + String.join(", ", known(folder)));
            }
        }
        String dialect = texts.getOrDefault(DIALECT, "");
        if (!dialect.isEmpty() && !dialects.contains(dialect)) {
            throw place.wrong(
                    place.before + lines.getOrDefault(DIALECT, 0),
                    "there is no dialect '" + dialect + "'. There are: " + String.join(", ", dialects));
        }
        return new JobOptions(
                dialect,
                texts.getOrDefault("model", ""),
                texts.getOrDefault("task", ""),
                texts.getOrDefault("system", ""),
                parameters);
    }

    private static Set<String> known(boolean folder) {
        Set<String> known = new TreeSet<>(PARAMETERS);
        known.addAll(TEXTS);
        if (folder) {
            known.add(DIALECT);
        }
        return known;
    }

    private static String text(String name, Object value, int line, Place place) {
        if (value instanceof String text && !text.isBlank()) {
            if (!name.equals("system") && text.strip().length() > Wishes.LONGEST_NAME) {
                throw place.wrong(line, "'" + name + "' is longer than " + Wishes.LONGEST_NAME + " characters");
            }
            return text.strip();
        }
        throw place.wrong(line, "'" + name + "' must be text");
    }

    /** The value as JSON has it. */
    private static @Nullable Object plain(String name, @Nullable Object value, int line, Place place) {
        return switch (value) {
            case Double number
            when !Double.isFinite(number) -> throw place.wrong(line, "'" + name + "' must be a finite number");
            case Number number -> number;
            case String text -> text;
            case Boolean truth -> truth;
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), plain(name, item, line, place)));
                yield copy;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                list.forEach(item -> copy.add(plain(name, item, line, place)));
                yield copy;
            }
            case null -> null;
            default -> throw place.wrong(line, "'" + name + "' is of a kind that JSON does not have");
        };
    }

    /** OpenAI's own reader says which kind a parameter must have. */
    private void check(String name, Map<String, Object> parameters, int line, Place place) {
        try {
            var unused = openai.readChat(Inbound.of(Json.write(
                    Map.of("messages", List.of(Map.of("role", "user", "content", "x")), name, parameters.get(name)))));
        } catch (RejectedException e) {
            throw place.wrong(line, e.reason());
        }
    }

    /**
     * Where options stand.
     *
     * @param before how many lines of the file stand before them
     */
    private record Place(String file, int before) {

        /** @param line in the file, from 0 */
        RejectedException wrong(int line, String what) {
            String where = file.replaceAll("\\p{Cntrl}", "?") + ':' + (line + 1) + ' ';
            return RejectedException.badRequest(where + what + (what.endsWith(".") ? "" : "."), null);
        }
    }
}
