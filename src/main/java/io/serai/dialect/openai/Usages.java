package io.serai.dialect.openai;

import io.serai.chat.Usage;
import io.serai.dialect.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The usage of answers, in both directions. The details stay where they are, so that they are written again just as they were. */
final class Usages {

    private static final String DETAILS = "prompt_tokens_details";
    private static final String WRITTEN = "cache_write_tokens";

    private Usages() {}

    static Usage read(Fields usage) {
        long cached = detail(usage, DETAILS, "cached_tokens");
        if (cached == Usage.UNKNOWN && usage.peek("prompt_cache_hit_tokens") instanceof Number hits) {
            cached = Usage.count(hits, Usage.UNKNOWN);
        }
        if (cached == Usage.UNKNOWN && usage.peek("cached_tokens") instanceof Number hits) {
            cached = Usage.count(hits, Usage.UNKNOWN);
        }
        long reasoning = detail(usage, "completion_tokens_details", "reasoning_tokens");
        // OpenRouter and OpenAI, and LiteLLM.
        long written = detail(usage, DETAILS, WRITTEN);
        written = written == Usage.UNKNOWN ? detail(usage, DETAILS, "cache_creation_tokens") : written;
        long input = usage.numberIfAny("prompt_tokens", 0);
        long output = usage.numberIfAny("completion_tokens", 0);
        return new Usage(input, output, cached, reasoning, written, plausible(usage.rest()));
    }

    /** The details that stay as they are, except impossible numbers. */
    private static Map<String, Object> plausible(Map<String, Object> rest) {
        Map<String, Object> right = null;
        for (Map.Entry<String, Object> entry : rest.entrySet()) {
            Object value = entry.getValue();
            Object held = value instanceof Map<?, ?> inner
                    ? plausible(Fields.of(inner).rest())
                    : clamped(value);
            if (held != value && !held.equals(value)) {
                right = right == null ? new LinkedHashMap<>(rest) : right;
                right.put(entry.getKey(), held);
            }
        }
        return right == null ? rest : right;
    }

    private static Object clamped(Object value) {
        boolean wrong =
                value instanceof Number number && (number.doubleValue() < 0 || number.doubleValue() > 2.0 * Usage.MOST);
        return wrong ? Usage.count(value, 0) : value;
    }

    private static long detail(Fields usage, String object, String name) {
        return usage.peek(object) instanceof Map<?, ?> details && details.get(name) instanceof Number number
                ? Usage.count(number, Usage.UNKNOWN)
                : Usage.UNKNOWN;
    }

    static Map<String, Object> write(Usage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prompt_tokens", usage.inputTokens());
        fields.put("completion_tokens", usage.outputTokens());
        addTotal(fields, usage, usage.inputTokens() + usage.outputTokens());
        addDetail(fields, usage, DETAILS, "cached_tokens", usage.cachedTokens());
        if (usage.cacheWriteTokens() > 0) {
            addDetail(fields, usage, DETAILS, WRITTEN, usage.cacheWriteTokens());
        }
        addDetail(fields, usage, "completion_tokens_details", "reasoning_tokens", usage.reasoningTokens());
        return Fields.addRest(fields, usage.extras());
    }

    /** The same for vectors, of which there is no output. */
    static Map<String, Object> writeEmbedding(Usage usage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prompt_tokens", usage.inputTokens());
        addTotal(fields, usage, usage.inputTokens());
        return Fields.addRest(fields, usage.extras());
    }

    private static void addTotal(Map<String, Object> fields, Usage usage, long sum) {
        Object told = usage.extras().get("total_tokens");
        fields.put("total_tokens", isPlausible(told) ? told : sum);
    }

    private static boolean isPlausible(@Nullable Object total) {
        return total instanceof Number number && Usage.whole(number) >= 0 && Usage.whole(number) <= 2 * Usage.MOST;
    }

    private static void addDetail(Map<String, Object> fields, Usage usage, String object, String name, long value) {
        if (value != Usage.UNKNOWN && usage.extras().get(object) == null) {
            Map<String, Object> details = new LinkedHashMap<>();
            if (fields.get(object) instanceof Map<?, ?> others) {
                others.forEach((other, told) -> details.put(String.valueOf(other), told));
            }
            details.put(name, value);
            fields.put(object, details);
        }
    }
}
