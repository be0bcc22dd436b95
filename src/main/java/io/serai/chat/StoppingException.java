package io.serai.chat;

import java.time.Instant;

/** Serai stops: it takes no new calls, and has given up those that did not end in time. Another instance, or the next start, can answer. */
public final class StoppingException extends ChatException {
    private static final long serialVersionUID = 1L;

    private StoppingException(String message, Instant retryAt) {
        super(503, "shutting_down", message, null, retryAt, null);
    }

    /** For a call that came after the stop had begun. */
    public static StoppingException notTaken(Instant now) {
        return new StoppingException("Serai is stopping and takes no new requests; send it again.", now.plusSeconds(1));
    }

    /** For a call that was still under way when the time to end was over. */
    public static StoppingException givenUp(Instant now) {
        return new StoppingException(
                "Serai stopped before the answer was complete; send it again.", now.plusSeconds(1));
    }
}
