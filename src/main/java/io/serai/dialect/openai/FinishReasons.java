package io.serai.dialect.openai;

import io.serai.chat.FinishReason;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words for why a model stopped: OpenAI's own, and those of the vendors that are compatible with it otherwise. */
final class FinishReasons {
    private static final Map<String, FinishReason> WORDS = Map.ofEntries(
            Map.entry("stop", FinishReason.STOP),
            Map.entry("eos", FinishReason.STOP),
            Map.entry("end_turn", FinishReason.STOP),
            Map.entry("stop_sequence", FinishReason.STOP),
            Map.entry("length", FinishReason.LENGTH),
            Map.entry("model_length", FinishReason.LENGTH),
            Map.entry("max_tokens", FinishReason.LENGTH),
            Map.entry("model_context_window_exceeded", FinishReason.LENGTH),
            Map.entry("tool_calls", FinishReason.TOOL_CALLS),
            Map.entry("tool_use", FinishReason.TOOL_CALLS),
            Map.entry("function_call", FinishReason.FUNCTION_CALL),
            Map.entry("content_filter", FinishReason.CONTENT_FILTER),
            Map.entry("sensitive", FinishReason.CONTENT_FILTER),
            Map.entry("safety", FinishReason.CONTENT_FILTER),
            Map.entry("refusal", FinishReason.CONTENT_FILTER),
            Map.entry("error", FinishReason.ERROR),
            Map.entry("abort", FinishReason.ERROR),
            Map.entry("network_error", FinishReason.ERROR),
            Map.entry("insufficient_system_resource", FinishReason.ERROR));

    private FinishReasons() {}

    /** What a word means; null while the model goes on. Of a word that nobody knows only this is sure: that the model stopped. */
    static @Nullable FinishReason of(String word) {
        FinishReason reason = WORDS.get(word);
        if (reason != null) {
            return reason;
        }
        // Some write "null" as text while the model goes on.
        String plain = word.toLowerCase(Locale.ROOT);
        return plain.isEmpty() || plain.equals("null") ? null : WORDS.getOrDefault(plain, FinishReason.STOP);
    }

    static String word(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case FUNCTION_CALL -> "function_call";
            case CONTENT_FILTER -> "content_filter";
            case ERROR -> "error";
        };
    }
}
