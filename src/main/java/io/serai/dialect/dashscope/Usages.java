package io.serai.dialect.dashscope;

import io.serai.chat.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The usage of answers. Cached tokens stand in one of two places. */
final class Usages {

    private Usages() {}

    static @Nullable Usage read(@Nullable Object usage) {
        if (!(usage instanceof Map<?, ?> fields)) {
            return null;
        }
        long input = number(fields.get("input_tokens"), -1);
        long output = number(fields.get("output_tokens"), 0);
        if (input < 0) {
            // Vectors have only the total.
            input = Math.max(0, number(fields.get("total_tokens"), 0) - output);
        }
        long cached = detail(fields, "prompt_tokens_details", "cached_tokens");
        return new Usage(
                input,
                output,
                cached == Usage.UNKNOWN ? detail(fields, "input_tokens_details", "cached_tokens") : cached,
                detail(fields, "output_tokens_details", "reasoning_tokens"),
                Usage.UNKNOWN,
                Map.of());
    }

    private static long detail(Map<?, ?> usage, String object, String name) {
        return usage.get(object) instanceof Map<?, ?> details
                ? number(details.get(name), Usage.UNKNOWN)
                : Usage.UNKNOWN;
    }

    private static long number(@Nullable Object value, long otherwise) {
        return Usage.count(value, otherwise);
    }
}
