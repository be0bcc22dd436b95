package io.serai.provider.health;

import java.time.Instant;
import java.time.InstantSource;

/** How many calls a provider gets from people, who wait for the answer, over the last five minutes. Batches leave that much of its limits. */
public final class Demand {
    private static final int PLACES = 30;
    private static final long SECONDS = 10;
    private static final long SHORTEST = 60;

    private final InstantSource clock;
    private final int[] calls = new int[PLACES];
    private final long[] times = new long[PLACES];
    private Instant first = Instant.MAX;

    public Demand(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts a call. */
    public synchronized void note() {
        Instant now = clock.instant();
        first = first.isAfter(now) ? now : first;
        long time = now.getEpochSecond() / SECONDS;
        int place = (int) (time % PLACES);
        if (times[place] != time) {
            times[place] = time;
            calls[place] = 0;
        }
        calls[place]++;
    }

    /** Calls in a second. */
    public synchronized double perSecond() {
        Instant now = clock.instant();
        long time = now.getEpochSecond() / SECONDS;
        long some = 0;
        for (int i = 0; i < PLACES; i++) {
            some += time - times[i] < PLACES ? calls[i] : 0;
        }
        if (some == 0) {
            return 0;
        }
        long span = Math.clamp(now.getEpochSecond() - first.getEpochSecond(), SHORTEST, PLACES * SECONDS);
        return some / (double) span;
    }
}
