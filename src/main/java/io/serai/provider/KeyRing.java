package io.serai.provider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider, used in turn. A key that was refused rests, wholly or for one model; its rest outlives a change of the list.
 * Keys are known to others by their number only.
 */
final class KeyRing {
    private static final Rest NONE = new Rest(Instant.MIN, false);

    private final InstantSource clock;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Bed, Rest> rests = new HashMap<>();
    private volatile List<String> keys = List.of("");

    KeyRing(InstantSource clock) {
        this.clock = clock;
    }

    /** @param list its keys; none for a provider that needs none, which counts as one empty key */
    void keys(List<String> list) {
        keys = list.isEmpty() ? List.of("") : List.copyOf(list);
    }

    int size() {
        return keys.size();
    }

    /**
     * The next key that does not rest; null if all do.
     *
     * @param left whether something of its quota is left; if of none, one of them is given all the same
     */
    synchronized @Nullable String next(String model, Predicate<String> left) {
        List<String> ring = keys;
        Instant now = clock.instant();
        String spent = null;
        int start = Math.floorMod(turn.getAndIncrement(), Math.max(1, ring.size()));
        for (int i = 0; i < ring.size(); i++) {
            String key = ring.get((start + i) % ring.size());
            if (!now.isBefore(restOf(key, model).until())) {
                if (ring.size() == 1 || left.test(key)) {
                    return key;
                }
                spent = key;
            }
        }
        return spent;
    }

    /** The rest that ends first; of a provider all of whose keys rest. */
    synchronized Rest firstBack(String model) {
        return keys.stream()
                .map(key -> restOf(key, model))
                .min(Comparator.comparing(Rest::until))
                .orElse(NONE);
    }

    /**
     * Lets a key rest.
     *
     * @param model for which model; empty for all
     */
    synchronized void rest(String key, String model, Rest rest) {
        rests.merge(new Bed(key, model), rest, (a, b) -> a.until().isAfter(b.until()) ? a : b);
    }

    /** What a key is called where it may be seen: {@code #2}. */
    String alias(String key) {
        return "#" + (keys.indexOf(key) + 1);
    }

    private Rest restOf(String key, String model) {
        Rest whole = rests.getOrDefault(new Bed(key, ""), NONE);
        Rest forModel = rests.getOrDefault(new Bed(key, model), NONE);
        return whole.until().isAfter(forModel.until()) ? whole : forModel;
    }

    /**
     * Why a key is not used.
     *
     * @param limit whether a limit was reached; otherwise it was refused
     */
    record Rest(Instant until, boolean limit) {}

    /** What rests: a key, wholly or for one model. */
    private record Bed(String key, String model) {}
}
