package io.serai.batch;

import io.serai.store.Session;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lease of this process among the nodes that share a PostgreSQL, and the chunks of lines that it holds by it. While the lease lasts
 * nobody else asks these lines. Once it has ended another node may take them over, so this one asks no line until it has a lease again; the
 * lines that it was about to ask then need a new claim.
 */
final class Leases implements AutoCloseable {
    /** So many lines go to a node at once. */
    static final int CHUNK = 16;

    /** The chunk of the node that checks the source and writes the results. */
    private static final int LEAD = -1;

    private final Session session;
    private final String home;
    private final String node;
    private final Duration length;
    private volatile long ends;
    private final AtomicInteger epoch = new AtomicInteger();

    /**
     * @param home the data folder
     * @param length how long a node may be silent before others take over its lines
     */
    Leases(Store store, String home, Duration length) {
        this.session = store.session();
        this.home = home;
        this.node = home + '.' + UUID.randomUUID().toString().substring(0, 8);
        this.length = length;
        this.ends = System.nanoTime();
    }

    String home() {
        return home;
    }

    Duration length() {
        return length;
    }

    /** Prolongs the lease, or begins a new one. */
    void renew() {
        long began = System.nanoTime();
        boolean held = session.change(connection -> {
            boolean renewed = NodeTable.renew(connection, node, length);
            if (!renewed) {
                NodeTable.enter(connection, node, home, length);
            }
            return renewed;
        });
        if (!held) {
            epoch.incrementAndGet();
        }
        ends = began + length.toNanos();
    }

    /** Whether the lease has not ended. */
    boolean isValid() {
        return epoch.get() > 0 && System.nanoTime() - ends < 0;
    }

    /** Changes when a lease has ended before the next one began. */
    int epoch() {
        return epoch.get();
    }

    /**
     * A chunk of lines that only this node asks.
     *
     * @param done the lines that have a result already
     * @param tookOver whether a node has had it whose lease has ended: its other lines may have been asked
     */
    record Claim(BitSet done, boolean tookOver) {}

    /** Claims a chunk; empty if another node has it. */
    Optional<Claim> claim(String job, int chunk) {
        return session.change(connection -> {
            boolean tookOver = false;
            if (!LeaseTable.take(connection, job, chunk, node)) {
                String holder = LeaseTable.holder(connection, job, chunk);
                if (holder == null || (!holder.equals(node) && NodeTable.lives(connection, holder))) {
                    return Optional.empty();
                }
                tookOver = !holder.equals(node);
                LeaseTable.pass(connection, job, chunk, node);
            }
            long from = (long) chunk * CHUNK;
            return Optional.of(new Claim(LeaseTable.done(connection, job, from, from + CHUNK), tookOver));
        });
    }

    /** Whether this node is the one that checks the source of a job and writes its results. */
    boolean lead(String job) {
        return claim(job, LEAD).isPresent();
    }

    /** Gives back what this node has of a job. */
    void release(String job) {
        session.change(connection -> {
            LeaseTable.release(connection, job, node);
            return true;
        });
    }

    /** Whether another node may ask lines of a job. */
    boolean othersAsk(String job) {
        return session.change(connection -> NodeTable.othersAsk(connection, job, node));
    }

    /** Counts a line that may be asked twice. */
    void repeated(String job) {
        session.change(connection -> {
            ShareTable.add(connection, job, home, LineTable.Sums.NONE, 1);
            return true;
        });
    }

    /** A job as the store has it, its sums brought up to date; empty if it is gone. */
    Optional<Job> look(String job) {
        return session.change(connection -> {
            ShareTable.sum(connection, job);
            return JobTable.find(connection, job);
        });
    }

    /** Changes the state of a job if it is one of the expected; false if it is not. */
    boolean move(String job, JobState to, long now, JobState... from) {
        return session.change(connection -> JobTable.move(connection, job, to, now, from));
    }

    /** Lets others take over at once. */
    @Override
    public void close() {
        try {
            session.change(connection -> {
                NodeTable.leave(connection, node);
                return true;
            });
        } catch (StoreException e) {
            // Then they wait for the end of the lease.
        } finally {
            session.close();
        }
    }
}
