package io.serai.demo.simulator;

import java.util.List;

/**
 * The wishes of a call.
 *
 * @param model empty where none is named
 * @param stream whether piece by piece
 * @param usage whether a stream reports its usage at the end, if that has to be asked for
 * @param list whether the pieces of a stream are the elements of one JSON list
 * @param most tokens that the answer may have
 * @param prompt tokens that were sent, four characters each
 * @param inputs a seed for each text that is to become a vector; the same for equal ones
 */
record Asked(
        Kind kind,
        String model,
        boolean stream,
        boolean usage,
        boolean list,
        int most,
        int prompt,
        List<Integer> inputs) {

    enum Kind {
        CHAT,
        EMBEDDING,
        MODELS,
        VERSION
    }

    static Asked chat(String model, boolean stream, int most, int prompt) {
        return new Asked(Kind.CHAT, model, stream, false, false, most, prompt, List.of());
    }

    static Asked embedding(String model, int prompt, List<Integer> inputs) {
        return new Asked(Kind.EMBEDDING, model, false, false, false, 0, prompt, inputs);
    }

    static Asked about(Kind kind) {
        return new Asked(kind, "", false, false, false, 0, 0, List.of());
    }

    Asked withUsage(boolean wanted) {
        return new Asked(kind, model, stream, wanted, list, most, prompt, inputs);
    }

    Asked asList(boolean wanted) {
        return new Asked(kind, model, stream, usage, wanted, most, prompt, inputs);
    }

    boolean isCall() {
        return kind == Kind.CHAT || kind == Kind.EMBEDDING;
    }
}
