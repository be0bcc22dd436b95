package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stop sequence at which a model has stopped, for clients of this dialect. Only some other vendors report it.
 *
 * @see <a href="https://docs.vllm.ai/en/stable/serving/openai_compatible_server.html">vLLM's stop_reason</a>
 * @see <a href="https://docs.sglang.ai/basic_usage/openai_api_completions.html">SGLang's matched_stop</a>
 */
final class StopSequence {
    static final String REASON = "stop_sequence";

    private static final List<String> FIELDS = List.of("stop_reason", "matched_stop");

    private StopSequence() {}

    /** Null if it has stopped for another reason, or nobody knows. */
    static @Nullable String met(Choice choice, ChatRequest request) {
        if (choice.finishReason() != FinishReason.STOP || choice.extras().isEmpty()) {
            return null;
        }
        Object asked = request.parameters().get("stop");
        for (String field : FIELDS) {
            Object told = choice.extras().get(field);
            if (told instanceof String met && asked instanceof List<?> sequences && sequences.contains(met)) {
                return met;
            }
        }
        return null;
    }
}
