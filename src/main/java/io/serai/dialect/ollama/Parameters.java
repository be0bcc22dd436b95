package io.serai.dialect.ollama;

import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Clamp;
import io.serai.dialect.Notes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parameters in Ollama's form, in both directions. What only a local model has ({@code num_ctx}, {@code keep_alive}, {@code mirostat} ...)
 * is for Ollama alone.
 */
final class Parameters {
    /** Options with the same name and meaning. */
    private static final List<String> SAME =
            List.of("temperature", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty");

    /** Options that only Ollama has, which clients of other dialects may name all the same. */
    private static final Set<String> OWN = Set.of(
            "min_p",
            "typical_p",
            "repeat_penalty",
            "repeat_last_n",
            "num_ctx",
            "num_keep",
            "num_batch",
            "num_gpu",
            "main_gpu",
            "num_thread",
            "use_mmap",
            "mirostat",
            "mirostat_tau",
            "mirostat_eta");

    /** What a request for vectors may say besides its input. */
    private static final Set<String> VECTORS = Set.of("dimensions", "truncate", "keep_alive", "options");

    private static final String PREFIX = "options.";

    /** What needs no word when it is left out: it is done anyway, or in another field. */
    private static final Set<String> SILENT =
            Set.of("stream_options", "max_tokens", "max_completion_tokens", "encoding_format");

    private static final List<String> EFFORTS = List.of("low", "medium", "high");
    private static final List<String> LEVELS = List.of("", "low", "medium", "high", "max");
    private static final String THINK = "true, false, low, medium, high or max";
    private static final String STOP = "text or a list of texts";

    /** What is read of a request, here and in {@link RequestReader}, or matters to nobody but a server at home. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "prompt",
            "system",
            "images",
            "tools",
            "stream",
            "options",
            "format",
            "think",
            "keep_alive",
            "suffix",
            "context",
            "raw");

    private static final Set<String> OPTIONS = Set.of(
            "temperature", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty", "num_predict", "stop");

    private Parameters() {}

    static Map<String, Object> read(Tree body, boolean stream) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        Tree options = body.object("options");
        if (options != null) {
            options(options, parameters);
        }
        // The writers of other dialects report that these are left out.
        body.others(KNOWN).forEach((name, value) -> parameters.putIfAbsent(name, value));
        format(body, parameters);
        Object think = body.get("think");
        if (think instanceof Boolean on) {
            parameters.put("reasoning_effort", on ? "medium" : "none");
        } else if (think instanceof String level && LEVELS.contains(level)) {
            if (!level.isEmpty()) {
                parameters.put("reasoning_effort", level);
            }
        } else if (think != null) {
            throw body.wrong("think", THINK, think);
        }
        if (stream) {
            parameters.put("stream_options", Map.of("include_usage", true));
        }
        return parameters;
    }

    /** Those of a request for vectors; what only Ollama knows is there to be told of by those who leave it out. */
    static Map<String, Object> readForVectors(Tree body) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        put(parameters, "dimensions", body.count("dimensions", 0));
        if (body.get("truncate") != null) {
            parameters.put("truncate", body.truth("truncate", true));
        }
        Tree options = body.object("options");
        if (options != null) {
            options.others(Set.of()).forEach((name, value) -> parameters.put(PREFIX + name, value));
        }
        return parameters;
    }

    private static void options(Tree options, Map<String, Object> parameters) {
        for (String name : SAME) {
            Number value = name.equals("top_k") ? options.count(name, -1) : options.number(name);
            if (value != null) {
                parameters.put(name, value);
            }
        }
        options.others(OPTIONS).forEach((name, value) -> parameters.putIfAbsent(PREFIX + name, value));
        // -1 is without end, -2 until the context is full.
        Number longest = options.count("num_predict", -2);
        if (longest != null && longest.longValue() > 0) {
            parameters.put("max_tokens", longest);
        }
        Object stop = options.get("stop");
        if (stop instanceof String
                || (stop instanceof List<?> list && list.stream().allMatch(String.class::isInstance))) {
            if (!stop.equals("") && !stop.equals(List.of())) {
                parameters.put("stop", stop);
            }
        } else if (stop != null) {
            throw options.wrong("stop", STOP, stop);
        }
    }

    private static void format(Tree body, Map<String, Object> parameters) {
        Object format = body.get("format");
        if (format instanceof Map<?, ?> schema) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("name", "answer");
            named.put("schema", schema);
            parameters.put("response_format", Map.of("type", "json_schema", "json_schema", named));
        } else if ("json".equals(format)) {
            parameters.put("response_format", Map.of("type", "json_object"));
        } else if (format != null && !"".equals(format)) {
            throw body.wrong("format", "\"json\" or a JSON schema", format);
        }
    }

    /** Adds canonical parameters to a request for Ollama. */
    static void write(Map<String, Object> parameters, String model, Map<String, Object> body, Notes notes) {
        Map<String, Object> options = new LinkedHashMap<>();
        Object longest = parameters.get("max_completion_tokens");
        put(options, "num_predict", longest == null ? parameters.get("max_tokens") : longest);
        parameters.forEach((name, value) -> {
            if (value == null || SILENT.contains(name)) {
                return;
            }
            switch (name) {
                case "stop" -> options.put("stop", value instanceof String ? List.of(value) : value);
                case "response_format" -> put(body, "format", formatOf(value));
                case "reasoning_effort" -> body.put("think", think(String.valueOf(value), model, notes));
                case "reasoning_budget" -> {
                    body.putIfAbsent("think", true);
                    notes.drop(name);
                }
                case "tool_choice" -> choice(value);
                case "n" -> Clamp.toOneAnswer(value, notes);
                case "keep_alive" -> body.put(name, value);
                case "repetition_penalty" -> options.putIfAbsent("repeat_penalty", value);
                case "options" -> {
                    if (value instanceof Map<?, ?> more) {
                        more.forEach((option, set) -> options.putIfAbsent(String.valueOf(option), set));
                    }
                }
                default -> {
                    String option = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
                    if (SAME.contains(option) || OWN.contains(option)) {
                        options.put(option, value);
                    } else {
                        notes.drop(name);
                    }
                }
            }
        });
        if (!options.isEmpty()) {
            body.put("options", options);
        }
    }

    /** The same for a request for vectors. */
    static void writeForVectors(Map<String, Object> parameters, Map<String, Object> body, Notes notes) {
        Map<String, Object> options = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            if (value == null || SILENT.contains(name)) {
                return;
            }
            if (VECTORS.contains(name)) {
                body.put(name, value);
            } else if (name.startsWith(PREFIX)) {
                options.put(name.substring(PREFIX.length()), value);
            } else {
                notes.drop(name);
            }
        });
        if (!options.isEmpty()) {
            body.put("options", options);
        }
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static @Nullable Object formatOf(Object format) {
        if (!(format instanceof Map<?, ?> map)) {
            return null;
        }
        Object schema = map.get("json_schema") instanceof Map<?, ?> named ? named.get("schema") : null;
        return "text".equals(map.get("type")) ? null : schema == null ? "json" : schema;
    }

    /** Only gpt-oss takes levels; all others think or do not. */
    private static Object think(String effort, String model, Notes notes) {
        if (effort.equals("none")) {
            return false;
        }
        boolean levels = model.substring(model.lastIndexOf('/') + 1).startsWith("gpt-oss");
        if (!levels) {
            return true;
        }
        String level = effort.equals("minimal") ? "low" : EFFORTS.contains(effort) ? effort : "high";
        if (!level.equals(effort)) {
            notes.adjust("reasoning_effort", effort, level);
        }
        return level;
    }

    private static void choice(Object choice) {
        if (!choice.equals("auto") && !choice.equals("none")) {
            throw new CannotExpressException("tool_choice: Ollama cannot be made to call a tool");
        }
    }
}
