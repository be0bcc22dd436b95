package io.serai.dialect.cohere;

import io.serai.chat.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The usage of answers: the used tokens, or the billed ones if only those are reported. */
final class Usages {

    private Usages() {}

    static @Nullable Usage read(@Nullable Object usage) {
        if (!(usage instanceof Map<?, ?> fields)) {
            return null;
        }
        Object counted = fields.get("tokens") instanceof Map ? fields.get("tokens") : fields.get("billed_units");
        if (!(counted instanceof Map<?, ?> tokens)) {
            return null;
        }
        return new Usage(
                number(tokens.get("input_tokens"), 0),
                number(tokens.get("output_tokens"), 0),
                number(fields.get("cached_tokens"), Usage.UNKNOWN),
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Map.of());
    }

    private static long number(@Nullable Object value, long otherwise) {
        return Usage.count(value, otherwise);
    }
}
