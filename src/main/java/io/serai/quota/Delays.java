package io.serai.quota;

import java.time.Duration;

/**
 * The delay of requests on their way to a vendor. What is known is when they are sent and when the answer begins; the shortest time between the two of
 * late is the vendor's own, and what a request took longer it may have spent on the way. Not thread-safe: {@link Quota} guards it.
 */
final class Delays {
    /** After this many the vendor may have become slower, or nearer. */
    private static final int GENERATION = 50;

    /** Fewer do not show what is usual. */
    private static final int ENOUGH = 20;

    private static final Duration UNKNOWN = Duration.ofDays(1);

    private Duration shortest = UNKNOWN;
    private Duration shortestBefore = UNKNOWN;
    private int count;

    /** Whether there were enough to know what is usual. */
    boolean known() {
        return count >= ENOUGH;
    }

    /** How late a request may have come whose answer began after a time, at the latest. */
    Duration late(Duration answered) {
        if (!known()) {
            return answered;
        }
        Duration own = shortest.compareTo(shortestBefore) < 0 ? shortest : shortestBefore;
        return answered.compareTo(own) > 0 ? answered.minus(own) : Duration.ZERO;
    }

    /** Learns from a request that was answered; a refusal comes at once, and shows nothing. */
    void answered(Duration answered) {
        if (count > 0 && count % GENERATION == 0) {
            shortestBefore = shortest;
            shortest = UNKNOWN;
        }
        count++;
        if (answered.compareTo(shortest) < 0) {
            shortest = answered;
        }
    }
}
