package io.serai.batch;

import io.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part of a job that all nodes with the same PostgreSQL work on: the chunks of lines that it has claimed. The source and the
 * results are in the store.
 */
final class Shared implements Part {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Workshop shop;
    private final Job job;
    private final Rate rate;
    private final Leases leases;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int chunk = -1;
    private Leases.@Nullable Claim claim;
    private final BitSet tookOver = new BitSet();
    private final BitSet counted = new BitSet();
    private volatile boolean leading;

    Shared(Workshop shop, Job job, Rate rate, Leases leases) {
        this.shop = shop;
        this.job = job;
        this.rate = rate;
        this.leases = leases;
    }

    /** Learns from the store what other nodes have done. */
    void refresh() {
        leases.look(job.id()).ifPresent(now -> {
            rate.ended((int) Math.max(0, now.done() + now.failed() - job.done() - job.failed()));
            if (leading) {
                job.sums(now);
            } else {
                job.refresh(now);
            }
        });
        wake();
    }

    @Override
    public boolean lead(BooleanSupplier wanted) throws IOException, InterruptedException {
        while (wanted.getAsBoolean() && !shop.stopping().begun()) {
            try {
                if (isAtHome() && leases.isValid() && leases.lead(job.id())) {
                    refresh();
                    leading = wanted.getAsBoolean();
                    fetch();
                    return leading;
                }
                await(leases.length());
            } catch (StoreException e) {
                await(RETRY);
            }
        }
        return false;
    }

    @Override
    public void followed() {
        leading = false;
        try {
            refresh();
        } catch (StoreException e) {
            // The next look shows it.
        }
    }

    /** Has the source on this node, too. */
    private void fetch() throws IOException, InterruptedException {
        Path source = shop.shelf().source(job.id());
        while (!Files.exists(source)) {
            try {
                if (shop.contents().fetch(job.id(), source)) {
                    return;
                }
                throw new IllegalStateException("The store lacks the source of the job");
            } catch (IOException e) {
                LOG.debug("The source of job {} cannot be fetched now: {}", job.id(), e.toString());
                shop.stopping().rest(RETRY);
                if (shop.stopping().begun()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Answers answers() throws IOException, InterruptedException {
        fetch();
        return new AnswerRows(job.id(), leases.home(), shop.store());
    }

    @Override
    public void takeUp(BitSet finished, InFlight inFlight) throws InterruptedException {
        load(finished);
    }

    private void load(BitSet finished) throws InterruptedException {
        while (!shop.stopping().begun()) {
            try {
                BitSet lines = shop.store().read(connection -> LineTable.lines(connection, job.id()));
                synchronized (finished) {
                    finished.or(lines);
                }
                return;
            } catch (StoreException e) {
                shop.stopping().rest(RETRY);
            }
        }
    }

    @Override
    public boolean isMine(long line, BitSet finished) {
        int of = (int) (line / Leases.CHUNK);
        try {
            if (of != chunk) {
                claim = leases.isValid() ? leases.claim(job.id(), of).orElse(null) : null;
                chunk = of;
                note(claim, finished);
            }
            if (claim == null || claim.done().get((int) line)) {
                return false;
            }
            if (tookOver.get(of) && !counted.get((int) line)) {
                leases.repeated(job.id(), 1);
                counted.set((int) line);
            }
            return true;
        } catch (StoreException e) {
            chunk = -1;
            claim = null;
            return false;
        }
    }

    private void note(Leases.@Nullable Claim made, BitSet finished) {
        if (made == null) {
            return;
        }
        synchronized (finished) {
            finished.or(made.done());
        }
        if (made.tookOver()) {
            tookOver.set(chunk);
        }
    }

    @Override
    public BooleanSupplier holds() {
        chunk = -1;
        int epoch = leases.epoch();
        return () -> leases.epoch() == epoch;
    }

    @Override
    public boolean may() {
        return leases.isValid();
    }

    @Override
    public void kept(LineResult result) {
        // The store counts.
    }

    /** What other nodes ask now can be taken over when the lease of one of them has ended, not before. */
    @Override
    public void rest(BitSet finished) throws InterruptedException {
        int epoch = leases.epoch();
        JobState state = job.state();
        long end = System.nanoTime() + leases.length().toNanos();
        while (leases.epoch() == epoch
                && job.state() == state
                && job.done() + job.failed() < job.total()
                && !shop.stopping().begun()
                && System.nanoTime() - end < 0) {
            await(RETRY);
        }
        load(finished);
    }

    @Override
    public void awaitOthers() throws InterruptedException {
        while (!shop.stopping().begun()) {
            try {
                if (!leases.othersAsk(job.id())) {
                    refresh();
                    return;
                }
            } catch (StoreException e) {
                LOG.debug("Job {}: {}", job.id(), e.getMessage());
            }
            await(RETRY);
        }
    }

    @Override
    public boolean isAtHome() {
        return job.kind() != JobKind.FOLDER || job.text(Facts.HOME).equals(leases.home());
    }

    /** Waits until something has changed, or for a time. */
    private void await(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            boolean unused = changed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            leases.release(job.id());
        } catch (StoreException e) {
            LOG.debug("Lines of job {} go to others when the lease ends: {}", job.id(), e.getMessage());
        }
    }
}
