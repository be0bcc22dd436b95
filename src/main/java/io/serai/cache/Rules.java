package io.serai.cache;

import io.serai.chat.Answer;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Part;
import io.serai.chat.Request;
import java.util.Arrays;
import java.util.Locale;

/** The rules for reusing answers. */
enum Rules {
    /** Those to all requests. */
    EVERYTHING,
    /** Those that a model would repeat by itself: vectors, and chat at temperature 0. */
    TEMPERATURE_0,
    /** Vectors only. */
    EMBEDDINGS,
    /** None. */
    NEVER;

    /**
     * @param text {@code everything}, {@code temperature-0}, {@code embeddings} or {@code never}
     * @throws IllegalArgumentException if it is none of them
     */
    static Rules of(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(values())
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("it must be everything, temperature-0, embeddings or never"));
    }

    /** Whether requests of its kind are looked up and kept. */
    boolean take(Request request) {
        return switch (this) {
            case EVERYTHING -> true;
            case TEMPERATURE_0 ->
                request instanceof EmbeddingRequest
                        || (request instanceof ChatRequest chat
                                && chat.parameters().get("temperature") instanceof Number heat
                                && heat.doubleValue() == 0);
            case EMBEDDINGS -> request instanceof EmbeddingRequest;
            case NEVER -> false;
        };
    }

    /**
     * Whether an answer is complete and good enough for others: not cut off, filtered, broken or refused.
     *
     * @param toolCalls whether calls of tools are
     */
    static boolean isWhole(Answer answer, boolean toolCalls) {
        return switch (answer) {
            case ChatResponse chat -> {
                for (Choice choice : chat.choices()) {
                    FinishReason reason = choice.finishReason();
                    boolean calls = !choice.message().toolCalls().isEmpty()
                            || reason == FinishReason.TOOL_CALLS
                            || reason == FinishReason.FUNCTION_CALL;
                    // A call of a tool that was cut off is no call.
                    boolean done = reason == FinishReason.STOP
                            || reason == FinishReason.TOOL_CALLS
                            || reason == FinishReason.FUNCTION_CALL
                            || (reason == null && calls);
                    if (!done || (calls && !toolCalls) || isRefused(choice)) {
                        yield false;
                    }
                }
                yield !chat.choices().isEmpty();
            }
            case EmbeddingResponse vectors -> true;
        };
    }

    private static boolean isRefused(Choice choice) {
        return choice.message().parts().stream().anyMatch(Part.Refusal.class::isInstance);
    }
}
