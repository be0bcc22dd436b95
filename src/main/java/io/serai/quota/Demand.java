package io.serai.quota;

import java.time.Instant;
import java.time.InstantSource;

/** The demand of people, who wait for their answers, over the last five minutes. Batches leave that much of a limit to them. */
public final class Demand {
    private static final int PLACES = 30;
    private static final long SECONDS = 10;
    private static final long SHORTEST = 60;

    private final InstantSource clock;
    private final long[] calls = new long[PLACES];
    private final long[] tokens = new long[PLACES];
    private final long[] times = new long[PLACES];
    private Instant first = Instant.MAX;

    public Demand(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts a call by its probable tokens. */
    public synchronized void note(long expected) {
        Instant now = clock.instant();
        first = first.isAfter(now) ? now : first;
        long time = now.getEpochSecond() / SECONDS;
        int place = (int) (time % PLACES);
        if (times[place] != time) {
            times[place] = time;
            calls[place] = 0;
            tokens[place] = 0;
        }
        calls[place]++;
        tokens[place] += Math.max(0, expected);
    }

    /** So much of what a limit counts in a second; 0 for what is not known. */
    public synchronized double perSecond(Limit.Unit unit) {
        return switch (unit) {
            case REQUESTS -> perSecond(calls);
            case TOKENS, INPUT_TOKENS, OUTPUT_TOKENS -> perSecond(tokens);
            case MONEY, PARALLEL, SHARE -> 0;
        };
    }

    private double perSecond(long[] counts) {
        Instant now = clock.instant();
        long time = now.getEpochSecond() / SECONDS;
        long some = 0;
        for (int i = 0; i < PLACES; i++) {
            some += time - times[i] < PLACES ? counts[i] : 0;
        }
        if (some == 0) {
            return 0;
        }
        long span = Math.clamp(now.getEpochSecond() - first.getEpochSecond(), SHORTEST, PLACES * SECONDS);
        return some / (double) span;
    }
}
