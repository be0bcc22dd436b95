package io.serai.alerts;

import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The results of calls in the last hour, minute by minute: those of each provider, and all requests under the empty name. What is the client's
 * mistake, and what was refused for a limit, is not counted.
 */
final class CallTally implements CallObserver {
    private static final int MINUTES = 61;

    private final InstantSource clock;
    private final Map<String, Minutes> all = new ConcurrentHashMap<>();
    private volatile boolean on;

    CallTally(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts from now on, or no longer. */
    void count(boolean wanted) {
        on = wanted;
        if (!wanted) {
            all.clear();
        }
    }

    @Override
    public void ended(Call call) {
        if (!on) {
            return;
        }
        long minute = clock.instant().getEpochSecond() / 60;
        int status = call.report().status();
        if (status == 200 || status >= 500) {
            minutes("").add(minute, status == 200, 0);
        }
        attempts(call, minute);
    }

    @Override
    public void deferred(Call call) {
        if (on) {
            attempts(call, clock.instant().getEpochSecond() / 60);
        }
    }

    private void attempts(Call call, long minute) {
        for (Attempt attempt : call.trail().tries()) {
            int slash = attempt.target().indexOf('/');
            if (attempt.asked() && slash > 0 && counts(attempt)) {
                boolean well = attempt.kind() == Outcome.ANSWERED;
                long first = call.report().firstPieceAfterNanos();
                long nanos = !well ? 0 : first > 0 ? first : attempt.nanos();
                minutes(attempt.target().substring(0, slash)).add(minute, well, nanos);
            }
        }
    }

    private static boolean counts(Attempt attempt) {
        return attempt.kind() != Outcome.STATUS
                || attempt.status() >= 500
                || attempt.status() == 401
                || attempt.status() == 403;
    }

    private Minutes minutes(String name) {
        Minutes known = all.get(name);
        return known == null ? all.computeIfAbsent(name, unknown -> new Minutes()) : known;
    }

    /**
     * What was counted.
     *
     * @param nanos the times of those that went well, together
     */
    record Counts(long well, long failed, long nanos) {
        long calls() {
            return well + failed;
        }

        double percent() {
            return calls() == 0 ? 100 : 100.0 * well / calls();
        }

        double meanMillis() {
            return well == 0 ? 0 : nanos / 1e6 / well;
        }
    }

    /** What was counted of late, by provider. */
    Map<String, Counts> counts(Duration window) {
        Instant now = clock.instant();
        long last = now.getEpochSecond() / 60;
        long first = last - Math.max(1, window.toMinutes());
        Map<String, Counts> counts = new TreeMap<>();
        all.forEach((name, minutes) -> counts.put(name, minutes.sum(first, last)));
        return counts;
    }

    /** The last minutes of one provider. */
    private static final class Minutes {
        private final long[] minute = new long[MINUTES];
        private final long[] well = new long[MINUTES];
        private final long[] failed = new long[MINUTES];
        private final long[] nanos = new long[MINUTES];

        synchronized void add(long now, boolean good, long time) {
            int at = (int) (now % MINUTES);
            if (minute[at] != now) {
                minute[at] = now;
                well[at] = 0;
                failed[at] = 0;
                nanos[at] = 0;
            }
            if (good) {
                well[at]++;
                nanos[at] += time;
            } else {
                failed[at]++;
            }
        }

        synchronized Counts sum(long first, long last) {
            long good = 0;
            long bad = 0;
            long time = 0;
            for (int i = 0; i < MINUTES; i++) {
                if (minute[i] >= first && minute[i] <= last) {
                    good += well[i];
                    bad += failed[i];
                    time += nanos[i];
                }
            }
            return new Counts(good, bad, time);
        }
    }
}
