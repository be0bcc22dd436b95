package io.serai.provider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider, used in turn. A key that was refused rests, wholly or for one model; its rest outlives a change of the list.
 * Keys are known to others by their number only.
 */
final class KeyRing {
    private final InstantSource clock;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Rest, Instant> rests = new HashMap<>();
    private volatile List<String> keys = List.of();

    KeyRing(InstantSource clock) {
        this.clock = clock;
    }

    void keys(List<String> list) {
        keys = List.copyOf(list);
    }

    int size() {
        return keys.size();
    }

    /** The next key that does not rest; null if all do. */
    synchronized @Nullable String next(String model) {
        List<String> ring = keys;
        Instant now = clock.instant();
        int start = Math.floorMod(turn.getAndIncrement(), Math.max(1, ring.size()));
        for (int i = 0; i < ring.size(); i++) {
            String key = ring.get((start + i) % ring.size());
            if (!now.isBefore(until(key, model))) {
                return key;
            }
        }
        return null;
    }

    /** When the first key will be back; null if there is none. */
    synchronized @Nullable Instant back(String model) {
        return keys.stream().map(key -> until(key, model)).min(Instant::compareTo).orElse(null);
    }

    /**
     * Lets a key rest.
     *
     * @param model for which model; empty for all
     */
    synchronized void rest(String key, String model, Instant until) {
        rests.merge(new Rest(key, model), until, (a, b) -> a.isAfter(b) ? a : b);
    }

    /** What a key is called where it may be seen: {@code #2}. */
    String alias(String key) {
        return "#" + (keys.indexOf(key) + 1);
    }

    private Instant until(String key, String model) {
        Instant whole = rests.getOrDefault(new Rest(key, ""), Instant.MIN);
        Instant forModel = rests.getOrDefault(new Rest(key, model), Instant.MIN);
        return whole.isAfter(forModel) ? whole : forModel;
    }

    private record Rest(String key, String model) {}
}
