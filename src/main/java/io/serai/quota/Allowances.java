package io.serai.quota;

import io.serai.quota.Limit.Unit;
import io.serai.quota.UsageLog.Owned;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The limits of clients: each call counts in the limits of several owners at once (a key, its user, its team, everybody). It takes from all
 * of them or from none, is written down before it begins, and is settled once. Windows follow the clock; nothing has to reset them.
 */
public final class Allowances {
    /** The owners with their counts in memory; the counts of others are read again if they are needed. */
    private static final int MANY = 20_000;

    /** Hears nothing, so that nothing counts as reported. */
    static final Consumer<Crossing> NOBODY = crossing -> {};

    /** Before the model of a use that counts in limits for models alone: those for all models have counted the call already. */
    static final String BESIDE = "+";

    private static final Comparator<Taken> IN_ORDER = Comparator.comparing(taken -> taken.owner.name());

    private final InstantSource clock;
    private final Book book;
    private final Consumer<Crossing> warnings;
    private final Map<String, Purse> purses = new ConcurrentHashMap<>();

    /** @param warnings hears when the part of a limit is used at which it warns, and when a shadow would have refused; once in each window */
    public Allowances(InstantSource clock, Book book, Consumer<Crossing> warnings) {
        this.clock = clock;
        this.book = book;
        this.warnings = warnings;
        book.report(new Elsewhere());
    }

    /**
     * Whose limits a call counts in.
     *
     * @param name whose they are, as a name that stays: {@code key:k3x9}
     */
    public record Owner(String name, List<Limit> limits) {}

    /**
     * A limit that has no room for a call.
     *
     * @param used how much is used, or held for calls that run
     * @param until when there will be room; null if that depends on calls that run, {@link Instant#MAX} for never
     */
    public record Full(
            String owner, Limit limit, long used, @Nullable Instant until) {}

    /**
     * What is used of a limit; of one that each model has for itself, by the model that has used most.
     *
     * @param anew when all of it is there again; {@link Instant#MAX} for never
     * @param models what each model has used of a limit that each has for itself, the most first; empty for all others
     */
    public record State(String owner, Limit limit, long used, Instant anew, List<OfModel> models) {

        /** One whose models count together. */
        public State(String owner, Limit limit, long used, Instant anew) {
            this(owner, limit, used, anew, List.of());
        }

        public long left() {
            return Math.max(0, limit.amount() - used);
        }
    }

    /** What one model has used of a limit that each has for itself. */
    public record OfModel(String model, long used, Instant anew) {}

    /**
     * A limit whose warning part is used, or a shadow that would have refused.
     *
     * @param refuses whether a call would have been refused
     */
    public record Crossing(String owner, Limit limit, long used, boolean refuses) {}

    /** Room for a call, or why there is none. */
    public sealed interface Answer {
        /** @param full the limit that is back last */
        record No(Full full) implements Answer {}
    }

    /**
     * Takes room for one call from all limits that are for its model. With other nodes it waits for its turn.
     *
     * @param expected what the call probably uses at most; it is held until the call is settled
     */
    public Answer take(List<Owner> owners, String model, Amount expected) {
        return book.turn(names(owners), () -> takeNow(owners, model, expected));
    }

    private Answer takeNow(List<Owner> owners, String model, Amount expected) {
        while (true) {
            List<Taken> takes = new ArrayList<>(owners.size());
            for (Owner owner : owners) {
                takes.add(new Taken(owner, purse(owner.name())));
            }
            // Always in the same order, so that no two calls wait for each other.
            takes.sort(IN_ORDER);
            Answer answer = locked(takes, 0, () -> fill(takes, model, expected));
            if (answer != null) {
                return answer;
            }
        }
    }

    private static List<String> names(List<Owner> owners) {
        List<String> names = new ArrayList<>(owners.size());
        owners.forEach(owner -> names.add(owner.name()));
        return names;
    }

    /** Runs something while nobody else looks at the purses. Null if one of them has been let go meanwhile. */
    private static <T> @Nullable T locked(List<Taken> takes, int next, Supplier<T> what) {
        if (next == takes.size()) {
            return what.get();
        }
        Purse purse = takes.get(next).purse;
        purse.lock.lock();
        try {
            return purse.isGone() ? null : locked(takes, next + 1, what);
        } finally {
            purse.lock.unlock();
        }
    }

    private Answer fill(List<Taken> takes, String model, Amount expected) {
        Instant now = clock.instant();
        Full full = null;
        for (Taken taken : takes) {
            full = later(full, taken.purse.full(taken.owner, model, expected, now, warnings));
        }
        if (full != null) {
            return new Answer.No(full);
        }
        List<State> states = new ArrayList<>();
        for (Taken taken : takes) {
            taken.purse.take(taken.owner, model, expected, now, states, warnings);
        }
        log(takes, now, model, expected);
        return new Hold(takes, model, now, expected, states);
    }

    /** Runs what reads the counts of some owners, with all that other nodes have used. */
    public <T extends @Nullable Object> T upToDate(List<Owner> owners, Supplier<T> what) {
        return book.turn(names(owners), what);
    }

    /** Why there is no room for a call now, as far as this node knows; null if there is. Takes nothing. */
    public @Nullable Full look(List<Owner> owners, String model, Amount expected) {
        Instant now = clock.instant();
        Full full = null;
        for (Owner owner : owners) {
            Purse purse = purse(owner.name());
            purse.lock.lock();
            try {
                full = later(full, purse.full(owner, model, expected, now, NOBODY));
            } finally {
                purse.lock.unlock();
            }
        }
        return full;
    }

    /** What is used of each limit, in order. */
    public List<State> states(List<Owner> owners) {
        List<State> states = new ArrayList<>();
        Instant now = clock.instant();
        for (Owner owner : owners) {
            Purse purse = purse(owner.name());
            purse.lock.lock();
            try {
                for (Limit limit : owner.limits()) {
                    states.add(purse.state(owner, limit, now));
                }
            } finally {
                purse.lock.unlock();
            }
        }
        return states;
    }

    /** What an owner has spent since its first limit was set, whenever that was, in nano-dollars. */
    public long spent(String owner, Instant since) {
        long general = 0;
        long byModel = 0;
        for (Use use : book.of(owner).since(since)) {
            if (use.model().startsWith(BESIDE)) {
                byModel += use.amount().nanos();
            } else {
                general += use.amount().nanos();
            }
        }
        // Where it has limits of both kinds, each call is in both.
        return Math.max(general, byModel);
    }

    private Purse purse(String owner) {
        if (purses.size() > MANY) {
            purses.values().removeIf(Purse::leave);
        }
        return purses.computeIfAbsent(owner, name -> new Purse(book.of(name)));
    }

    /** The one that is back later; of one that waits for others, the other. */
    private static @Nullable Full later(@Nullable Full one, @Nullable Full other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Instant until = one.until();
        Instant otherUntil = other.until();
        return otherUntil != null && (until == null || otherUntil.isAfter(until)) ? other : one;
    }

    private void log(List<Taken> takes, Instant at, String model, Amount amount) {
        List<Owned> uses = new ArrayList<>(takes.size());
        for (Taken taken : takes) {
            if (taken.counted) {
                uses.add(new Owned(taken.owner.name(), new Use(at, "", taken.named(model), amount)));
            }
        }
        if (!uses.isEmpty() && !amount.equals(Amount.NONE)) {
            book.addAll(uses);
        }
    }

    /** Lets what other nodes have used count here. */
    private final class Elsewhere implements Book.Listener {
        @Override
        public void more(String owner, List<Use> uses, Runnable change) {
            Purse purse = purse(owner);
            purse.lock.lock();
            try {
                change.run();
                uses.forEach(use -> purse.heard(use, clock.instant()));
            } finally {
                purse.lock.unlock();
            }
        }

        @Override
        public void anew(String owner, Runnable change) {
            Purse purse = purse(owner);
            purse.lock.lock();
            try {
                change.run();
                purse.forget();
            } finally {
                purse.lock.unlock();
            }
        }

        @Override
        public void elsewhere(String owner, Map<String, Integer> running) {
            Purse purse = purse(owner);
            purse.lock.lock();
            try {
                purse.elsewhere(running);
            } finally {
                purse.lock.unlock();
            }
        }

        @Override
        public Map<String, Integer> running(String owner) {
            Purse purse = purse(owner);
            purse.lock.lock();
            try {
                return purse.running();
            } finally {
                purse.lock.unlock();
            }
        }
    }

    /** What one call takes from one owner. */
    private static final class Taken {
        private final Owner owner;
        private final Purse purse;
        private final boolean counted;
        private final boolean byModel;
        private final boolean general;
        private final boolean parallel;

        Taken(Owner owner, Purse purse) {
            this.owner = owner;
            this.purse = purse;
            boolean some = false;
            boolean running = false;
            boolean models = false;
            boolean all = false;
            for (Limit limit : owner.limits()) {
                boolean ofAll = limit.models().equals(Limit.ALL);
                models |= !ofAll;
                all |= ofAll;
                some |= limit.unit() != Unit.PARALLEL;
                running |= limit.unit() == Unit.PARALLEL;
            }
            this.byModel = models;
            this.general = all;
            this.counted = some;
            this.parallel = running;
        }

        /** The model under which it is written down; empty if no limit separates models. */
        private String named(String model) {
            return !byModel ? "" : general ? model : BESIDE + model;
        }
    }

    /** Room for one call; to be settled when the call has ended, however it has. */
    public final class Hold implements Answer {
        private final List<Taken> takes;
        private final String model;
        private final Instant at;
        private final Amount expected;
        private final List<State> states;
        private boolean settled;

        private Hold(List<Taken> takes, String model, Instant at, Amount expected, List<State> states) {
            this.takes = takes;
            this.model = model;
            this.at = at;
            this.expected = expected;
            this.states = List.copyOf(states);
        }

        /** What is held for it. */
        public Amount expected() {
            return expected;
        }

        /** What was used of each limit when it was taken, itself included. */
        public List<State> states() {
            return states;
        }

        /**
         * Counts what the call has used instead of what was held for it. Only the first time counts.
         *
         * @return whether it was the first time
         */
        public boolean settle(Amount actual) {
            synchronized (this) {
                if (settled) {
                    return false;
                }
                settled = true;
            }
            var unused = locked(takes, 0, () -> {
                Amount more = actual.minus(expected);
                Instant now = clock.instant();
                takes.forEach(taken -> taken.purse.settle(taken.owner, model, more, at, now));
                log(takes, at, model, more);
                return true;
            });
            takes.stream().filter(taken -> taken.parallel).forEach(taken -> book.ended(taken.owner.name()));
            return true;
        }
    }
}
