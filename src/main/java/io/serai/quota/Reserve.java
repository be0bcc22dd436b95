package io.serai.quota;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a limit that yielding calls leave to people, who wait for their answers: of calls at once a quarter, one at least, if people have
 * asked lately; of what a window counts as much as they have, for the time until it is back, and a quarter at most.
 */
public final class Reserve {
    private static final long LEAST_SHARED = 4;
    private static final double PART = 4;
    private static final Duration SOON = Duration.ofMillis(100);

    private Reserve() {}

    /** How many of the calls at once are kept for people; none of a single one. */
    public static long ofParallel(long amount) {
        return amount < 2 ? 0 : Math.max(1, amount / (long) PART);
    }

    /**
     * Until when people need what is left of a limit.
     *
     * @param amount all of it
     * @param anew when all of it is there again
     * @return null if there is enough for both
     */
    public static @Nullable Instant neededUntil(
            Limit.Unit unit, long amount, long left, Instant anew, Demand demand, Instant now) {
        if (unit == Limit.Unit.PARALLEL) {
            // A call ends when it ends; who yields looks again soon.
            boolean asked = demand.perSecond(Limit.Unit.REQUESTS) > 0;
            return asked && left <= ofParallel(amount) && amount > 1 ? now.plus(SOON) : null;
        }
        double perSecond = amount < LEAST_SHARED ? 0 : demand.perSecond(unit);
        if (perSecond == 0) {
            return null;
        }
        double seconds = Math.max(0, Duration.between(now, anew).toMillis() / 1000.0);
        double wanted = Math.min(amount / PART, perSecond * seconds);
        if (left > wanted) {
            return null;
        }
        Instant enough = anew.minusMillis((long) (1000 * Math.max(0, left - 1) / perSecond));
        return enough.isAfter(now.plus(SOON)) ? enough : now.plus(SOON);
    }
}
