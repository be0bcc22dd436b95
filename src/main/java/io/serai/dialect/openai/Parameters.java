package io.serai.dialect.openai;

import io.serai.dialect.Counts;
import io.serai.dialect.Fields;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The kinds of the parameters of requests; the target judges their values. */
final class Parameters {

    /** A kind of value, and how to call it. */
    private enum Kind {
        NUMBER("a number", Number.class::isInstance),
        WHOLE("a whole number", Counts::isWhole),
        TRUTH("true or false", Boolean.class::isInstance),
        TEXT("text", String.class::isInstance),
        OBJECT("an object", Map.class::isInstance),
        OBJECTS("a list of objects", value -> isListOf(value, Map.class::isInstance)),
        TEXTS("text or a list of texts", value -> value instanceof String || isListOf(value, String.class::isInstance)),
        TEXT_OR_OBJECT("text or an object", value -> value instanceof String || value instanceof Map);

        private final String words;
        private final Predicate<Object> fits;

        Kind(String words, Predicate<Object> fits) {
            this.words = words;
            this.fits = fits;
        }

        private static boolean isListOf(@Nullable Object value, Predicate<Object> kind) {
            return value instanceof List<?> list && list.stream().allMatch(kind);
        }
    }

    private static final Map<String, Kind> CHAT = Map.ofEntries(
            Map.entry("temperature", Kind.NUMBER),
            Map.entry("top_p", Kind.NUMBER),
            Map.entry("presence_penalty", Kind.NUMBER),
            Map.entry("frequency_penalty", Kind.NUMBER),
            Map.entry("max_tokens", Kind.WHOLE),
            Map.entry("max_completion_tokens", Kind.WHOLE),
            Map.entry("n", Kind.WHOLE),
            Map.entry("seed", Kind.WHOLE),
            Map.entry("top_logprobs", Kind.WHOLE),
            Map.entry("logprobs", Kind.TRUTH),
            Map.entry("parallel_tool_calls", Kind.TRUTH),
            Map.entry("user", Kind.TEXT),
            Map.entry("reasoning_effort", Kind.TEXT),
            Map.entry("response_format", Kind.OBJECT),
            Map.entry("stream_options", Kind.OBJECT),
            Map.entry("logit_bias", Kind.OBJECT),
            Map.entry("metadata", Kind.OBJECT),
            Map.entry("functions", Kind.OBJECTS),
            Map.entry("function_call", Kind.TEXT_OR_OBJECT),
            Map.entry("stop", Kind.TEXTS),
            Map.entry("tool_choice", Kind.TEXT_OR_OBJECT));

    private static final Map<String, Kind> EMBEDDING =
            Map.of("dimensions", Kind.WHOLE, "encoding_format", Kind.TEXT, "user", Kind.TEXT);

    /** The least that counts may be. */
    private static final Map<String, Integer> LEAST = Map.of(
            "max_tokens", -1,
            "max_completion_tokens", -1,
            "n", 1,
            "top_logprobs", -1,
            "dimensions", 0);

    private Parameters() {}

    static void checkChat(Fields body) {
        check(body, CHAT);
        // No bound is what all take for granted, and most have no word for.
        for (String most : List.of("max_tokens", "max_completion_tokens")) {
            if (Counts.isUnbounded(body.peek(most))) {
                body.drop(most);
            }
        }
    }

    static void checkEmbedding(Fields body) {
        check(body, EMBEDDING);
    }

    private static void check(Fields body, Map<String, Kind> kinds) {
        body.rest().forEach((name, value) -> {
            Kind kind = kinds.get(name);
            if (kind == null || value == null) {
                return;
            }
            if (!kind.fits.test(value)) {
                throw body.wrong(name, kind.words, value);
            }
            Integer least = kind == Kind.WHOLE ? LEAST.get(name) : null;
            if (least != null && Counts.isBelow(value, least)) {
                throw body.wrong(name, Counts.words(least), value);
            }
        });
    }
}
