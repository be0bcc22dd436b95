package io.serai.chat;

import java.time.Duration;
import java.time.Instant;

/** Serai itself has no room for the request now, and will have some soon. */
public final class OverloadedException extends ChatException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what there is too much of, as a sentence
     * @param again after how long it may be sent again
     */
    public OverloadedException(String what, Duration again) {
        super(503, "overloaded", what, null, Instant.now().plus(again), null);
    }
}
