package io.serai.dialect.anthropic;

import io.serai.chat.FinishReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words for why a model stopped.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons">Handling stop reasons</a>
 */
final class FinishReasons {
    private static final Map<String, FinishReason> WORDS = Map.of(
            "end_turn", FinishReason.STOP,
            "stop_sequence", FinishReason.STOP,
            "pause_turn", FinishReason.STOP,
            "max_tokens", FinishReason.LENGTH,
            "model_context_window_exceeded", FinishReason.LENGTH,
            "tool_use", FinishReason.TOOL_CALLS,
            "refusal", FinishReason.CONTENT_FILTER);

    private FinishReasons() {}

    /**
     * What a word means; null while the model goes on. Of a word that nobody knows only this is sure: that the model stopped.
     *
     * @param callsTools whether it has called tools, which takes precedence over a word for a finished answer
     */
    static @Nullable FinishReason of(String word, boolean callsTools) {
        if (word.isEmpty()) {
            return null;
        }
        return WORDS.getOrDefault(word, FinishReason.STOP).given(callsTools);
    }

    static String word(@Nullable FinishReason reason, boolean callsTools) {
        return switch (reason) {
            case LENGTH -> "max_tokens";
            case CONTENT_FILTER -> "refusal";
            case TOOL_CALLS, FUNCTION_CALL, STOP, ERROR -> callsTools ? "tool_use" : "end_turn";
            case null -> callsTools ? "tool_use" : "end_turn";
        };
    }
}
