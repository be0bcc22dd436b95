package io.serai.provider.health;

import java.time.Duration;

/** The time to leave something alone after several failures in a row. */
public final class BackOff {
    private static final int MOST_DOUBLINGS = 20;

    private BackOff() {}

    /**
     * Twice as long each time, up to the longest.
     *
     * @param times how often it has failed before; the first time is 0
     */
    public static Duration after(int times, Duration first, Duration longest) {
        Duration wait = first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
