package io.serai.quota;

import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a provider may still be asked: within its limits, and within what the vendor says is left. Asked for a permit it gives
 * one, or says why not and when. What was used outlives a change of the limits, and with a ledger a restart.
 */
public final class Quota {
    private static final Duration UNTOLD = Duration.ofSeconds(1);
    private static final Duration UNTOLD_LONGEST = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Ledger ledger;
    private final boolean exact;
    private List<Limit> limits = List.of();
    private final Map<Place, Window> windows = new HashMap<>();
    private final Map<Place, Integer> running = new HashMap<>();
    private final Map<Told, Ceiling> ceilings = new HashMap<>();

    public Quota(InstantSource clock, Ledger ledger) {
        this(clock, ledger, false);
    }

    private Quota(InstantSource clock, Ledger ledger, boolean exact) {
        this.clock = clock;
        this.ledger = ledger;
        this.exact = exact;
    }

    /** One for who sets limits: its windows forget to the millisecond, where those of a client leave time for the way to the vendor. */
    public static Quota exact(InstantSource clock, Ledger ledger) {
        return new Quota(clock, ledger, true);
    }

    /** Sets the limits. A window whose limit did not change keeps its count, a new one gets it from the ledger. */
    public synchronized void limits(List<Limit> next) {
        limits = List.copyOf(next);
        windows.keySet().removeIf(place -> !limits.contains(place.limit()));
    }

    /**
     * Takes a permit for one call.
     *
     * @param key whose quota it is, by a name that does not show the key
     * @param tokens how many it will probably cost; they are held until {@link Permit#settle}
     */
    public synchronized Answer take(String key, String model, long tokens) {
        Instant now = clock.instant();
        Answer.No refusal = refusal(key, model, tokens, now);
        if (refusal != null) {
            return refusal;
        }
        Permit permit = new Permit(key, model, now, tokens);
        count(permit, now, 1, tokens);
        ceilings.forEach((told, ceiling) -> {
            if (told.isFor(key, model)) {
                ceiling.left -= told.unit() == Unit.TOKENS ? tokens : 1;
            }
        });
        permit.places.forEach(place -> running.merge(place, 1, Integer::sum));
        return permit;
    }

    /** Why there is no permit now; null if there is one. Takes none. */
    public synchronized Answer.@Nullable No look(String key, String model, long tokens) {
        return refusal(key, model, tokens, clock.instant());
    }

    private Answer.@Nullable No refusal(String key, String model, long tokens, Instant now) {
        Answer.No latest = null;
        for (Limit limit : limits) {
            if (!limit.isFor(model)) {
                continue;
            }
            if (limit.unit() == Unit.PARALLEL) {
                if (running.getOrDefault(place(limit, key, model), 0) >= limit.amount()) {
                    return new Answer.No("all " + limit.amount() + " parallel calls are in use", null);
                }
                continue;
            }
            long amount = limit.unit() == Unit.TOKENS ? Math.max(1, tokens) : 1;
            Instant until = window(limit, key, model, now).fullUntil(now, amount);
            if (until != null) {
                latest = later(latest, new Answer.No("the limit of " + describe(limit) + " is used up", until));
            }
        }
        ceilings.values().removeIf(ceiling -> !now.isBefore(ceiling.until));
        for (Map.Entry<Told, Ceiling> entry : ceilings.entrySet()) {
            Ceiling ceiling = entry.getValue();
            long amount = entry.getKey().unit() == Unit.TOKENS ? Math.max(1, tokens) : 1;
            if (entry.getKey().isFor(key, model) && ceiling.left < amount) {
                String unit = entry.getKey().unit() == Unit.TOKENS ? "tokens" : "requests";
                latest = later(
                        latest, new Answer.No("the vendor says that no more " + unit + " are left", ceiling.until));
            }
        }
        return latest;
    }

    private static Answer.No later(Answer.@Nullable No one, Answer.No other) {
        return one == null
                        || one.until() == null
                        || (other.until() != null && other.until().isAfter(one.until()))
                ? other
                : one;
    }

    /**
     * Believes what a vendor's answer says is left, as far as it is less than what the limits leave. Calls that are under way may or may not
     * be in the vendor's count, so they are taken off.
     */
    public synchronized void told(String key, String model, Reading reading) {
        Instant now = clock.instant();
        Told place = new Told(key, model, reading.unit(), reading.window());
        Ceiling old = ceilings.get(place);
        long left = Math.max(0, reading.left() - underWay(key, model, reading.unit()));
        Instant reset = reading.reset();
        if (reset == null) {
            if (reading.left() > 0) {
                ceilings.remove(place);
                return;
            }
            // Nothing is left, and nobody knows until when: a little longer each time, but never for ever.
            Duration pause = old == null || old.pause.isZero() ? UNTOLD : old.pause.multipliedBy(2);
            Duration bounded = pause.compareTo(UNTOLD_LONGEST) > 0 ? UNTOLD_LONGEST : pause;
            ceilings.put(place, new Ceiling(left, now.plus(bounded), bounded));
        } else if (reset.isAfter(now)) {
            ceilings.put(place, new Ceiling(left, reset, Duration.ZERO));
        } else {
            ceilings.remove(place);
        }
    }

    /** Calls other than the one whose answer is being read. */
    private long underWay(String key, String model, Unit unit) {
        long calls = Math.max(0, running.getOrDefault(new Place(ANY, key, model), 0) - 1);
        return unit == Unit.TOKENS ? 0 : calls;
    }

    /** What is left of each limit for a key and a model, in the order of the limits. */
    public synchronized List<Left> left(String key, String model) {
        Instant now = clock.instant();
        List<Left> all = new ArrayList<>();
        for (Limit limit : limits) {
            if (!limit.isFor(model)) {
                continue;
            }
            if (limit.unit() == Unit.PARALLEL) {
                int used = running.getOrDefault(place(limit, key, model), 0);
                all.add(new Left(limit, Math.max(0, limit.amount() - used), now));
            } else {
                Window window = window(limit, key, model, now);
                all.add(new Left(limit, window.left(now), window.anew(now)));
            }
        }
        return all;
    }

    private Window window(Limit limit, String key, String model, Instant now) {
        return windows.computeIfAbsent(place(limit, key, model), place -> {
            Window window = new Window(limit, exact);
            for (Use use : ledger.since(window.start(now))) {
                if (use.key().equals(key)
                        && limit.isFor(use.model())
                        && place(limit, key, use.model()).equals(place)) {
                    window.add(use.at(), now, limit.unit() == Unit.TOKENS ? use.tokens() : use.requests());
                }
            }
            return window;
        });
    }

    /** Counts in all windows, and in the ledger. */
    private void count(Permit permit, Instant now, long requests, long tokens) {
        for (Limit limit : limits) {
            if (limit.unit() != Unit.PARALLEL && limit.isFor(permit.model)) {
                window(limit, permit.key, permit.model, now)
                        .add(permit.at, now, limit.unit() == Unit.TOKENS ? tokens : requests);
            }
        }
        if (!limits.isEmpty()) {
            ledger.add(new Use(permit.at, permit.key, permit.model, requests, tokens));
        }
    }

    private synchronized void change(Permit permit, long requests, long tokens) {
        if (requests != 0 || tokens != 0) {
            count(permit, clock.instant(), requests, tokens);
        }
    }

    private synchronized void end(Permit permit) {
        for (Place place : permit.places) {
            running.computeIfPresent(place, (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** Where calls that run are counted: by every limit on them, and by key and model. */
    private List<Place> places(String key, String model) {
        List<Place> places = new ArrayList<>();
        places.add(new Place(ANY, key, model));
        for (Limit limit : limits) {
            if (limit.unit() == Unit.PARALLEL && limit.isFor(model)) {
                places.add(place(limit, key, model));
            }
        }
        return places;
    }

    private static final Limit ANY = new Limit(Unit.PARALLEL, Integer.MAX_VALUE, Duration.ZERO, null, Limit.EACH);

    private static Place place(Limit limit, String key, String model) {
        return new Place(limit, key, limit.models().equals(Limit.EACH) ? model : limit.models());
    }

    private static String describe(Limit limit) {
        String unit = limit.unit() == Unit.TOKENS ? " tokens" : " requests";
        return limit.amount() + unit + " in "
                + limit.period().toString().substring(2).toLowerCase(Locale.ROOT);
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
        private final String key;
        private final String model;
        private final Instant at;
        private final List<Place> places;
        private long tokens;
        private boolean called = true;

        private Permit(String key, String model, Instant at, long tokens) {
            this.key = key;
            this.model = model;
            this.at = at;
            this.tokens = tokens;
            this.places = places(key, model);
        }

        /** Counts the tokens that the call has cost instead of those that were held for it. */
        public void settle(long actual) {
            change(this, 0, actual - tokens);
            tokens = actual;
        }

        /** Says that the vendor was not called after all, so that nothing was used. */
        public void unused() {
            if (called) {
                called = false;
                change(this, -1, -tokens);
            }
        }

        @Override
        public void close() {
            end(this);
        }
    }

    /**
     * What is left of a limit.
     *
     * @param anew when all of it is there again
     */
    public record Left(Limit limit, long left, Instant anew) {}

    /** Whose uses count together. */
    private record Place(Limit limit, String key, String models) {}

    /** What a reading is about. */
    private record Told(String key, String model, Unit unit, String window) {
        boolean isFor(String other, String otherModel) {
            return key.equals(other) && model.equals(otherModel);
        }
    }

    /** What a vendor has said is left until when. */
    private static final class Ceiling {
        private long left;
        private final Instant until;
        private final Duration pause;

        Ceiling(long left, Instant until, Duration pause) {
            this.left = left;
            this.until = until;
            this.pause = pause;
        }
    }
}
