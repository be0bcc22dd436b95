package io.serai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database, opened after the start by a thread of its own, which is the only one that writes: units of work at once, those that wait
 * together in one transaction, and batches of {@link Source sources} every 500 ms. Nobody waits for it but those who await a unit of work.
 * While the database is away the sources keep what they have, and the store tries again every 5 s at the latest.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("store");
    private static final long INTERVAL_MILLIS = 500;
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LAST_RETRY_MILLIS = 5_000;
    private static final int MOST_UNITS = 1_000;
    private static final int UNITS_IN_ONE = 200;
    private static final int H2_IN_USE = 90020;
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private record Unit(SqlWork work, CompletableFuture<@Nullable Void> done) {}

    private final StoreSettings settings;
    private final LinkedBlockingQueue<Unit> units = new LinkedBlockingQueue<>(MOST_UNITS);
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile String trouble = "";
    private volatile boolean migrated;
    private @Nullable Thread writer;
    private @Nullable Connection connection;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private long retryAt;
    private long tidiedAt = System.nanoTime();
    private long sourcesDue = System.nanoTime();

    public Store(StoreSettings settings) {
        this.settings = settings;
    }

    /** Adds what is to be written in batches. */
    public void add(Source source) {
        sources.add(source);
    }

    /** Opens the database in the background after a time, in which what is to be written waits. */
    public synchronized void begin(Duration delay) {
        if (writer == null && !closed) {
            writer = Thread.ofPlatform().name("store").daemon().start(() -> run(delay));
        }
    }

    /** Why the database is away; empty if it is not known to be. */
    public String trouble() {
        return trouble;
    }

    /**
     * Reads, on the caller's thread and a connection of its own.
     *
     * @throws StoreException if the database is away
     */
    public <T> T read(SqlFunction<T> query) {
        try (Connection own = settings.connect()) {
            if (!migrated) {
                migrate(own);
            }
            own.setReadOnly(true);
            return query.apply(own);
        } catch (SQLException e) {
            throw new StoreException(words(e), e);
        }
    }

    /** Whether other processes may use it at the same time. */
    public boolean isShared() {
        return settings.isPostgresql();
    }

    /** A connection of its own, for short transactions whose answer is awaited. */
    public Session session() {
        return session(StoreSettings.ANSWER_TIMEOUT);
    }

    /**
     * The same.
     *
     * @param answer after which silence the database counts as away
     */
    public Session session(Duration answer) {
        return new Session(this, answer);
    }

    Connection connect(Duration answer) throws SQLException {
        Connection own = settings.connect(answer);
        try {
            if (!migrated) {
                migrate(own);
            }
            own.setAutoCommit(false);
            return own;
        } catch (SQLException e) {
            own.close();
            throw e;
        }
    }

    /** Has the writer do a unit of work in a transaction of its own. It fails at once while the database is away. */
    public CompletableFuture<@Nullable Void> write(SqlWork work) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        if (closed || !units.offer(new Unit(work, done))) {
            done.completeExceptionally(new StoreException(
                    closed ? "Serai is stopping" : "Too much waits for the database", new IllegalStateException()));
        }
        return done;
    }

    private void run(Duration delay) {
        try {
            awaitUnit(delay.toMillis());
            while (!closed) {
                round();
                awaitUnit(TimeUnit.NANOSECONDS.toMillis(sourcesDue - System.nanoTime()) + 1);
            }
        } catch (InterruptedException e) {
            LOG.debug("The writer is asked to end");
        }
        retryAt = 0;
        sourcesDue = System.nanoTime();
        round();
        disconnect();
    }

    private void awaitUnit(long millis) throws InterruptedException {
        Unit unit = closed ? null : units.poll(millis, TimeUnit.MILLISECONDS);
        if (unit != null) {
            runUnits(unit);
        }
    }

    private void round() {
        boolean due = System.nanoTime() - sourcesDue >= 0;
        if (due) {
            sourcesDue = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
        }
        if (retryAt != 0 && System.nanoTime() - retryAt < 0) {
            refuseUnits();
            return;
        }
        try {
            Connection open = open();
            for (Unit unit = units.poll(); unit != null; unit = units.poll()) {
                runUnits(unit);
            }
            if (due) {
                writeSources(open);
                tidy(open);
            }
            isBack();
        } catch (SQLException | RuntimeException e) {
            isAway(e);
        }
    }

    private void writeSources(Connection open) throws SQLException {
        for (Source source : sources) {
            // What comes meanwhile waits for its time: many small batches cost more than a large one.
            for (boolean next = source.waits(); next; next = closed ? source.waits() : source.isFull()) {
                source.write(open);
                commit(open);
                source.written();
            }
        }
    }

    /** Commits, so that the death of the process takes nothing back. H2 by itself would write it within the next half second. */
    private void commit(Connection open) throws SQLException {
        open.commit();
        if (settings.isH2()) {
            try (Statement statement = open.createStatement()) {
                statement.execute("checkpoint");
            }
        }
    }

    private void tidy(Connection open) throws SQLException {
        if (System.nanoTime() - tidiedAt < TIDY_NANOS) {
            return;
        }
        tidiedAt = System.nanoTime();
        for (Source source : sources) {
            source.tidy(open);
            commit(open);
        }
        if (!open.isValid(1)) {
            throw new SQLException("The connection is closed");
        }
    }

    /** Runs a unit, and those that wait behind it, in one transaction. One that fails takes only its own changes back. */
    private void runUnits(Unit first) {
        List<Unit> some = new ArrayList<>(List.of(first));
        units.drainTo(some, UNITS_IN_ONE - 1);
        try {
            Connection open = open();
            List<Unit> done = new ArrayList<>();
            for (Unit unit : some) {
                if (run(unit, open)) {
                    done.add(unit);
                }
            }
            commit(open);
            done.forEach(unit -> unit.done().complete(null));
        } catch (SQLException e) {
            some.forEach(unit -> unit.done().completeExceptionally(new StoreException(words(e), e)));
            isAway(e);
        }
    }

    private static boolean run(Unit unit, Connection open) throws SQLException {
        Savepoint before = open.setSavepoint();
        try {
            unit.work().run(open);
            return true;
        } catch (SQLException | RuntimeException e) {
            open.rollback(before);
            unit.done().completeExceptionally(e);
            return false;
        }
    }

    private void refuseUnits() {
        for (Unit unit = units.poll(); unit != null; unit = units.poll()) {
            unit.done().completeExceptionally(new StoreException(trouble, new IllegalStateException()));
        }
    }

    private Connection open() throws SQLException {
        Connection open = connection;
        if (open != null) {
            return open;
        }
        open = settings.connect();
        connection = open;
        migrate(open);
        open.setAutoCommit(false);
        return open;
    }

    private synchronized void migrate(Connection open) throws SQLException {
        if (!migrated) {
            open.setAutoCommit(false);
            Migrations.run(open, settings.isPostgresql());
            open.commit();
            open.setAutoCommit(true);
            migrated = true;
        }
    }

    private void isBack() {
        retryMillis = FIRST_RETRY_MILLIS;
        retryAt = 0;
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("The database {} is back; what was kept in memory is written", settings.where());
        }
    }

    private void isAway(Exception why) {
        if (trouble.isEmpty()) {
            LOG.warn("{}; sums are kept in memory until it is back", words(why));
        }
        trouble = words(why);
        disconnect();
        retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
        retryMillis = Math.min(LAST_RETRY_MILLIS, 2 * retryMillis);
        refuseUnits();
    }

    String words(Exception why) {
        if (why instanceof SQLException sql && sql.getErrorCode() == H2_IN_USE) {
            return "The database " + settings.where() + " is in use by another process; a running Serai answers for it"
                    + " at /admin/usage";
        }
        String message = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
        String secret = settings.password();
        String told = secret.isEmpty() ? message : message.replace(secret, "***");
        return "The database " + settings.where() + " does not answer: "
                + told.replace(settings.url(), settings.where());
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        giveUp(open);
    }

    static void giveUp(@Nullable Connection open) {
        if (open != null) {
            try (open) {
                open.rollback();
            } catch (SQLException e) {
                LOG.debug("Closing the database: {}", e.getMessage());
            }
        }
    }

    /** Writes what is left, for 10 s at most, and closes the database. */
    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            closed = true;
            thread = writer;
        }
        if (thread == null) {
            return;
        }
        // An interrupt in the middle of a write would close H2's file; a unit without work wakes the writer as well.
        var unused = units.offer(new Unit(open -> {}, new CompletableFuture<>()));
        try {
            thread.join(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
