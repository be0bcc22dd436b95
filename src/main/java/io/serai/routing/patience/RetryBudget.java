package io.serai.routing.patience;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Bounds how often requests may be tried once more: for one in five, and for some each second in any case. So an outage does not multiply the
 * calls that cause it.
 */
final class RetryBudget {
    private static final double SHARE = 0.2;
    private static final double EACH_SECOND = 5;
    private static final double MOST = 50;

    private final InstantSource clock;
    private double left = EACH_SECOND;
    private Instant filled;

    RetryBudget(InstantSource clock) {
        this.clock = clock;
        this.filled = clock.instant();
    }

    /** Counts a request. */
    synchronized void request() {
        left = Math.min(MOST, left + SHARE);
    }

    /** Whether one may be tried again, which is counted then. */
    synchronized boolean take() {
        Instant now = clock.instant();
        double seconds = Duration.between(filled, now).toMillis() / 1000.0;
        if (seconds > 0) {
            filled = now;
            left = Math.max(left, Math.min(EACH_SECOND, left + seconds * EACH_SECOND));
        }
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
