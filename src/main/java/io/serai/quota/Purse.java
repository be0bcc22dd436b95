package io.serai.quota;

import io.serai.quota.Allowances.Crossing;
import io.serai.quota.Allowances.Full;
import io.serai.quota.Allowances.OfModel;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Allowances.State;
import io.serai.quota.Limit.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The windows of one owner's limits. Guarded by its lock. */
final class Purse {
    private static final int PERCENT = 100;

    /** Models that count apart; of more those that are unused are forgotten. */
    private static final int MANY = 2000;

    /** So many models are shown that have a limit for themselves. */
    private static final int SHOWN = 50;

    final ReentrantLock lock = new ReentrantLock();
    private final Ledger ledger;
    private final Map<Limit, Place> places = new IdentityHashMap<>();
    private final Map<Place, Window> windows = new HashMap<>();
    private final Map<Place, Integer> running = new HashMap<>();
    private final Map<Place, Instant> warned = new HashMap<>();
    private Map<String, Integer> elsewhere = Map.of();
    private int holds;
    private boolean gone;

    Purse(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Which uses count together, whatever the amount and the mode are now. It is looked up some ten times for a call. */
    private static final class Place {
        private final Limit shape;
        private final String models;
        private final int hash;

        Place(Limit shape, String models) {
            this.shape = shape;
            this.models = models;
            this.hash = 31 * shape.hashCode() + models.hashCode();
        }

        Limit shape() {
            return shape;
        }

        String models() {
            return models;
        }

        /** As all nodes name it. */
        String name() {
            return shape + " " + models;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other
                    || (other instanceof Place place
                            && hash == place.hash
                            && models.equals(place.models)
                            && shape.equals(place.shape));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private Place place(Limit limit, String model) {
        if (limit.models().equals(Limit.EACH)) {
            return new Place(limit.shape(), model);
        }
        Place known = places.get(limit);
        if (known == null) {
            if (places.size() >= MANY) {
                places.clear();
            }
            known = new Place(limit.shape(), limit.models());
            places.put(limit, known);
        }
        return known;
    }

    /** Counts what another node has used. */
    void heard(Use use, Instant now) {
        windows.forEach((place, window) -> {
            if (counts(place.shape(), place, use)) {
                window.add(use.at(), now, place.shape().unit().of(use.amount()));
            }
        });
    }

    /** Lets all windows be filled anew from the ledger. */
    void forget() {
        windows.clear();
    }

    /** Sets how many calls run at other nodes. */
    void elsewhere(Map<String, Integer> calls) {
        elsewhere = calls;
    }

    /** How many calls run here. */
    Map<String, Integer> running() {
        Map<String, Integer> calls = new HashMap<>();
        running.forEach((place, count) -> calls.put(place.name(), count));
        return calls;
    }

    private int running(Place place) {
        int here = running.getOrDefault(place, 0);
        return elsewhere.isEmpty() ? here : here + elsewhere.getOrDefault(place.name(), 0);
    }

    /** Lets it go if it knows nothing that the ledger does not; its holders then have to get another. */
    boolean leave() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            gone = holds == 0;
            return gone;
        } finally {
            lock.unlock();
        }
    }

    boolean isGone() {
        return gone;
    }

    /** The limit that has no room and is back last; null if all have room. */
    @Nullable
    Full full(Owner owner, String model, Amount expected, Instant now, Consumer<Crossing> warnings) {
        Full last = null;
        for (Limit limit : owner.limits()) {
            Full full = isFor(limit, model) ? full(owner, limit, model, expected, now) : null;
            if (full == null) {
                continue;
            }
            if (!limit.mode().enforced()) {
                warn(place(limit, model), new Crossing(owner.name(), limit, full.used(), true), now, warnings);
            } else if (last == null || isLater(full.until(), last.until())) {
                last = full;
            }
        }
        return last;
    }

    private static boolean isLater(@Nullable Instant until, @Nullable Instant other) {
        return until != null && (other == null || until.isAfter(other));
    }

    private @Nullable Full full(Owner owner, Limit limit, String model, Amount expected, Instant now) {
        Place place = place(limit, model);
        if (limit.unit() == Unit.PARALLEL) {
            int used = running(place);
            Instant never = limit.amount() == 0 ? Instant.MAX : null;
            return used < limit.amount() ? null : new Full(owner.name(), limit, used, never);
        }
        Window window = window(limit, place, now);
        long amount = limit.unit().of(expected);
        if (limit.unit() == Unit.MONEY && amount == 0) {
            // What costs nothing is not kept from anybody.
            return null;
        }
        if (limit.amount() == 0) {
            return new Full(owner.name(), limit, window.count(now), Instant.MAX);
        }
        Instant until = window.fullUntil(now, Math.max(1, amount));
        return until == null || !until.isAfter(now) ? null : new Full(owner.name(), limit, window.count(now), until);
    }

    /** Counts a call in all windows that are for its model. */
    void take(
            Owner owner, String model, Amount expected, Instant now, List<State> states, Consumer<Crossing> warnings) {
        holds++;
        for (Place place : places(owner, model)) {
            if (place.shape().unit() == Unit.PARALLEL) {
                running.merge(place, 1, Integer::sum);
            } else {
                window(place.shape(), place, now)
                        .add(now, now, place.shape().unit().of(expected));
            }
        }
        for (Limit limit : owner.limits()) {
            if (!isFor(limit, model)) {
                continue;
            }
            Place place = place(limit, model);
            State state = state(owner, limit, place, now);
            states.add(state);
            int warnAt = limit.mode().warnAt();
            if (warnAt > 0 && state.used() >= limit.amount() / (double) PERCENT * warnAt) {
                warn(place, new Crossing(owner.name(), limit, state.used(), false), now, warnings);
            }
        }
    }

    /** Counts the rest of a call that was taken at some time, and its end. */
    void settle(Owner owner, String model, Amount more, Instant at, Instant now) {
        holds--;
        for (Place place : places(owner, model)) {
            Unit unit = place.shape().unit();
            if (unit == Unit.PARALLEL) {
                running.computeIfPresent(place, (same, count) -> count <= 1 ? null : count - 1);
            } else if (unit.of(more) != 0) {
                window(place.shape(), place, now).add(at, now, unit.of(more));
            }
        }
    }

    /** A limit names models as their vendors do, or with the provider before them. */
    private static boolean isFor(Limit limit, String model) {
        return limit.isFor(model) || (model.indexOf('/') > 0 && limit.isFor(model.substring(model.indexOf('/') + 1)));
    }

    /** Where a call counts; once, also where two limits differ in their amounts only. */
    private List<Place> places(Owner owner, String model) {
        List<Place> places = new ArrayList<>(owner.limits().size());
        for (Limit limit : owner.limits()) {
            Place place = isFor(limit, model) ? place(limit, model) : null;
            if (place != null && !places.contains(place)) {
                places.add(place);
            }
        }
        return places;
    }

    /** Whether a use counts in a place of a limit. */
    private boolean counts(Limit limit, Place place, Use use) {
        String model = plain(use.model());
        boolean again = limit.models().equals(Limit.ALL) && !model.equals(use.model());
        return !again && isFor(limit, model) && place(limit, model).equals(place);
    }

    private static String plain(String model) {
        return model.startsWith(Allowances.BESIDE) ? model.substring(Allowances.BESIDE.length()) : model;
    }

    State state(Owner owner, Limit limit, Instant now) {
        if (!limit.models().equals(Limit.EACH)) {
            return state(owner, limit, place(limit, limit.models()), now);
        }
        List<OfModel> models = new ArrayList<>();
        for (String model : models(limit, now)) {
            State of = state(owner, limit, place(limit, model), now);
            if (of.used() > 0) {
                models.add(new OfModel(model, of.used(), of.anew()));
            }
        }
        models.sort(Comparator.comparingLong(OfModel::used).reversed().thenComparing(OfModel::model));
        return models.isEmpty()
                ? new State(owner.name(), limit, 0, now)
                : new State(
                        owner.name(),
                        limit,
                        models.getFirst().used(),
                        models.getFirst().anew(),
                        List.copyOf(models.subList(0, Math.min(SHOWN, models.size()))));
    }

    /** The models that may have used something of a limit that each has for itself. */
    private Set<String> models(Limit limit, Instant now) {
        Limit shape = limit.shape();
        Set<String> models = new TreeSet<>();
        for (Set<Place> places : List.of(windows.keySet(), running.keySet())) {
            for (Place place : places) {
                if (place.shape().equals(shape)) {
                    models.add(place.models());
                }
            }
        }
        if (limit.unit() != Unit.PARALLEL) {
            for (Use use : ledger.since(new Window(limit, false).start(now))) {
                models.add(plain(use.model()));
            }
        }
        models.remove("");
        return models;
    }

    private State state(Owner owner, Limit limit, Place place, Instant now) {
        if (limit.unit() == Unit.PARALLEL) {
            return new State(owner.name(), limit, running(place), now);
        }
        Window window = window(limit, place, now);
        return new State(owner.name(), limit, window.count(now), window.anew(now));
    }

    private void warn(Place place, Crossing crossing, Instant now, Consumer<Crossing> warnings) {
        if (warnings.equals(Allowances.NOBODY)) {
            return;
        }
        Instant last = warned.get(place);
        if (last != null && now.isBefore(last)) {
            return;
        }
        Window window = windows.get(place);
        Instant anew = window == null ? now : window.anew(now);
        Instant soonest = now.plusSeconds(60);
        warned.put(place, anew.isBefore(soonest) ? soonest : anew);
        warnings.accept(crossing);
    }

    private Window window(Limit limit, Place place, Instant now) {
        if (windows.size() > MANY) {
            windows.values().removeIf(window -> window.unused(now));
            warned.keySet().retainAll(windows.keySet());
        }
        Window window = windows.computeIfAbsent(place, same -> filled(limit, place, now));
        if (window.limit().amount() != limit.amount()) {
            window.resize(limit.amount());
        }
        return window;
    }

    /** A window with what was used of it before. */
    private Window filled(Limit limit, Place place, Instant now) {
        Window window = new Window(limit, false);
        for (Use use : ledger.since(window.start(now))) {
            if (counts(limit, place, use)) {
                window.add(use.at(), now, limit.unit().of(use.amount()));
            }
        }
        return window;
    }
}
