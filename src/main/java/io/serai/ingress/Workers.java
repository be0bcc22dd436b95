package io.serai.ingress;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few virtual threads for the jobs of a folder. Whoever has a job while all of them are busy waits for one to be free, so that no more
 * files are taken than are worked on.
 */
public final class Workers extends ThreadPoolExecutor {

    public Workers() {
        super(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofVirtual().name("job-", 0).factory(),
                Workers::handOver);
    }

    /** @param count how many jobs are worked on at once */
    public void setAtOnce(int count) {
        setMaximumPoolSize(Math.max(count, getCorePoolSize()));
        setCorePoolSize(count);
    }

    private static void handOver(Runnable job, ThreadPoolExecutor workers) {
        try {
            if (workers.isShutdown()) {
                throw new RejectedExecutionException("stopped");
            }
            workers.getQueue().put(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted", e);
        }
    }
}
