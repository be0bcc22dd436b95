package io.serai.ingress;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads of the system for the jobs of a folder, which read and write files: a disk or a mount that does not answer holds up these
 * threads, and none that requests over HTTP run on. A job waits while all of them are busy, so that no more
 * files are taken than are worked on.
 */
public final class Workers extends ThreadPoolExecutor {
    private static final long IDLE_SECONDS = 10;

    private final AtomicInteger waiting = new AtomicInteger();

    public Workers() {
        super(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("job-", 0).factory(),
                Workers::handOver);
        // Nobody ends those of routes that an edit has replaced.
        allowCoreThreadTimeOut(true);
    }

    /** @param count how many jobs are worked on at once */
    public void setAtOnce(int count) {
        setMaximumPoolSize(Math.max(count, getCorePoolSize()));
        setCorePoolSize(count);
    }

    /** How many jobs have no thread yet. */
    public int waiting() {
        return waiting.get();
    }

    private static void handOver(Runnable job, ThreadPoolExecutor workers) {
        try {
            if (workers.isShutdown()) {
                throw new RejectedExecutionException("stopped");
            }
            put(job, (Workers) workers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted", e);
        }
    }

    private static void put(Runnable job, Workers workers) throws InterruptedException {
        workers.waiting.incrementAndGet();
        try {
            workers.getQueue().put(job);
        } finally {
            workers.waiting.decrementAndGet();
        }
    }
}
