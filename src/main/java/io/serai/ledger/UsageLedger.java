package io.serai.ledger;

import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Usage;
import io.serai.cost.Used;
import io.serai.store.Source;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what each call used and cost: a row for the call, one for each attempt, and sums by hour and day, all in one transaction. The
 * call's thread only takes a snapshot. If the database falls behind or is away, the newest calls lose their rows, but never their part in the
 * sums, which wait in memory.
 */
public final class UsageLedger implements CallObserver, Source {
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_SUMS = 50_000;
    private static final int BATCH = 1_000;

    /** Rows that are deleted at once; some milliseconds, also where others need the processor. */
    private static final int SLICE = 100;

    /** How long rows of a table are deleted in each second. */
    private static final long TIDYING = TimeUnit.MILLISECONDS.toNanos(20);

    private static final String DATA_ERROR = "22";

    private record Batch(long number, List<Row> rows, Map<SumKey, Sum> sums) {}

    private final InstantSource clock;
    private final Function<String, @Nullable Price> prices;
    private final Duration keep;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Object lock = new Object();
    private Map<SumKey, Sum> overflow = new HashMap<>();
    private final LongAdder withoutRow = new LongAdder();
    private final String writer = UUID.randomUUID().toString();
    private @Nullable Batch batch;
    private boolean repeated;
    private long number;

    /**
     * @param prices what a target's model costs now; null if nobody knows
     * @param keep how long rows are kept; sums are kept for ever
     */
    public UsageLedger(InstantSource clock, Function<String, @Nullable Price> prices, Duration keep) {
        this.clock = clock;
        this.prices = prices;
        this.keep = keep;
    }

    /** How many calls have got no row of their own because the database fell behind. They are in the sums. */
    public long withoutRow() {
        return withoutRow.sum();
    }

    @Override
    public void ended(Call call) {
        if (Entry.keeps(call)) {
            add(Entry.of(call, clock.millis(), prices));
        }
    }

    @Override
    public void deferred(Call call) {
        Entry entry = Entry.of(call, clock.millis(), prices);
        if (entry.used().stream().anyMatch(used -> used.attempt().asked())) {
            add(entry);
        }
    }

    private void add(Entry entry) {
        if (!waiting.offer(entry)) {
            Row row = row(entry);
            withoutRow.increment();
            synchronized (lock) {
                row.addTo(overflow, MOST_SUMS);
            }
        }
    }

    private Row row(Entry entry) {
        return new Row(entry, saved(entry));
    }

    /** What the answer of a cache would have cost; 0 if nobody knows. */
    private long saved(Entry entry) {
        Usage usage = entry.saved();
        Price price = usage == null ? null : prices.apply(entry.target());
        return price == null || usage == null ? 0 : Used.nanos(price, usage);
    }

    @Override
    public boolean waits() {
        synchronized (lock) {
            return batch != null || !waiting.isEmpty() || !overflow.isEmpty();
        }
    }

    @Override
    public boolean isFull() {
        return waiting.size() >= BATCH;
    }

    @Override
    public void write(Connection connection) throws SQLException {
        Batch next = batch;
        if (next != null && repeated && isCommitted(connection, next.number())) {
            // The connection broke after the commit.
            return;
        }
        if (next == null) {
            next = collect();
            batch = next;
        }
        repeated = true;
        try {
            note(connection, next.number());
            Tables.rows(connection, next.rows());
            Tables.sums(connection, next.sums());
            Spent.add(connection, next.sums());
            Rollups.outdate(connection, next.sums().keySet());
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(DATA_ERROR)
                    && !next.rows().isEmpty()) {
                // No row may hold up all others for ever.
                withoutRow.add(next.rows().size());
                batch = new Batch(next.number(), List.of(), next.sums());
            }
            throw e;
        }
    }

    private Batch collect() {
        List<Entry> entries = new ArrayList<>(BATCH);
        waiting.drainTo(entries, BATCH);
        Map<SumKey, Sum> sums;
        synchronized (lock) {
            sums = overflow;
            overflow = new HashMap<>();
        }
        List<Row> rows = entries.stream().map(this::row).toList();
        rows.forEach(row -> row.addTo(sums, Integer.MAX_VALUE));
        return new Batch(++number, rows, sums);
    }

    @Override
    public void written() {
        batch = null;
        repeated = false;
    }

    private boolean isCommitted(Connection connection, long sought) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select batch from writer where id = ?")) {
            query.setString(1, writer);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getLong(1) == sought;
            }
        }
    }

    private void note(Connection connection, long done) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update writer set batch = ?, ended = ? where id = ?")) {
            update.setLong(1, done);
            update.setLong(2, clock.millis());
            update.setString(3, writer);
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into writer (batch, ended, id) values (?, ?, ?)")) {
            insert.setLong(1, done);
            insert.setLong(2, clock.millis());
            insert.setString(3, writer);
            insert.executeUpdate();
        }
    }

    /** Deletes some slices of the rows that are too old. Sums stay. Rows are old in the order of their id, so no index on the time is needed. */
    @Override
    public void tidy(Connection connection) throws SQLException {
        if (keep.isZero()) {
            return;
        }
        long before = clock.millis() - keep.toMillis();
        for (String table : List.of("request", "attempt")) {
            long until = System.nanoTime() + TIDYING;
            while (deleteOldest(connection, table, before) == SLICE && System.nanoTime() < until) {
                connection.commit();
            }
        }
        try (PreparedStatement delete = connection.prepareStatement("delete from writer where ended < ?")) {
            delete.setLong(1, before);
            delete.executeUpdate();
        }
    }

    private static int deleteOldest(Connection connection, String table, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from " + table + " where id in (select id" + " from (select id, ended from " + table
                        + " order by id limit " + SLICE + ") oldest where ended < ?)")) {
            delete.setLong(1, before);
            return delete.executeUpdate();
        }
    }
}
