package io.serai.clients.nodes;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.ClientStore;
import io.serai.clients.FileClientStore;
import io.serai.store.Session;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Client keys in a PostgreSQL, for all nodes: each looks every second for what others have changed. A file has a copy, which counts while the
 * database is away, also after a start. A node that has never read them lets nobody in.
 */
public final class SharedClientStore implements ClientStore {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** How often a node says that it runs. */
    private static final long ALIVE_NANOS = Duration.ofSeconds(10).toNanos();

    /** How long the very first key waits for nodes that do not answer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final Session session;
    private final String node = UUID.randomUUID().toString();
    private final FileClientStore copy;
    private final Consumer<String> trouble;
    private final Map<String, ClientKey> keys = new LinkedHashMap<>();
    private final Map<String, Instant> used = new HashMap<>();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object turn = new Object();
    private Runnable changed = () -> {};
    private boolean copied;
    private long version = -1;
    private volatile boolean read;
    private volatile boolean away;
    private volatile long toldVersion = -1;
    private long toldAt;

    /**
     * @param file the copy
     * @param trouble hears when the database goes, and when it is back
     */
    public SharedClientStore(Store store, Path file, InstantSource clock, Consumer<String> trouble) {
        this.session = store.session(ANSWER);
        this.copied = Files.exists(file);
        this.copy = new FileClientStore(file, clock, trouble);
        this.trouble = trouble;
        if (copied) {
            copy.keys().forEach(key -> keys.put(key.id(), key));
            used.putAll(copy.used());
        }
    }

    /** Begins to look for changes. */
    public void begin() {
        Thread.ofPlatform().name("client-keys").daemon().start(() -> {
            try {
                do {
                    look();
                    looked.countDown();
                } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Waits until the keys were read for the first time, or could not be. */
    public void awaitFirst(Duration longest) {
        try {
            var unused = looked.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            refresh();
            if (away) {
                away = false;
                trouble.accept("The client keys are read from the database again");
            }
        } catch (StoreException e) {
            toldVersion = -1;
            if (!away) {
                away = true;
                trouble.accept(e.getMessage() + "; the client keys that are known stay in force until it is back");
            }
        } catch (RuntimeException e) {
            trouble.accept("The client keys could not be read: " + e);
        }
    }

    /** Reads what other nodes have changed. */
    @Override
    public void refresh() {
        synchronized (turn) {
            session.change(connection -> {
                if (!read) {
                    addThoseOfTheFile(connection);
                }
                long now = KeyTables.version(connection);
                if (now != version || !read) {
                    // A smaller one is that of a database that was put back to an earlier state.
                    take(KeyTables.since(connection, now < version ? -1 : version), now);
                }
                tell(connection);
                return now;
            });
        }
    }

    /** Tells the other nodes which keys are in force here. */
    private void tell(Connection connection) throws SQLException {
        long now = System.nanoTime();
        if (version != toldVersion || now - toldAt > ALIVE_NANOS) {
            KeyTables.seen(connection, node, version);
            toldVersion = version;
            toldAt = now;
        }
    }

    /** What one node had alone becomes everybody's. */
    private void addThoseOfTheFile(Connection connection) throws SQLException {
        List<ClientKey> own = keys();
        if (!own.isEmpty()) {
            long last = KeyTables.lock(connection);
            Map<String, ClientKey> known = KeyTables.since(connection, -1);
            for (ClientKey key : own) {
                if (!known.containsKey(key.id())) {
                    KeyTables.put(connection, key, ++last);
                }
            }
        }
    }

    private void take(Map<String, ClientKey> changes, long now) {
        synchronized (this) {
            if (now < version) {
                keys.clear();
            }
            keys.putAll(changes);
            version = now;
        }
        copied = true;
        read = true;
        for (ClientKey key : changes.values()) {
            try {
                if (!key.equals(copy.get(key.id()))) {
                    copy.put(key);
                }
            } catch (ClientException e) {
                // The file has reported it.
                break;
            }
        }
        var unused = copy.keys();
        changed.run();
    }

    @Override
    public void report(Runnable listener) {
        changed = listener;
    }

    @Override
    public synchronized List<ClientKey> keys() {
        return List.copyOf(keys.values());
    }

    @Override
    public void put(ClientKey key) {
        boolean first = key.deleted() == null && keys().stream().allMatch(one -> one.deleted() != null);
        long changed;
        synchronized (turn) {
            ClientKey before = get(key.id());
            boolean written;
            try {
                written = session.change(connection -> {
                    long last = KeyTables.lock(connection);
                    ClientKey there = KeyTables.get(connection, key.id());
                    boolean same = there == null || there.equals(before);
                    if (same) {
                        KeyTables.put(connection, key, last + 1);
                    }
                    return same;
                });
                refresh();
            } catch (StoreException e) {
                throw new ClientException(503, "Client keys cannot be changed now. " + e.getMessage());
            }
            if (!written) {
                throw new ClientException(
                        409, "The key `" + key.id() + "` was changed at another node meanwhile; try again.");
            }
            changed = version;
        }
        if (first) {
            awaitOthers(changed);
        }
    }

    /** Until a node knows of the very first key, it asks nobody for one. The request that makes that key is answered when all of them do. */
    private void awaitOthers(long change) {
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            while (isUnseen(change)
                    && System.nanoTime() < until
                    && !closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                // They look every second.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            trouble.accept("Other nodes may learn of the first client key later: " + e.getMessage());
        }
    }

    private boolean isUnseen(long change) {
        synchronized (turn) {
            return session.change(connection -> KeyTables.isUnseen(connection, change));
        }
    }

    private synchronized @Nullable ClientKey get(String id) {
        return keys.get(id);
    }

    /** Whether it is not known which keys there are, so that nobody may be let in without one. */
    @Override
    public boolean lost() {
        return !read && (!copied || copy.lost());
    }

    @Override
    public boolean unread() {
        return !read && !copied;
    }

    @Override
    public synchronized Map<String, Instant> used() {
        return Map.copyOf(used);
    }

    @Override
    public void used(Map<String, Instant> moments) {
        Map<String, Instant> of = new HashMap<>(moments);
        of.keySet().removeIf(id -> get(id) == null);
        try {
            synchronized (turn) {
                Map<String, Instant> all = session.change(connection -> {
                    KeyTables.used(connection, of);
                    return KeyTables.used(connection);
                });
                synchronized (this) {
                    used.putAll(all);
                }
            }
        } catch (StoreException e) {
            synchronized (this) {
                used.putAll(of);
            }
        }
        if (copied) {
            copy.used(of);
        }
    }

    private void leave() {
        try {
            if (toldVersion >= 0 && !away) {
                session.change(connection -> {
                    KeyTables.leave(connection, node);
                    return true;
                });
            }
        } catch (StoreException e) {
            // Nobody waits for this node for long.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (turn) {
            leave();
            session.close();
        }
        copy.close();
    }
}
