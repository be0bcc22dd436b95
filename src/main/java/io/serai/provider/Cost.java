package io.serai.provider;

import io.serai.chat.Answer;
import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Request;
import io.serai.chat.Usage;
import io.serai.dialect.TokenEstimate;
import org.jspecify.annotations.Nullable;

/** The probable use of limits by a call, and the real one. */
public final class Cost {
    private Cost() {}

    /** Tokens of the request, and of an answer as long as the model's usually are, or as the request allows if that is less. */
    public static long expected(Request request, ProviderState state, String model) {
        return switch (request) {
            case ChatRequest chat ->
                TokenEstimate.atMost(chat) + Math.round(Math.min(longest(chat), state.usualOutput(model)));
            case EmbeddingRequest embedding -> expected(embedding);
        };
    }

    private static double longest(ChatRequest chat) {
        Object most = chat.parameters().get("max_completion_tokens");
        if (most == null) {
            most = chat.parameters().get("max_tokens");
        }
        return most instanceof Number number ? number.doubleValue() : Double.MAX_VALUE;
    }

    private static long expected(EmbeddingRequest embedding) {
        double tokens = 0;
        for (Object input : embedding.input()) {
            tokens += input instanceof Iterable<?> numbers ? count(numbers) : TokenEstimate.atMost(input.toString());
        }
        return Math.round(tokens);
    }

    private static long count(Iterable<?> numbers) {
        long count = 0;
        for (Object ignored : numbers) {
            count++;
        }
        return count;
    }

    /** What an answer has cost; null if it does not say. */
    public static @Nullable Usage used(@Nullable Object answer) {
        return answer instanceof Answer told ? told.usage() : null;
    }
}
