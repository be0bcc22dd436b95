package io.serai.provider.key;

import io.serai.quota.Pace;
import io.serai.quota.Plausible;
import io.serai.quota.Quota;
import io.serai.quota.Quota.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider and how each of them is, wholly and for single models. A state outlives a change of the list, and those that last
 * a restart. Keys are known to others by their number only.
 */
public final class KeyRing {
    /** Shorter states are not worth to be kept over a restart. */
    private static final Duration LASTING = Duration.ofSeconds(10);

    private final String provider;
    private final InstantSource clock;
    private final KeyJournal journal;
    private final Runnable changed;
    private final Predicate<String> kept;
    private final Map<Bed, KeyState> states = new HashMap<>();
    private final Map<Bed, Instant> trials = new HashMap<>();
    private final Map<Bed, Integer> woken = new HashMap<>();
    private final Set<Bed> inVain = new HashSet<>();
    private final Map<String, Long> calls = new HashMap<>();
    private List<String> keys = List.of("");
    private KeyOrder order = KeyOrder.ROUND_ROBIN;
    private int turn;
    private boolean remembered;
    private Duration longest = Plausible.LONGEST_WAIT;

    /**
     * @param changed told when a key may be used again that rested
     * @param kept of which models something is kept
     */
    public KeyRing(String provider, InstantSource clock, KeyJournal journal, Runnable changed, Predicate<String> kept) {
        this.provider = provider;
        this.clock = clock;
        this.journal = journal;
        this.changed = changed;
        this.kept = kept;
    }

    /** @param list its keys; none for a provider that needs none, which counts as one empty key */
    public synchronized void keys(List<String> list, KeyOrder wanted) {
        keys = list.isEmpty() ? List.of("") : List.copyOf(list);
        order = wanted;
        calls.keySet().retainAll(keys);
    }

    /** Takes how long a key can rest at most, whatever a vendor or a file says. */
    public synchronized void longest(Duration most) {
        longest = most;
    }

    public synchronized List<String> keys() {
        return keys;
    }

    public synchronized int size() {
        return keys.size();
    }

    /**
     * The next key that does not rest; null if all do.
     *
     * @param tokens how many the call will probably cost
     * @param quota what is left; if of none of the keys, one of them is given all the same
     * @param scope which limits are looked at
     * @param not those that are not given, since they were tried before
     */
    public synchronized @Nullable String next(
            String model, long tokens, Quota quota, Scope scope, Pace pace, Set<String> not) {
        Instant now = clock.instant();
        String spent = null;
        for (String key : inOrder(model, quota)) {
            if (not.contains(key)) {
                continue;
            }
            if (mayTry(key, model, now)) {
                return key;
            }
            if (!state(key, model).rests(now)) {
                if (keys.size() == 1 || quota.look(KeyNames.of(key), model, tokens, scope, pace) == null) {
                    calls.merge(key, 1L, Long::sum);
                    return key;
                }
                spent = spent == null ? key : spent;
            }
        }
        return spent;
    }

    /** Whether a key that rests for long is to be tried: what a vendor says of the time may be wrong, and somebody may have paid. */
    private boolean mayTry(String key, String model, Instant now) {
        KeyState state = state(key, model);
        if (!state.rests(now) || !state.isLong()) {
            return false;
        }
        KeyState whole = find(new Bed(KeyNames.of(key), ""));
        boolean all = state.equals(whole);
        if (state.kind() == KeyState.Kind.REFUSED || (state.kind() == KeyState.Kind.UNPAID && !all)) {
            // What is refused comes back by itself, and what the balance allows is known.
            return false;
        }
        Bed bed = new Bed(KeyNames.of(key), all ? "" : model);
        Instant last = trials.getOrDefault(bed, Instant.MIN);
        Instant before = last.isBefore(state.since()) || last.isAfter(now) ? state.since() : last;
        if (now.isBefore(before.plus(KeyState.TRIED_EVERY))) {
            return false;
        }
        trials.put(bed, now);
        return true;
    }

    private List<String> inOrder(String model, Quota quota) {
        if (keys.size() == 1 || order == KeyOrder.FILL_FIRST) {
            return keys;
        }
        int start = Math.floorMod(turn++, keys.size());
        List<String> ring = new ArrayList<>(keys.subList(start, keys.size()));
        ring.addAll(keys.subList(0, start));
        switch (order) {
            case LEAST_USED ->
                ring.sort(Comparator.<String>comparingInt(key -> quota.running(KeyNames.of(key)))
                        .thenComparingLong(key -> calls.getOrDefault(key, 0L)));
            case MOST_LEFT -> ring.sort(Comparator.comparingDouble(key -> -quota.share(KeyNames.of(key), model)));
            default -> {
                // They go round already.
            }
        }
        return ring;
    }

    /** The state that ends first; of a provider all of whose keys rest. */
    public synchronized KeyState firstBack(String model) {
        return keys.stream()
                .map(key -> state(key, model))
                .min(Comparator.comparing((KeyState state) -> !state.limited()).thenComparing(KeyState::until))
                .orElse(KeyState.OK);
    }

    /**
     * When a number of calls can probably be made, in order; fewer if nobody knows.
     *
     * @param usual how long calls usually take; null not to foresee when those end that are running
     */
    public List<Instant> backAt(
            String model, long tokens, Quota quota, @Nullable Duration usual, Pace pace, int count) {
        Instant now = clock.instant();
        return moments(model, count, (key, calls) -> {
            Quota.Answer.No no = quota.look(KeyNames.of(key), model, tokens, calls, usual, pace);
            return no == null ? now : no.until();
        });
    }

    /** When a number of calls can be made at the earliest, in order: if the running ones end now and give back what they hold. */
    public List<Instant> soonest(String model, long tokens, Quota quota, int count) {
        return moments(model, count, (key, calls) -> quota.soonest(KeyNames.of(key), model, tokens, calls));
    }

    /** @param when a key has room for a number of calls; null if nobody knows */
    private List<Instant> moments(String model, int count, BiFunction<String, Integer, @Nullable Instant> until) {
        Instant now = clock.instant();
        List<Instant> moments = new ArrayList<>();
        for (String key : keys()) {
            KeyState state = of(key, model);
            if (state.rests(now) && !state.limited()) {
                continue;
            }
            Instant rested = state.rests(now) ? state.until() : now;
            for (int i = 1; i <= count; i++) {
                Instant back = until.apply(key, i);
                if (back == null) {
                    break;
                }
                moments.add(back.isAfter(rested) ? back : rested);
            }
        }
        moments.sort(null);
        return moments.subList(0, Math.min(count, moments.size()));
    }

    /** Which share of what its keys may use is left, 0 to 1, of those that do not rest the greatest. */
    public double share(String model, Quota quota) {
        Instant now = clock.instant();
        double most = 0;
        for (String key : keys()) {
            if (!of(key, model).rests(now)) {
                most = Math.max(most, quota.share(KeyNames.of(key), model));
            }
        }
        return most;
    }

    /** How many calls are under way. */
    public int running(Quota quota) {
        int sum = 0;
        for (String key : keys()) {
            sum += quota.running(KeyNames.of(key));
        }
        return sum;
    }

    /** How a key is for a model. */
    public synchronized KeyState of(String key, String model) {
        return state(key, model);
    }

    /** For which models a key has a state of its own that still holds, by model; empty stands for all. */
    public synchronized Map<String, KeyState> states(String key) {
        remember();
        Instant now = clock.instant();
        Map<String, KeyState> all = new TreeMap<>();
        states.replaceAll((bed, state) -> state.at(now, longest));
        states.forEach((bed, state) -> {
            if (bed.key().equals(KeyNames.of(key)) && state.rests(now)) {
                all.put(bed.model(), state);
            }
        });
        return all;
    }

    /**
     * Lets a key rest.
     *
     * @param model for which model; empty for all
     */
    public synchronized void rest(String key, String model, KeyState.Kind kind, String why, Instant wished) {
        remember();
        Instant now = clock.instant();
        Instant until = wished.isAfter(now.plus(longest)) ? now.plus(longest) : wished;
        if (!model.isEmpty() && !kept.test(model)) {
            return;
        }
        Bed bed = new Bed(KeyNames.of(key), model);
        KeyState old = find(bed);
        Integer before = woken.remove(bed);
        if (before != null && kind == KeyState.Kind.REFUSED) {
            inVain.add(bed);
        }
        int times = old == null && before != null
                ? before + 1
                : old == null || old.kind() != kind ? 1 : old.rests(now) ? old.times() : old.times() + 1;
        if (old != null && old.rests(now) && old.until().isAfter(until)) {
            return;
        }
        KeyState next = new KeyState(kind, why, now, until, times);
        states.put(bed, next);
        if (until.isAfter(now.plus(LASTING))) {
            journal.put(provider, bed.key(), model, next);
        }
    }

    /** How often in a row a key has come to rest like this, the present time not included. */
    public synchronized int times(String key, String model, KeyState.Kind kind) {
        remember();
        KeyState old = find(new Bed(KeyNames.of(key), model));
        if (old == null) {
            return kind == KeyState.Kind.REFUSED ? woken.getOrDefault(new Bed(KeyNames.of(key), model), 0) : 0;
        }
        return old.kind() != kind ? 0 : old.times();
    }

    /**
     * Says that a probe has found a refused key to be accepted. If real calls are refused all the same, such probes are worth nothing for
     * it, and it rests longer each time.
     */
    public void accepted(String key) {
        Bed bed = new Bed(KeyNames.of(key), "");
        synchronized (this) {
            KeyState state = find(bed);
            if (state == null || inVain.contains(bed)) {
                return;
            }
            woken.put(bed, state.times());
            forget(bed);
        }
        changed.run();
    }

    /** Whether a key was refused although a probe had found it to be accepted, and has not been used successfully since. */
    public synchronized boolean isProbedInVain(String key) {
        return inVain.contains(new Bed(KeyNames.of(key), ""));
    }

    /** Forgets what speaks against a key, for all models: an operator knows better. */
    public void wake(String key) {
        synchronized (this) {
            remember();
            String name = KeyNames.of(key);
            states.keySet().stream()
                    .filter(bed -> bed.key().equals(name))
                    .toList()
                    .forEach(this::forget);
            woken.keySet().removeIf(bed -> bed.key().equals(name));
            inVain.removeIf(bed -> bed.key().equals(name));
        }
        changed.run();
    }

    /** Forgets what speaks against a key for one model. */
    public void wake(String key, String model) {
        if (end(key, model, Instant.MAX)) {
            changed.run();
        }
    }

    private void forget(Bed bed) {
        states.remove(bed);
        trials.remove(bed);
        journal.remove(provider, bed.key(), bed.model());
    }

    /** Says that a key was shown to be well. */
    public void well(String key, String model) {
        answered(key, model, Instant.MAX);
    }

    /**
     * Says that a key was used successfully.
     *
     * @param asked when the vendor was asked; what has happened to the key since then counts all the same
     */
    public void answered(String key, String model, Instant asked) {
        boolean freed = end(key, model, asked);
        freed |= end(key, "", asked);
        if (freed) {
            changed.run();
        }
    }

    private synchronized boolean end(String key, String model, Instant asked) {
        if (states.isEmpty() && woken.isEmpty() && inVain.isEmpty()) {
            return false;
        }
        Bed bed = new Bed(KeyNames.of(key), model);
        woken.remove(bed);
        inVain.remove(bed);
        KeyState old = states.get(bed);
        if (old == null || old.since().isAfter(asked)) {
            return false;
        }
        forget(bed);
        return true;
    }

    /** What a key is called where it may be seen: {@code groq#2}. */
    public synchronized String alias(String key) {
        return provider + '#' + (keys.indexOf(key) + 1);
    }

    private KeyState state(String key, String model) {
        remember();
        if (states.isEmpty()) {
            return KeyState.OK;
        }
        String name = KeyNames.of(key);
        KeyState whole = find(new Bed(name, ""));
        KeyState forModel = model.isEmpty() ? null : find(new Bed(name, model));
        if (whole == null || forModel == null) {
            return whole != null ? whole : forModel != null ? forModel : KeyState.OK;
        }
        return whole.until().isAfter(forModel.until()) ? whole : forModel;
    }

    /** A state as it holds now; one from the future, since the clock was set back, as if it had begun now. */
    private @Nullable KeyState find(Bed bed) {
        KeyState state = states.get(bed);
        if (state == null) {
            return null;
        }
        KeyState holds = state.at(clock.instant(), longest);
        if (holds != state) {
            states.put(bed, holds);
        }
        return holds;
    }

    private void remember() {
        if (!remembered) {
            remembered = true;
            for (KeyJournal.Entry entry : journal.of(provider)) {
                if (entry.model().isEmpty() || kept.test(entry.model())) {
                    states.put(new Bed(entry.key(), entry.model()), entry.state());
                }
            }
        }
    }

    /** What rests: a key by its name, wholly or for one model. */
    private record Bed(String key, String model) {}
}
