package io.serai.dialect.gemini;

import io.serai.chat.Tool;
import io.serai.dialect.Counts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request's generationConfig and toolConfig in OpenAI's words.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#generationconfig">GenerationConfig</a>
 */
final class Parameters {
    /** Those that mean the same under another name. */
    static final Map<String, String> NUMBERS = Map.of(
            "temperature", "temperature",
            "topP", "top_p",
            "topK", "top_k",
            "maxOutputTokens", "max_tokens",
            "candidateCount", "n",
            "seed", "seed",
            "presencePenalty", "presence_penalty",
            "frequencyPenalty", "frequency_penalty",
            "logprobs", "top_logprobs");

    /** The least that counts may be. */
    private static final Map<String, Integer> LEAST =
            Map.of("maxOutputTokens", 0, "candidateCount", 1, "topK", -1, "logprobs", 0);

    /** What is read of a request, here and in {@link RequestReader}. */
    private static final Set<String> KNOWN = Set.of(
            "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "model", "cachedContent");

    private static final Set<String> CONFIGURED = Set.of(
            "stopSequences",
            "responseLogprobs",
            "responseMimeType",
            "responseSchema",
            "responseJsonSchema",
            "thinkingConfig");

    private static final Set<String> THINKING = Set.of("thinkingBudget", "thinkingLevel", "includeThoughts");

    private Parameters() {}

    static Map<String, Object> read(Map<String, Object> body) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        // The writers of other dialects report that these are left out.
        body.forEach((name, value) -> {
            if (value != null && !KNOWN.contains(Names.camel(name))) {
                parameters.put(name, value);
            }
        });
        Map<?, ?> tools = Names.object(body, "toolConfig");
        if (tools != null) {
            unknown(parameters, tools, "toolConfig.", "functionCallingConfig"::equals);
        }
        Object config = Names.get(body, "generationConfig");
        if (config == null) {
            return parameters;
        }
        if (!(config instanceof Map<?, ?> fields)) {
            throw Names.wrong("generationConfig", "an object");
        }
        NUMBERS.forEach((name, canonical) -> {
            Object value = Names.get(fields, name);
            if (value != null) {
                if (!(value instanceof Number)) {
                    throw Names.wrong("generationConfig." + name, "a number");
                }
                Integer least = LEAST.get(name);
                if (least != null) {
                    refuseBelow(fields, name, least, "generationConfig");
                }
                parameters.put(canonical, value);
            }
        });
        unknown(
                parameters,
                fields,
                "generationConfig.",
                name -> CONFIGURED.contains(name) || NUMBERS.containsKey(name));
        List<Object> stop = new ArrayList<>(Names.list(fields, "stopSequences"));
        if (!stop.stream().allMatch(String.class::isInstance)) {
            throw Names.wrong("generationConfig.stopSequences", "a list of texts");
        }
        if (!stop.isEmpty()) {
            parameters.put("stop", stop);
        }
        if (Names.get(fields, "responseLogprobs") instanceof Boolean wanted) {
            parameters.put("logprobs", wanted);
        }
        putFormat(parameters, fields);
        putThinking(parameters, Names.object(fields, "thinkingConfig"));
        return parameters;
    }

    /** What nobody knows, so that those who write other dialects name it. */
    private static void unknown(
            Map<String, Object> parameters, Map<?, ?> fields, String prefix, Predicate<String> known) {
        fields.forEach((name, value) -> {
            if (value != null && !known.test(Names.camel(String.valueOf(name)))) {
                parameters.put(prefix + name, value);
            }
        });
    }

    /** Refuses a number that is no count. */
    static void refuseBelow(Map<?, ?> fields, String name, long least, String path) {
        Object value = Names.get(fields, name);
        if (value instanceof Number && (!Counts.hasNoFraction(value) || Counts.isBelow(value, least))) {
            throw Names.wrong(Names.at(path, name), Counts.words(least));
        }
    }

    private static void putFormat(Map<String, Object> parameters, Map<?, ?> config) {
        Map<String, Object> schema = RequestReader.schema(config, "responseJsonSchema", "responseSchema");
        Map<String, Object> format = new LinkedHashMap<>();
        if (schema != null) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("name", "response");
            named.put("schema", schema);
            format.put("type", "json_schema");
            format.put("json_schema", named);
        } else if (Names.text(config, "responseMimeType").equals("application/json")) {
            format.put("type", "json_object");
        } else {
            return;
        }
        parameters.put("response_format", format);
    }

    /** A budget of -1 leaves it to the model. */
    private static void putThinking(Map<String, Object> parameters, @Nullable Map<?, ?> thinking) {
        if (thinking == null) {
            return;
        }
        unknown(parameters, thinking, "generationConfig.thinkingConfig.", THINKING::contains);
        refuseBelow(thinking, "thinkingBudget", -1, "generationConfig.thinkingConfig");
        long budget = Names.number(thinking, "thinkingBudget", -1);
        String level = Names.text(thinking, "thinkingLevel").toLowerCase(Locale.ROOT);
        if (budget == 0) {
            parameters.put("reasoning_effort", "none");
        } else if (budget > 0) {
            parameters.put("reasoning_budget", budget);
        } else if (!level.isEmpty() && !level.endsWith("unspecified")) {
            parameters.put("reasoning_effort", level);
        }
    }

    /** Puts in whether tools must be called; gives those that may be, since several allowed ones have no word of OpenAI's. */
    static List<Tool> choice(Map<String, Object> body, List<Tool> tools, Map<String, Object> parameters) {
        Map<?, ?> config = Names.object(body, "toolConfig");
        Map<?, ?> calling = config == null ? null : Names.object(config, "functionCallingConfig");
        if (calling == null || tools.isEmpty()) {
            return tools;
        }
        List<?> allowed = Names.list(calling, "allowedFunctionNames");
        switch (Names.text(calling, "mode").toUpperCase(Locale.ROOT)) {
            case "NONE" -> parameters.put("tool_choice", "none");
            case "AUTO", "VALIDATED" -> parameters.put("tool_choice", "auto");
            case "ANY" -> {
                if (allowed.size() == 1) {
                    parameters.put(
                            "tool_choice",
                            Map.of("type", "function", "function", Map.of("name", String.valueOf(allowed.getFirst()))));
                    return tools;
                }
                parameters.put("tool_choice", "required");
            }
            default -> {}
        }
        return allowed.isEmpty()
                ? tools
                : tools.stream()
                        .filter(tool -> tool.name().isEmpty() || allowed.contains(tool.name()))
                        .toList();
    }
}
