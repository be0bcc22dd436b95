package io.serai.dialect.ollama;

import io.serai.chat.FinishReason;

/** The words for why a model stopped. Ollama says stop when a model has called tools, too. */
final class FinishReasons {

    private FinishReasons() {}

    static FinishReason of(String word, boolean callsTools) {
        if (word.equals("length")) {
            return FinishReason.LENGTH;
        }
        return callsTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    }

    static String word(FinishReason reason) {
        return reason == FinishReason.LENGTH ? "length" : "stop";
    }
}
