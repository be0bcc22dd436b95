package io.serai.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The rate at which lines of a job end: over the last minute, and since it was taken up. */
final class Rate {
    private static final int SECONDS = 60;
    private static final Duration LONG_WAIT = Duration.ofMinutes(2);

    private record Second(long at, int lines) {}

    private final InstantSource clock;
    private final Instant began;
    private final ArrayDeque<Second> seconds = new ArrayDeque<>();
    private long lines;

    Rate(InstantSource clock) {
        this.clock = clock;
        this.began = clock.instant();
    }

    /** Counts lines that have ended. */
    synchronized void ended(int some) {
        if (some == 0) {
            return;
        }
        long now = clock.instant().getEpochSecond();
        lines += some;
        Second last = seconds.peekLast();
        if (last != null && last.at() == now) {
            seconds.pollLast();
            seconds.addLast(new Second(now, last.lines() + some));
        } else {
            seconds.addLast(new Second(now, some));
        }
        while (seconds.size() > SECONDS + 1) {
            seconds.pollFirst();
        }
    }

    /** Lines in a minute, by the last one. */
    synchronized double perMinute() {
        Instant now = clock.instant();
        long from = now.getEpochSecond() - SECONDS;
        long some = 0;
        for (Second second : seconds) {
            some += second.at() >= from ? second.lines() : 0;
        }
        double span = Math.clamp(Duration.between(began, now).toMillis() / 1000.0, 1, SECONDS);
        return some * 60.0 / span;
    }

    /**
     * How long the rest takes.
     *
     * @param left lines
     * @param waitsUntil when the limit is back for which lines wait; null if none waits
     * @return null if nobody knows
     */
    synchronized @Nullable Duration left(long left, @Nullable Instant waitsUntil) {
        if (left <= 0) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        if (lines == 0) {
            return null;
        }
        if (waitsUntil != null && Duration.between(now, waitsUntil).compareTo(LONG_WAIT) > 0) {
            // What one window gave, each further window gives.
            long windows = (left + lines - 1) / lines;
            return Duration.between(now, waitsUntil)
                    .plus(Duration.between(began, waitsUntil).multipliedBy(windows - 1));
        }
        double minute = perMinute();
        double millis = minute > 0
                ? left * 60_000.0 / minute
                : left * (double) Duration.between(began, now).toMillis() / lines;
        return Duration.ofMillis((long) millis);
    }
}
