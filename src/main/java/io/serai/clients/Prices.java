package io.serai.clients;

import io.serai.chat.Usage;
import org.jspecify.annotations.Nullable;

/** What answers cost, in nano-dollars (1e-9 USD). */
public interface Prices {
    /** Nobody knows any. */
    Prices NONE = new Prices() {};

    /** What an answer of a target has cost; null if nobody knows. */
    default @Nullable Long cost(String target, Usage usage) {
        return null;
    }

    /**
     * What a request may cost, at the dearest target that may answer it; null if nobody knows a price.
     *
     * @param model as the client has asked for it
     */
    default @Nullable Long most(String model, long input, long output) {
        return null;
    }
}
