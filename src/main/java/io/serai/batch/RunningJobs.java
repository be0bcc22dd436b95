package io.serai.batch;

import io.serai.chat.RejectedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that run in this process, those included that it shares with other nodes. */
final class RunningJobs implements AutoCloseable {
    /** Jobs that have not ended, of one key, or of all clients without a key. */
    static final int MOST_OF_OWNER = 100;

    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final int MOST = 500;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Workshop shop;
    private final Watch watch;
    private final Map<String, JobRun> runs = new ConcurrentHashMap<>();
    private volatile @Nullable Leases leases;
    private volatile @Nullable SharedJobs sharedJobs;

    RunningJobs(Workshop shop, Watch watch) {
        this.shop = shop;
        this.watch = watch;
    }

    /** Begins to share jobs with other nodes. */
    void share(Leases own) {
        SharedJobs shared = new SharedJobs(own, shop, this::all, this::start, this::ended);
        leases = own;
        sharedJobs = shared;
        shared.begin();
    }

    /** Starts a job unless it runs here already. */
    void start(Job job) {
        runs.computeIfAbsent(job.id(), id -> {
            JobRun run = new JobRun(shop, job, leases);
            var unused = run.ended().thenRun(() -> {
                if (job.state().ended()) {
                    ended(run);
                }
            });
            run.start();
            return run;
        });
        // Only now does it see the run.
        watch.wake();
    }

    private void ended(JobRun run) {
        watch.ended(run);
        runs.remove(run.job().id());
        if (run.job().isShared()) {
            try {
                // The store has all of it.
                shop.shelf().delete(run.job().id());
            } catch (IOException e) {
                LOG.debug("The files of job {} stay: {}", run.job().id(), e.toString());
            }
        }
    }

    List<JobRun> all() {
        return List.copyOf(runs.values());
    }

    @Nullable
    JobRun find(String id) {
        return runs.get(id);
    }

    /** The job as it runs here; itself if it does not. */
    Job live(Job job) {
        JobRun run = runs.get(job.id());
        return run == null ? job : run.job();
    }

    /** Refuses a further job of an owner that has too many: each job that runs has files open. */
    void refuseTooMany(Owner owner) {
        long own = runs.values().stream()
                .filter(run -> run.job().owner().id().equals(owner.id()))
                .count();
        if (own >= MOST_OF_OWNER || runs.size() >= MOST) {
            throw new RejectedException(
                    429,
                    "too_many_batches",
                    (own >= MOST_OF_OWNER ? own + " batches of this key" : runs.size() + " batches")
                            + " have not ended; send it again when some have, or put more lines into one batch.",
                    null);
        }
    }

    /** Changes the state of a job that nodes share; false if it is in none of the expected states. */
    boolean moveShared(Job job, JobState to, JobState... from) {
        Leases own = leases;
        return own != null && own.move(job.id(), to, shop.clock().millis(), from);
    }

    /** Asks no more lines; those under way go on. */
    void stop() {
        shop.stopping().begin();
        runs.values().forEach(JobRun::wake);
    }

    /** Waits for the lines under way. */
    void awaitIdle(Duration atMost) {
        CompletableFuture<Void> all = CompletableFuture.allOf(
                runs.values().stream().map(JobRun::ended).toArray(CompletableFuture[]::new));
        try {
            all.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("Lines that are not answered yet are asked again after the next start");
        }
    }

    @Override
    public void close() {
        stop();
        awaitIdle(LAST_WORDS);
        shop.stopping().end();
        SharedJobs shared = sharedJobs;
        if (shared != null) {
            try {
                shared.awaitEnd();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        watch.close();
    }
}
