package io.serai.quota;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider may still be asked within its limits: windows of requests and of tokens, and calls at once. Asked for a permit it
 * gives one, or says why not and when. What was used outlives a change of the limits, as far as the same periods remain.
 */
public final class Quota {
    private final InstantSource clock;
    private List<Window> windows = List.of();
    private int parallel = Integer.MAX_VALUE;
    private int running;

    public Quota(InstantSource clock) {
        this.clock = clock;
    }

    /** Sets the limits. What was used within a period still counts, however much is allowed in it now. */
    public synchronized void limits(List<Limit> limits) {
        List<Window> next = new ArrayList<>();
        int calls = Integer.MAX_VALUE;
        for (Limit limit : limits) {
            if (limit.unit() == Limit.Unit.PARALLEL) {
                calls = Math.min(calls, limit.amount());
            } else {
                next.add(windows.stream()
                        .filter(window -> window.limit().equals(limit))
                        .findFirst()
                        .or(() -> windows.stream()
                                .filter(window -> window.limit().samePeriod(limit))
                                .findFirst()
                                .map(window -> window.allowing(limit)))
                        .orElseGet(() -> new Window(limit)));
            }
        }
        windows = next;
        parallel = calls;
    }

    /** Takes a permit for one call. */
    public synchronized Answer take() {
        Instant now = clock.instant();
        if (running >= parallel) {
            return new Answer.No("all " + parallel + " parallel calls are in use", null);
        }
        Instant latest = null;
        String why = "";
        for (Window window : windows) {
            Instant until = window.fullUntil(now);
            if (until != null && (latest == null || until.isAfter(latest))) {
                latest = until;
                why = "the limit of " + describe(window.limit()) + " is used up";
            }
        }
        if (latest != null) {
            return new Answer.No(why, latest);
        }
        for (Window window : windows) {
            if (window.limit().unit() == Limit.Unit.REQUESTS) {
                window.add(now, 1);
            }
        }
        running++;
        return new Permit();
    }

    private synchronized void used(long tokens) {
        Instant now = clock.instant();
        for (Window window : windows) {
            if (window.limit().unit() == Limit.Unit.TOKENS && tokens > 0) {
                window.add(now, tokens);
            }
        }
    }

    private synchronized void end(boolean called) {
        running--;
        if (!called) {
            for (Window window : windows) {
                if (window.limit().unit() == Limit.Unit.REQUESTS) {
                    window.takeBack();
                }
            }
        }
    }

    private static String describe(Limit limit) {
        String unit = limit.unit() == Limit.Unit.TOKENS ? " tokens" : " requests";
        return limit.amount() + unit + " in "
                + limit.period().toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }

    /** A permit, or why there is none. */
    public sealed interface Answer {

        /**
         * @param until when there will be one; null if that depends on calls that are running
         */
        record No(String why, @Nullable Instant until) implements Answer {}
    }

    /** Leave for one call; to be closed when the call has ended. */
    public final class Permit implements Answer, AutoCloseable {
        private boolean called = true;

        private Permit() {}

        /** Counts the tokens that the call has cost. */
        public void settle(long tokens) {
            used(tokens);
        }

        /** Says that the vendor was not called after all, so that nothing was used. */
        public void unused() {
            called = false;
        }

        @Override
        public void close() {
            end(called);
        }
    }
}
