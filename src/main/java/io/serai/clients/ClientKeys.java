package io.serai.clients;

import io.serai.chat.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All client keys of a process: those of {@code clients.yaml} and those that were made while it ran. Who shows a key is known by the key's
 * hash alone; unknown, expired and switched-off keys cannot be told apart.
 */
public final class ClientKeys implements AutoCloseable {
    private final InstantSource clock;
    private final ClientStore store;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private volatile ClientRules rules = ClientRules.NONE;
    private volatile @Nullable Table table;

    public ClientKeys(InstantSource clock, ClientStore store) {
        this.clock = clock;
        this.store = store;
        store.report(this::renew);
    }

    private synchronized void renew() {
        table = null;
    }

    /** All keys by id, and what admits by hash. */
    private record Table(Map<String, ClientKey> byId, Map<String, ClientKey> byHash, boolean any) {}

    /** Lets others rule from now on. */
    public synchronized void rules(ClientRules next) {
        rules = next;
        table = null;
    }

    public ClientRules rules() {
        return rules;
    }

    /** Whether there is any client key, or was one until its file was damaged, so that requests without one are refused. */
    public boolean any() {
        return table().any();
    }

    /** Whether there is a client key besides those of {@code clients.yaml}, or was one until its file was damaged. */
    public boolean anyKept() {
        return store.lost() || store.keys().stream().anyMatch(key -> key.deleted() == null);
    }

    /** Whose a shown key is; null if it admits nobody. */
    public @Nullable ClientKey find(String shown) {
        return admitted(KeyText.hash(shown));
    }

    private @Nullable ClientKey admitted(String hash) {
        ClientKey key = table().byHash().get(hash);
        Instant now = clock.instant();
        // All is compared in any case, so that every refusal takes as long.
        boolean current = KeyText.same(hash, key == null ? "" : key.hash());
        String previous = key == null ? null : key.previousHash();
        Instant until = key == null ? null : key.previousUntil();
        boolean before = KeyText.same(hash, previous == null ? "" : previous) && until != null && now.isBefore(until);
        return key != null && (current || before) && key.admits(now) ? key : null;
    }

    /** Whose a shown key is, as calls carry it; null if it admits nobody. */
    public @Nullable Caller caller(String shown) {
        ClientKey key = find(shown);
        return key == null ? null : key.caller();
    }

    /** Whose the key of a SHA-256 is, as calls carry it; null if it admits nobody. */
    public @Nullable Caller callerOf(byte[] sha256) {
        ClientKey key = admitted(KeyText.written(sha256));
        return key == null ? null : key.caller();
    }

    /** A key by its id, whether it admits anybody or not; null if there was never one. */
    public @Nullable ClientKey get(String id) {
        return table().byId().get(id);
    }

    /** All keys, in no order. */
    Collection<ClientKey> all() {
        return table().byId().values();
    }

    /** Keeps a key from now on. */
    void put(ClientKey key) {
        store.put(key);
        renew();
    }

    /**
     * Reads what other nodes have changed, before a change.
     *
     * @throws ClientException if that cannot be read
     */
    public void refresh() {
        try {
            store.refresh();
        } catch (ClientException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ClientException(503, "Client keys cannot be changed now. " + e.getMessage());
        }
    }

    /** Whether the keys could not be read yet, so that one that is not known may be valid all the same. */
    public boolean unread() {
        return store.unread();
    }

    /** Notes that a key was used. */
    void used(String id) {
        used.put(id, clock.instant());
    }

    /** When a key was used last; null if never. */
    @Nullable
    Instant lastUsed(String id) {
        Instant now = used.get(id);
        return now != null ? now : store.used().get(id);
    }

    /** Lets the store know when keys were used. */
    public void flush() {
        if (!used.isEmpty()) {
            Map<String, Instant> moments = new HashMap<>(used);
            store.used(moments);
            moments.forEach(used::remove);
        }
    }

    private Table table() {
        Table known = table;
        return known == null ? read() : known;
    }

    private synchronized Table read() {
        Map<String, ClientKey> byId = new LinkedHashMap<>();
        store.keys().forEach(key -> byId.put(key.id(), key));
        // What stands in the file takes precedence.
        byId.putAll(rules.keys());
        Map<String, ClientKey> byHash = new HashMap<>();
        List<ClientKey> live = new ArrayList<>();
        for (ClientKey key : byId.values()) {
            if (key.deleted() == null) {
                live.add(key);
                if (key.previousHash() != null) {
                    byHash.put(key.previousHash(), key);
                }
            }
        }
        live.forEach(key -> byHash.put(key.hash(), key));
        Table read = new Table(Map.copyOf(byId), Map.copyOf(byHash), !live.isEmpty() || store.lost());
        table = read;
        return read;
    }

    @Override
    public void close() {
        flush();
        store.close();
    }
}
