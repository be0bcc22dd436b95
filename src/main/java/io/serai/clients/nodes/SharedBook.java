package io.serai.clients.nodes;

import io.serai.clients.nodes.CountTables.Read;
import io.serai.clients.nodes.Outbox.Row;
import io.serai.quota.Book;
import io.serai.quota.Ledger;
import io.serai.quota.UsageLog;
import io.serai.quota.UsageLog.Owned;
import io.serai.quota.Use;
import io.serai.store.Session;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The uses of all nodes in a PostgreSQL. What a call takes is decided in a turn: a transaction that locks the owners, reads what other nodes
 * have used since, lets the engine decide, and writes what it took. One thread takes turns, for all calls that wait together, so no limit is
 * overshot while the database answers. If it does not answer within two seconds the node decides by what it knows, and delivers later.
 */
public final class SharedBook implements Book, AutoCloseable {
    private static final long PATIENCE_MILLIS = 2_000;
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int TOGETHER = 500;

    /** What a call has used in the end, is delivered so soon if no turn comes before. */
    private static final long DELIVERY_MILLIS = 100;

    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Rows are joined when no copy that is up to date can miss them, and no window of a minute counts them. */
    private static final long JOIN_AGE_MILLIS = 130_000;

    private static final int JOIN_ROWS = 200;
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LAST_RETRY_MILLIS = 5_000;
    private static final String ALONE = "; this node counts the limits of client keys alone until it is back";
    private static final int LONGEST_OWNER = 400;
    private static final int LONGEST_MODEL = 600;

    private final Path file;
    private final InstantSource clock;
    private final Consumer<String> trouble;
    private final Session session;
    private final CountTables tables = new CountTables(UUID.randomUUID().toString());
    private final Outbox outbox = new Outbox();
    private final Copies copies = new Copies();
    private final LinkedBlockingQueue<Ask<?>> asks = new LinkedBlockingQueue<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final Set<String> parallel = new HashSet<>();
    private final Object fileLock = new Object();
    private @Nullable UsageLog undelivered;
    private @Nullable Listener listener;
    private final AtomicBoolean away = new AtomicBoolean();
    private final Map<String, String> digested = new ConcurrentHashMap<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile boolean taking;
    private volatile boolean closed;
    private long retryAt;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private long beatAt;
    private long joinAt = System.nanoTime() + JOIN_NANOS;
    private @Nullable Thread thread;

    /**
     * @param file holds what was used while the database was away, and what one node alone has used before
     * @param trouble hears when the database goes, and when it is back
     */
    public SharedBook(Store store, Path file, InstantSource clock, Consumer<String> trouble) {
        this.file = file;
        this.clock = clock;
        this.trouble = trouble;
        this.session = store.session(ANSWER);
    }

    /** Begins to take turns. */
    public synchronized void begin() {
        if (thread == null && !closed) {
            takeOver();
            taking = true;
            thread = Thread.ofPlatform().name("budgets").daemon().start(this::run);
        }
    }

    /** Waits until the first turn was taken, or could not be. */
    public void awaitFirst(Duration longest) {
        try {
            var unused = first.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String named(String owner) {
        String name = Names.of(owner, LONGEST_OWNER);
        if (!name.equals(owner)) {
            digested.put(name, owner);
        }
        return name;
    }

    private String owner(String name) {
        return digested.getOrDefault(name, name);
    }

    /** Takes what the file has, from the time before, into what is to be delivered. */
    private void takeOver() {
        if (Files.exists(file)) {
            UsageLog log = UsageLog.forever(file, clock, trouble);
            synchronized (fileLock) {
                undelivered = log;
            }
            log.all().forEach(this::keep);
        }
    }

    private void keep(Owned owned) {
        copies.add(owned);
        outbox.add(owned);
    }

    @Override
    public Ledger of(String owner) {
        String name = named(owner);
        return new Ledger() {
            @Override
            public void add(Use use) {
                addAll(List.of(new Owned(owner, use)));
            }

            @Override
            public List<Use> since(Instant start) {
                return copies.since(name, start);
            }
        };
    }

    @Override
    public void addAll(List<Owned> uses) {
        List<Owned> named = uses.stream()
                .map(owned -> new Owned(
                        named(owned.owner()),
                        new Use(
                                owned.use().at(),
                                "",
                                Names.of(owned.use().model(), LONGEST_MODEL),
                                owned.use().amount())))
                .toList();
        named.forEach(this::keep);
        if (away.get()) {
            synchronized (fileLock) {
                UsageLog log = undelivered;
                if (log == null) {
                    log = UsageLog.forever(file, clock, trouble);
                    undelivered = log;
                }
                log.addAll(named);
            }
        }
    }

    @Override
    public <T extends @Nullable Object> T turn(Collection<String> owners, Supplier<T> what) {
        if (away.get() || !taking || closed) {
            return what.get();
        }
        Ask<T> ask = new Ask<>(owners.stream().distinct().toList(), what);
        asks.add(ask);
        if (!ask.await(PATIENCE_MILLIS)) {
            // Until a turn comes, nobody else waits for one.
            if (away.compareAndSet(false, true)) {
                trouble.accept("The database has not answered within " + PATIENCE_MILLIS + " ms" + ALONE);
            }
        }
        return ask.result();
    }

    @Override
    public void ended(String owner) {
        ended.add(owner);
    }

    @Override
    public void report(Listener to) {
        listener = to;
    }

    private void run() {
        round(List.of());
        first.countDown();
        while (!closed) {
            List<Ask<?>> some = new ArrayList<>();
            try {
                Ask<?> first = asks.poll(DELIVERY_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    some.add(first);
                    asks.drainTo(some, TOGETHER - 1);
                }
            } catch (InterruptedException e) {
                break;
            }
            round(some);
        }
        retryAt = 0;
        round(List.of());
        session.close();
        for (Ask<?> left = asks.poll(); left != null; left = asks.poll()) {
            end(left);
        }
    }

    private static void end(Ask<?> ask) {
        ask.run();
        ask.done();
    }

    private void round(List<Ask<?>> some) {
        if (retryAt == 0 || System.nanoTime() - retryAt >= 0) {
            try {
                if (!some.isEmpty() || isDue()) {
                    turn(some);
                }
                isBack();
            } catch (StoreException e) {
                isAway(e);
            } catch (RuntimeException e) {
                trouble.accept("The counts of the limits could not be shared: " + e);
            }
        }
        some.forEach(SharedBook::end);
    }

    private boolean isDue() {
        return away.get() || !outbox.isEmpty() || !ended.isEmpty() || System.nanoTime() - beatAt >= 0;
    }

    private void turn(List<Ask<?>> some) {
        Set<String> plain = new TreeSet<>();
        some.forEach(ask -> plain.addAll(ask.owners()));
        Set<String> freed = Set.copyOf(ended);
        ended.removeAll(freed);
        plain.addAll(freed);
        Map<String, String> owners = new LinkedHashMap<>();
        outbox.owners().forEach(name -> owners.put(name, owner(name)));
        plain.forEach(owner -> owners.put(named(owner), owner));
        try {
            List<Row> sent = session.change(connection -> {
                bring(connection, owners);
                some.forEach(Ask::run);
                List<Row> rows = outbox.send(owners.keySet());
                tables.add(connection, rows);
                for (Map.Entry<String, String> owner : owners.entrySet()) {
                    tellRunning(connection, owner.getKey(), owner.getValue());
                }
                return rows;
            });
            outbox.sent(sent);
            known.addAll(owners.keySet());
        } catch (RuntimeException e) {
            ended.addAll(freed);
            throw e;
        }
        some.forEach(Ask::done);
        keepHouse();
    }

    /** Makes it the turn of this node for some owners, and counts what others have used. */
    private void bring(Connection connection, Map<String, String> owners) throws SQLException {
        if (System.nanoTime() - beatAt >= 0) {
            tables.live(connection);
            beatAt = System.nanoTime() + HEARTBEAT_NANOS;
        }
        if (owners.isEmpty()) {
            return;
        }
        List<String> strange =
                owners.keySet().stream().filter(name -> !known.contains(name)).toList();
        if (!strange.isEmpty()) {
            tables.know(connection, strange);
        }
        tables.lock(connection, owners.keySet());
        long now = System.nanoTime();
        Map<String, Long> ids = new LinkedHashMap<>();
        List<String> unread = new ArrayList<>();
        for (String name : owners.keySet()) {
            long id = copies.known(name, now);
            if (id < 0) {
                unread.add(name);
            } else {
                ids.put(name, id);
            }
        }
        if (!ids.isEmpty()) {
            take(tables.since(connection, ids), ids.keySet(), owners, now, false);
        }
        if (!unread.isEmpty()) {
            take(tables.all(connection, unread), unread, owners, now, true);
        }
        Listener to = listener;
        for (Map.Entry<String, String> owner : owners.entrySet()) {
            boolean anew = unread.contains(owner.getKey());
            if (to != null && (anew || parallel.contains(owner.getKey()))) {
                Map<String, Integer> running = tables.elsewhere(connection, owner.getKey());
                to.elsewhere(owner.getValue(), running);
                if (!running.isEmpty()) {
                    parallel.add(owner.getKey());
                }
            }
        }
    }

    private void take(List<Read> read, Collection<String> names, Map<String, String> owners, long now, boolean anew) {
        Map<String, List<Use>> uses = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        read.forEach(row -> {
            // What has come although nobody has said so is sent again, and counts once.
            if (row.number() == 0 || !outbox.isSending(row.number())) {
                uses.computeIfAbsent(row.owner(), name -> new ArrayList<>()).add(row.use());
            }
            last.merge(row.owner(), row.id(), Math::max);
        });
        Listener to = listener;
        if (to == null) {
            return;
        }
        for (String name : names) {
            String owner = owners.getOrDefault(name, name);
            List<Use> some = uses.getOrDefault(name, List.of());
            long id = last.getOrDefault(name, 0L);
            if (anew) {
                to.anew(owner, () -> {
                    List<Use> all = new ArrayList<>(some);
                    all.addAll(outbox.of(name));
                    copies.anew(name, all, id, now);
                });
            } else {
                to.more(owner, some, () -> copies.more(name, some, id, now));
            }
        }
    }

    /** Lets other nodes know how many calls of an owner run here, if any of its limits counts them. */
    private void tellRunning(Connection connection, String name, String owner) throws SQLException {
        Listener to = listener;
        Map<String, Integer> running = to == null ? Map.of() : to.running(owner);
        if (!running.isEmpty()) {
            parallel.add(name);
        }
        if (parallel.contains(name)) {
            tables.running(connection, name, running);
        }
    }

    private void keepHouse() {
        if (System.nanoTime() - joinAt < 0) {
            return;
        }
        joinAt = System.nanoTime() + JOIN_NANOS;
        List<String> crowded = session.change(connection -> {
            tables.buryNodes(connection);
            return tables.crowded(connection, JOIN_AGE_MILLIS, JOIN_ROWS);
        });
        for (String owner : crowded) {
            var unused = session.change(connection -> {
                tables.lock(connection, List.of(owner));
                tables.join(connection, owner, JOIN_AGE_MILLIS);
                return owner;
            });
        }
    }

    private void isBack() {
        retryAt = 0;
        retryMillis = FIRST_RETRY_MILLIS;
        if (away.compareAndSet(true, false)) {
            trouble.accept("The limits of client keys are counted together with other nodes again");
        }
        synchronized (fileLock) {
            UsageLog log = undelivered;
            if (log != null && !away.get() && outbox.isEmpty()) {
                log.close();
                undelivered = null;
                delete();
            }
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            trouble.accept(file + " cannot be deleted, and would be counted again: " + e);
        }
    }

    private void isAway(StoreException why) {
        if (away.compareAndSet(false, true)) {
            trouble.accept(why.getMessage() + ALONE);
        }
        retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
        retryMillis = Math.min(LAST_RETRY_MILLIS, 2 * retryMillis);
    }

    /** Delivers what is left, and ends. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running != null) {
            try {
                running.join(ANSWER.multipliedBy(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (fileLock) {
            if (undelivered != null) {
                undelivered.close();
            }
        }
    }
}
