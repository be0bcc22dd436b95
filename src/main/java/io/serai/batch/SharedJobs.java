package io.serai.batch;

import io.serai.store.StoreException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps this node's lease as long as the process lives, and takes up the jobs that nodes share. */
final class SharedJobs {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final int LOOKS_PER_LEASE = 5;
    private static final Duration SELDOM = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Leases leases;
    private final Workshop shop;
    private final Supplier<Iterable<JobRun>> running;
    private final Consumer<Job> start;
    private final Consumer<JobRun> end;
    private final Thread thread;

    /**
     * @param running the jobs that run here
     * @param start takes up a job, unless it runs here already
     * @param end lets go of a job that has ended
     */
    SharedJobs(
            Leases leases,
            Workshop shop,
            Supplier<Iterable<JobRun>> running,
            Consumer<Job> start,
            Consumer<JobRun> end) {
        this.leases = leases;
        this.shop = shop;
        this.running = running;
        this.start = start;
        this.end = end;
        this.thread = Thread.ofPlatform().name("batch-lease").daemon().unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    /** Waits until the lease is given back. */
    void awaitEnd() throws InterruptedException {
        thread.join(LAST_WORDS);
    }

    private void run() {
        Duration pause = leases.length().dividedBy(LOOKS_PER_LEASE);
        try {
            while (!shop.stopping().begun()) {
                look();
                shop.stopping().rest(pause.compareTo(SELDOM) < 0 ? pause : SELDOM);
            }
            // Lines under way end; until then nobody else shall ask them.
            while (!shop.stopping().isOver()) {
                renew();
                shop.stopping().awaitOver(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leases.close();
    }

    private boolean renew() {
        try {
            leases.renew();
            return true;
        } catch (StoreException e) {
            LOG.debug("The lease of this node cannot be prolonged: {}", e.getMessage());
            return false;
        }
    }

    private void look() {
        if (!renew()) {
            return;
        }
        try {
            for (JobRun run : running.get()) {
                run.refresh();
                if (run.ended().isDone() && run.job().state().ended()) {
                    end.accept(run);
                }
            }
            if (shop.engine().serves()) {
                for (Job job : shop.store().read(connection -> JobTable.unfinished(connection, leases.home()))) {
                    if (job.isShared()) {
                        start.accept(job);
                    }
                }
            }
        } catch (StoreException e) {
            LOG.debug("Jobs of other nodes cannot be seen now: {}", e.getMessage());
        }
    }
}
