package io.serai.quota;

import java.time.Duration;
import java.time.Instant;

/**
 * The number of calls at once that a vendor bears, as far as it has shown: a call that was refused with others beside it lowers the number by a
 * third, calls that were answered raise it again, by one for each round of them. Without a refusal for some minutes it is forgotten.
 * Not thread-safe: {@link Quota} guards it.
 */
final class Crowd {
    private static final double LESS = 0.7;
    private static final Duration MEMORY = Duration.ofMinutes(5);

    private double most = Double.POSITIVE_INFINITY;
    private Instant refused = Instant.MIN;

    /** @param running how many there were, the refused one included */
    void refused(int running, Instant now) {
        if (running > 1) {
            most = Math.max(1, Math.min(most, running) * LESS);
            refused = now;
        }
    }

    /** @param well whether the vendor has given an answer */
    void answered(boolean well) {
        if (well && most < Double.POSITIVE_INFINITY) {
            most += 1 / most;
        }
    }

    boolean full(int running, Instant now) {
        // The clock may have been set back since.
        refused = refused.isAfter(now) ? now : refused;
        if (most < Double.POSITIVE_INFINITY && Duration.between(refused, now).compareTo(MEMORY) > 0) {
            most = Double.POSITIVE_INFINITY;
        }
        return running >= Math.floor(most);
    }

    /** How many at once, for a message. */
    long most() {
        return (long) Math.floor(most);
    }
}
