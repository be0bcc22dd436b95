package io.serai.provider.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The failing models of a provider that is itself well. The second failure in a row makes a model rest for a second,
 * each further one twice as long, up to five minutes; after answers that cannot be read up to ten seconds, since a client can ask for what
 * a model answers so. After its rest one call at a time tries it; a success heals it.
 */
public final class ModelHealth {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_UNREADABLE = Duration.ofSeconds(10);

    /** A clock that is corrected by less has not been set. */
    private static final Duration SET_BACK = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Runnable changed;
    private final Predicate<String> kept;
    private final Map<String, Illness> illnesses = new ConcurrentHashMap<>();

    /**
     * @param changed told when a model has become well again
     * @param kept of which models something is kept
     */
    public ModelHealth(InstantSource clock, Runnable changed, Predicate<String> kept) {
        this.clock = clock;
        this.changed = changed;
        this.kept = kept;
    }

    /** Null if a model may be asked now, for which {@link #asked} must follow; or why and until when not. */
    @Nullable
    public Illness ask(String model) {
        Illness illness = of(model);
        if (illness == null) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(illness.until)) {
            return illness;
        }
        return illness.failures == 1 || illness.tried.compareAndSet(false, true)
                ? null
                : new Illness(illness.failures, now, now.plus(FIRST), illness.why, illness.unknown);
    }

    /** Says that the model is not being asked any more, whatever came of it. */
    public void asked(String model) {
        Illness illness = illnesses.get(model);
        if (illness != null) {
            illness.tried.set(false);
        }
    }

    /** Null if nothing is known against a model. */
    @Nullable
    public Illness of(String model) {
        Illness illness = illnesses.get(model);
        if (illness == null || !illness.since.isAfter(clock.instant().plus(SET_BACK))) {
            return illness;
        }
        // The clock was set back: it rests as long as it would if it had failed now.
        return illnesses.computeIfPresent(model, (name, ahead) -> ahead.from(clock.instant()));
    }

    /** All that is known against models, by model. */
    public Map<String, Illness> all() {
        return new TreeMap<>(illnesses);
    }

    public void failed(String model, String why, @Nullable Instant until) {
        failed(model, why, until, false, LONGEST);
    }

    /** Notes that the vendor has answered well with something that is no answer. */
    public void unreadable(String model, String why) {
        failed(model, why, null, false, LONGEST_UNREADABLE);
    }

    /** Notes that the vendor does not offer the model. */
    public void unknown(String model, String why, @Nullable Instant until) {
        failed(model, why, until, true, LONGEST);
    }

    private void failed(String model, String why, @Nullable Instant until, boolean unknown, Duration longest) {
        Instant now = clock.instant();
        if (!kept.test(model)) {
            // Clients may name models without end.
            return;
        }
        illnesses.compute(model, (name, old) -> {
            int failures = old == null ? 1 : old.failures + 1;
            Instant rest = until != null
                    ? until
                    : failures == 1 ? Instant.MIN : now.plus(BackOff.after(failures - 2, FIRST, longest));
            return new Illness(failures, now, rest, why, unknown);
        });
    }

    public void answered(String model) {
        if (!illnesses.isEmpty() && illnesses.remove(model) != null) {
            changed.run();
        }
    }

    /** What is known against a model. */
    public static final class Illness {
        private final int failures;
        private final Instant since;
        private final Instant until;
        private final String why;
        private final boolean unknown;
        private final AtomicBoolean tried = new AtomicBoolean();

        Illness(int failures, Instant since, Instant until, String why, boolean unknown) {
            this.failures = failures;
            this.since = since;
            this.until = until;
            this.why = why;
            this.unknown = unknown;
        }

        private Illness from(Instant now) {
            Instant rest = until.isAfter(since) ? now.plus(Duration.between(since, until)) : until;
            return new Illness(failures, now, rest, why, unknown);
        }

        public int failures() {
            return failures;
        }

        /** Whether the vendor does not offer it. */
        public boolean unknown() {
            return unknown;
        }

        /** When it failed last. */
        public Instant since() {
            return since;
        }

        /** When it may be asked again. */
        public Instant until() {
            return until;
        }

        /** The status or word of its last failure. */
        public String why() {
            return why;
        }
    }
}
