package io.serai.dialect.gemini;

import io.serai.chat.FinishReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words for why a model stopped.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#FinishReason">FinishReason</a>
 */
final class FinishReasons {
    private static final Map<String, FinishReason> WORDS = Map.ofEntries(
            Map.entry("STOP", FinishReason.STOP),
            Map.entry("FINISH_REASON_UNSPECIFIED", FinishReason.STOP),
            Map.entry("OTHER", FinishReason.STOP),
            Map.entry("IMAGE_OTHER", FinishReason.STOP),
            Map.entry("NO_IMAGE", FinishReason.STOP),
            Map.entry("MAX_TOKENS", FinishReason.LENGTH),
            Map.entry("SAFETY", FinishReason.CONTENT_FILTER),
            Map.entry("RECITATION", FinishReason.CONTENT_FILTER),
            Map.entry("LANGUAGE", FinishReason.CONTENT_FILTER),
            Map.entry("BLOCKLIST", FinishReason.CONTENT_FILTER),
            Map.entry("PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
            Map.entry("SPII", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_SAFETY", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_RECITATION", FinishReason.CONTENT_FILTER),
            // The model failed; asked again, or another one, it may do better.
            Map.entry("MALFORMED_FUNCTION_CALL", FinishReason.ERROR),
            Map.entry("UNEXPECTED_TOOL_CALL", FinishReason.ERROR),
            Map.entry("TOO_MANY_TOOL_CALLS", FinishReason.ERROR),
            Map.entry("MISSING_THOUGHT_SIGNATURE", FinishReason.ERROR),
            Map.entry("MALFORMED_RESPONSE", FinishReason.ERROR));

    private FinishReasons() {}

    /** What a word means; null while the model goes on. Of a word that nobody knows only this is sure: that the model stopped. */
    static @Nullable FinishReason of(String word) {
        return word.isEmpty() ? null : WORDS.getOrDefault(word, FinishReason.STOP);
    }

    static String word(FinishReason reason) {
        return switch (reason) {
            case STOP, TOOL_CALLS, FUNCTION_CALL -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
            case ERROR -> "OTHER";
        };
    }
}
