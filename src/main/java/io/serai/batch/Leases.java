package io.serai.batch;

import io.serai.store.Session;
import io.serai.store.SqlWork;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
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

    /**
     * The chunk of the node that has the batches of vendors. It stays with a node that has ended until another one takes it over, and until
     * then nobody asks lines: only who has taken over the batches knows which lines are in them.
     */
    static final int VENDORS = -2;

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
            if (chunk >= 0 && LeaseTable.isOfOther(connection, job, VENDORS, node)) {
                return Optional.empty();
            }
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

    /** Which node has the batches of vendors. */
    enum Holder {
        NOBODY,
        THIS,
        OTHER,
        /** One whose lease has ended. */
        ENDED
    }

    /** Which node has the batches of vendors in which lines of a job are. */
    Holder vendors(String job) {
        return session.change(connection -> {
            String holder = LeaseTable.holder(connection, job, VENDORS);
            if (holder == null) {
                return Holder.NOBODY;
            }
            return holder.equals(node)
                    ? Holder.THIS
                    : NodeTable.lives(connection, holder) ? Holder.OTHER : Holder.ENDED;
        });
    }

    /** Takes the batches of vendors; empty if another node has them. */
    Optional<Claim> takeVendors(String job) {
        return claim(job, VENDORS);
    }

    /**
     * Changes what is known of batches of vendors.
     *
     * @return false if another node has them by now
     */
    boolean changeVendors(String job, SqlWork work) {
        return session.change(connection -> {
            boolean mine = node.equals(LeaseTable.holder(connection, job, VENDORS));
            if (mine) {
                work.run(connection);
            }
            return mine;
        });
    }

    /** The batches of vendors of a job as other nodes have left them. */
    List<VendorTable.Row> vendorBatches(String job) {
        return session.change(connection -> VendorTable.all(connection, job));
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

    /** Counts lines that may be asked twice. */
    void repeated(String job, long lines) {
        session.change(connection -> {
            ShareTable.add(connection, job, home, LineTable.Sums.NONE, lines);
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
