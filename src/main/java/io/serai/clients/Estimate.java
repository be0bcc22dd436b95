package io.serai.clients;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Request;
import io.serai.dialect.TokenEstimate;

/**
 * The tokens that a request may use, to hold them for it.
 *
 * @param model as the client has asked for it
 * @param output tokens of the answer: what the request allows, or what answers to this client usually have
 */
record Estimate(String model, long input, long output) {
    static Estimate of(Request request, double usualOutput) {
        return switch (request) {
            case ChatRequest chat -> new Estimate(chat.model(), TokenEstimate.atMost(chat), output(chat, usualOutput));
            case EmbeddingRequest embedding -> new Estimate(embedding.model(), TokenEstimate.atMost(embedding), 0);
        };
    }

    private static long output(ChatRequest chat, double usualOutput) {
        long each = Math.round(usualOutput);
        for (String name : new String[] {"max_completion_tokens", "max_tokens"}) {
            // Servers such as llama.cpp take -1 for no bound.
            if (chat.parameters().get(name) instanceof Number number && number.longValue() > 0) {
                each = Math.min(number.longValue(), Integer.MAX_VALUE);
                break;
            }
        }
        return chat.parameters().get("n") instanceof Number n ? each * Math.clamp(n.longValue(), 1, 128) : each;
    }
}
