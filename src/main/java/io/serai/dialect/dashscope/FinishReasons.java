package io.serai.dialect.dashscope;

import io.serai.chat.FinishReason;
import org.jspecify.annotations.Nullable;

/** The words for why a model stopped. */
final class FinishReasons {

    private FinishReasons() {}

    /** What a word means; null while the model goes on, which has the text "null". */
    static @Nullable FinishReason of(@Nullable Object word, boolean callsTools) {
        if (!(word instanceof String text) || text.isEmpty() || text.equals("null")) {
            return null;
        }
        return switch (text) {
            case "length" -> FinishReason.LENGTH;
            case "tool_calls" -> FinishReason.TOOL_CALLS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> callsTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        };
    }
}
