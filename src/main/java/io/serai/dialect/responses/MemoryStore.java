package io.serai.dialect.responses;

import io.serai.dialect.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers in memory, bounded in bytes of JSON and in time; the oldest go first. A restart forgets them. */
public final class MemoryStore implements ResponseStore {
    /** What an entry takes besides its JSON, about. */
    private static final int OVERHEAD = 500;

    private final long most;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Map<Key, Key> items = new HashMap<>();
    private long bytes;

    /**
     * @param most bytes of JSON; 0 to keep nothing
     * @param lifetime after which an answer is forgotten
     */
    public MemoryStore(long most, Duration lifetime, InstantSource clock) {
        this.most = most;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    private record Key(String client, String id) {}

    /**
     * An answer as JSON, which takes the least memory.
     *
     * @param references the ids of items to which its input refers
     */
    private record Entry(
            @Nullable String previous,
            byte[] input,
            byte[] response,
            List<Key> items,
            List<String> references,
            Instant until) {
        long size() {
            return input.length + (long) response.length + OVERHEAD + 100L * (items.size() + references.size());
        }
    }

    @Override
    public boolean keeps() {
        return most > 0 && lifetime.isPositive();
    }

    @Override
    public synchronized void put(String client, Kept kept) {
        Key key = new Key(client, kept.id());
        List<Key> ids = new ArrayList<>();
        for (Object item : kept.output()) {
            if (item instanceof Map<?, ?> fields && fields.get("id") instanceof String id) {
                ids.add(new Key(client, id));
            }
        }
        Entry entry = new Entry(
                kept.previous(),
                Json.write(kept.input()),
                Json.write(kept.response()),
                List.copyOf(ids),
                History.references(kept.input()),
                clock.instant().plus(lifetime));
        drop(key);
        // One answer must not cost all others.
        if (!keeps() || entry.size() > most / 4) {
            return;
        }
        entries.put(key, entry);
        ids.forEach(id -> items.put(id, key));
        bytes += entry.size();
        makeRoom();
    }

    private void makeRoom() {
        Instant now = clock.instant();
        Iterator<Map.Entry<Key, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Key, Entry> entry = oldest.next();
            if (bytes <= most && now.isBefore(entry.getValue().until())) {
                return;
            }
            oldest.remove();
            forget(entry.getKey(), entry.getValue());
        }
    }

    private void drop(Key key) {
        Entry old = entries.remove(key);
        if (old != null) {
            forget(key, old);
        }
    }

    private void forget(Key key, Entry entry) {
        bytes -= entry.size();
        entry.items().forEach(id -> items.remove(id, key));
    }

    private @Nullable Entry live(Key key) {
        Entry entry = entries.get(key);
        return entry != null && clock.instant().isBefore(entry.until()) ? entry : null;
    }

    @Override
    public @Nullable Kept get(String client, String id) {
        Entry entry;
        synchronized (this) {
            entry = live(new Key(client, id));
        }
        return entry == null ? null : new Kept(id, entry.previous(), list(entry.input()), object(entry.response()));
    }

    @Override
    public @Nullable Kept ofItem(String client, String item) {
        Key owner;
        synchronized (this) {
            owner = items.get(new Key(client, item));
        }
        return owner == null ? null : get(client, owner.id());
    }

    @Override
    public synchronized long bytes(String client, @Nullable String id, Collection<String> wanted) {
        Set<Key> counted = new HashSet<>();
        long bytes = bytes(client, wanted, counted);
        String next = id;
        while (next != null && counted.add(new Key(client, next))) {
            Entry entry = entries.get(new Key(client, next));
            if (entry == null) {
                break;
            }
            bytes += entry.size() + bytes(client, entry.references(), counted);
            next = entry.previous();
        }
        return bytes;
    }

    private long bytes(String client, Collection<String> wanted, Set<Key> counted) {
        long bytes = 0;
        for (String item : wanted) {
            Key owner = items.get(new Key(client, item));
            Entry entry = owner != null && counted.add(owner) ? entries.get(owner) : null;
            bytes += entry == null ? 0 : entry.size();
        }
        return bytes;
    }

    @Override
    public synchronized boolean remove(String client, String id) {
        Key key = new Key(client, id);
        boolean there = live(key) != null;
        drop(key);
        return there;
    }

    private static Map<String, Object> object(byte[] json) {
        return Json.parseObject(json).rest();
    }

    private static List<Object> list(byte[] json) {
        return Json.parse(json) instanceof List<?> list ? new ArrayList<>(list) : List.of();
    }
}
