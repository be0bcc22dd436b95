package io.serai.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the jobs that run: measures how late a thread gets the processor, writes how far they are beside the answers of folders and
 * into the store, and a line into the log each minute. It ends when none runs.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final long LOOK_MILLIS = 25;
    private static final double MUCH = 0.25;
    private static final long IDLE_MILLIS = 1_000;
    private static final long PROGRESS_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

    private final Batches batches;
    private final Pacer pacer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private volatile Future<?> lookedAfter = CompletableFuture.completedFuture(null);
    private boolean closed;

    Watch(Batches batches, Pacer pacer) {
        this.batches = batches;
        this.pacer = pacer;
    }

    /** Begins to look, if nobody does. */
    void wake() {
        lock.lock();
        try {
            if (thread == null && !closed) {
                thread = Thread.ofVirtual().name("batch-watch").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        OwnLoad load = OwnLoad.ofProcess();
        long progressed = System.nanoTime();
        long logged = progressed;
        while (!ends()) {
            long wanted = pacer.running() > 0 ? LOOK_MILLIS : IDLE_MILLIS;
            long before = System.nanoTime();
            if (!rest(wanted)) {
                return;
            }
            long now = System.nanoTime();
            if (load.part(now) > MUCH) {
                // Where other programs need the processor, asking less would help nobody.
                pacer.late(now - before - wanted * 1_000_000);
            }
            if (now - progressed >= PROGRESS_NANOS
                    && later(() -> batches.running().forEach(this::progress))) {
                progressed = now;
            }
            if (now - logged >= LOG_NANOS) {
                logged = now;
                batches.running().forEach(Watch::log);
            }
        }
    }

    /** Has files and the database looked after elsewhere; false if that is still busy with the last time. */
    private boolean later(Runnable work) {
        if (!lookedAfter.isDone()) {
            return false;
        }
        lookedAfter = DiskThreads.executor().submit(work);
        return true;
    }

    private boolean ends() {
        lock.lock();
        try {
            if (closed || batches.running().isEmpty()) {
                thread = null;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean rest(long millis) {
        lock.lock();
        try {
            boolean unused = changed.await(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void progress(JobRun run) {
        try {
            if (run.job().kind() == JobKind.FOLDER) {
                run.progress(batches.report(run.job()));
            }
            run.note();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Progress of {}: {}", run.job().id(), e.toString());
        }
    }

    /** Writes the last word of a job that has ended. */
    void ended(JobRun run) {
        progress(run);
    }

    private static void log(JobRun run) {
        Job job = run.job();
        LOG.info(
                "Job {} ({}) is {}: {} of {} lines answered, {} failed, {} in a minute{}",
                job.id(),
                job.name(),
                job.state().word(),
                job.done(),
                job.total(),
                job.failed(),
                Math.round(run.rate().perMinute()),
                job.text(Facts.REASON).isEmpty() ? "" : "; " + job.text(Facts.REASON));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
