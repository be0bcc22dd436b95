package io.serai.demo.simulator;

import io.serai.quota.Left;
import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a limit is used up.
 *
 * @param limit which, with what is left of it; null if the vendor just says so
 * @param until when a call will be let in; null if nobody knows
 */
record Refusal(String model, @Nullable Left limit, @Nullable Instant until, Instant now) {

    /** How long to wait; null if nobody knows. */
    @Nullable
    Duration delay() {
        return until == null ? null : until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }

    /** The same in whole seconds, at least one; 0 if nobody knows. */
    long seconds() {
        Duration delay = delay();
        return delay == null ? 0 : Math.max(1, delay.plusMillis(999).toSeconds());
    }

    boolean ofTokens() {
        return limit != null && limit.limit().unit() == Unit.TOKENS;
    }

    boolean ofParallel() {
        return limit != null && limit.limit().unit() == Unit.PARALLEL;
    }

    long amount() {
        return limit == null ? 0 : limit.limit().amount();
    }

    /** Zero for calls at once. */
    Duration period() {
        return limit == null ? Duration.ZERO : limit.limit().period();
    }

    boolean ofDay() {
        return period().compareTo(Duration.ofDays(1)) >= 0;
    }
}
