package io.serai.dialect.gemini;

import io.serai.chat.ChatRequest;
import io.serai.dialect.Notes;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request's parameters as generationConfig. Numbers out of range become the nearest that is taken.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#generationconfig">GenerationConfig</a>
 */
final class ConfigWriter {
    private static final int MOST_STOPS = 5;
    private static final int MOST_ANSWERS = 8;

    /** The least and the largest value of a number. */
    private record Range(String least, String largest) {}

    private static final Map<String, Range> RANGES = Map.of(
            "temperature", new Range("0", "2"),
            "top_p", new Range("0", "1"),
            "presence_penalty", new Range("-2", "1.99"),
            "frequency_penalty", new Range("-2", "1.99"),
            "top_logprobs", new Range("0", "20"),
            "n", new Range("1", Integer.toString(MOST_ANSWERS)),
            "seed", new Range(Integer.toString(Integer.MIN_VALUE), Integer.toString(Integer.MAX_VALUE)));

    /** What others of this class write, or what asks for nothing that would not come anyway. */
    private static final Set<String> KNOWN = Set.of(
            "tool_choice",
            "stream_options",
            "stop",
            "max_tokens",
            "max_completion_tokens",
            "logprobs",
            "response_format",
            "reasoning_effort",
            "reasoning_budget",
            "extra_body");

    private final Map<String, Object> parameters;
    private final Generation model;
    private final Notes notes;
    private final Map<String, Object> config = new LinkedHashMap<>();

    ConfigWriter(ChatRequest request, Notes notes) {
        this.parameters = request.parameters();
        this.model = Generation.of(request.model());
        this.notes = notes;
    }

    /** @param body gets what stands outside of the config */
    Map<String, Object> write(Map<String, Object> body) {
        Parameters.NUMBERS.forEach((name, canonical) -> {
            Object value = parameters.get(canonical);
            if (value instanceof Number number && !canonical.equals("max_tokens") && !isUsual(canonical, number)) {
                config.put(name, clamped(canonical, number));
            }
        });
        Object longest = parameters.get("max_completion_tokens");
        longest = longest == null ? parameters.get("max_tokens") : longest;
        if (longest instanceof Number) {
            config.put("maxOutputTokens", longest);
        }
        if (parameters.get("logprobs") instanceof Boolean wanted) {
            config.put("responseLogprobs", wanted);
        }
        stop(parameters.get("stop"));
        format(parameters.get("response_format"));
        Map<String, Object> thinking =
                model.thinking(parameters.get("reasoning_effort"), parameters.get("reasoning_budget"), notes);
        if (thinking != null) {
            config.put("thinkingConfig", thinking);
        }
        extras(parameters.get("extra_body"), body);
        parameters.forEach((name, value) -> {
            if (value != null && !KNOWN.contains(name) && !Parameters.NUMBERS.containsValue(name)) {
                unknown(name, value);
            }
        });
        return config;
    }

    /** One answer is what comes anyway, and some models refuse to be asked for it. */
    private static boolean isUsual(String name, Number value) {
        return name.equals("n") && value.longValue() == 1;
    }

    private Number clamped(String name, Number number) {
        Range range = RANGES.get(name);
        if (range == null) {
            return number;
        }
        BigDecimal value = new BigDecimal(number.toString());
        BigDecimal taken = value.max(new BigDecimal(range.least())).min(new BigDecimal(range.largest()));
        if (taken.compareTo(value) == 0) {
            return number;
        }
        notes.adjust(name, number, taken.toPlainString());
        return taken;
    }

    private void stop(@Nullable Object stop) {
        List<?> all = stop instanceof String text ? List.of(text) : stop instanceof List<?> list ? list : List.of();
        if (all.size() > MOST_STOPS) {
            notes.adjust("stop", all.size() + " texts", MOST_STOPS);
        }
        if (!all.isEmpty()) {
            config.put("stopSequences", all.size() > MOST_STOPS ? all.subList(0, MOST_STOPS) : all);
        }
    }

    private void format(@Nullable Object format) {
        if (!(format instanceof Map<?, ?> fields) || "text".equals(fields.get("type"))) {
            return;
        }
        if (!String.valueOf(fields.get("type")).startsWith("json")) {
            notes.drop("response_format " + fields.get("type"));
            return;
        }
        config.put("responseMimeType", "application/json");
        if ("json_schema".equals(fields.get("type"))) {
            Object named = fields.get("json_schema");
            if (named instanceof Map<?, ?> map && map.get("schema") instanceof Map<?, ?> schema) {
                config.put("responseJsonSchema", JsonSchema.clean(schema, "response_format.json_schema.schema", notes));
            }
        }
    }

    /** What Google's own compatible endpoint takes from OpenAI's clients beyond OpenAI's words. */
    private void extras(@Nullable Object extra, Map<String, Object> body) {
        if (!(extra instanceof Map<?, ?> fields) || !(fields.get("google") instanceof Map<?, ?> google)) {
            if (extra != null) {
                notes.drop("extra_body");
            }
            return;
        }
        google.forEach((name, value) -> {
            switch (String.valueOf(name)) {
                case "thinking_config", "thinkingConfig" -> config.put("thinkingConfig", value);
                case "cached_content", "cachedContent" -> body.put("cachedContent", value);
                case "safety_settings", "safetySettings" -> body.put("safetySettings", value);
                default -> notes.drop("extra_body.google." + name);
            }
        });
    }

    private void unknown(String name, Object value) {
        if (!name.equals("parallel_tool_calls") || !Boolean.TRUE.equals(value)) {
            notes.drop(name);
        }
    }
}
