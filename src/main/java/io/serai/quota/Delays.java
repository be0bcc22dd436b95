package io.serai.quota;

import java.time.Duration;

/**
 * How late requests come to a vendor. What is known is when they are sent and when the answer begins; the shortest time between the two of
 * late is the vendor's own, and what a request took longer it may have spent on the way. Not thread-safe: {@link Quota} guards it.
 */
final class Delays {
    /** After so many the vendor may have become slower, or nearer. */
    private static final int GENERATION = 50;

    private static final int ENOUGH = 20;

    private Duration shortest = Duration.ZERO;
    private Duration shortestBefore = Duration.ZERO;
    private int count;

    /** Whether there were enough to know what is usual. */
    boolean known() {
        return count >= ENOUGH;
    }

    /** How late a request may have come that was answered after a time, at the latest. */
    Duration late(Duration answered) {
        Duration own = shortest.compareTo(shortestBefore) < 0 ? shortest : shortestBefore;
        count++;
        if (count % GENERATION == 1) {
            shortestBefore = count == 1 ? Duration.ZERO : shortest;
            shortest = answered;
        } else if (answered.compareTo(shortest) < 0) {
            shortest = answered;
        }
        Duration late = answered.minus(own);
        return late.isNegative() ? Duration.ZERO : late;
    }
}
