package io.serai.batch;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A few threads of the system for what has to wait for the disk or the database of jobs. A virtual thread that waits for a disk keeps its
 * carrier, of which there are as many as processors: a slow disk would else hold up everybody.
 */
public final class DiskThreads {
    private static final int IDLE_SECONDS = 30;
    private static final ThreadPoolExecutor THREADS = threads();

    private DiskThreads() {}

    private static ThreadPoolExecutor threads() {
        int count = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                // As many wait as there are requests under way.
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("disk-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** For what nobody waits for. */
    public static ExecutorService executor() {
        return THREADS;
    }

    /** Does something on one of these threads, unless the caller is a thread of the system itself. */
    public static <T> T call(Supplier<T> work) {
        if (!Thread.currentThread().isVirtual()) {
            return work.get();
        }
        FutureTask<T> task = new FutureTask<>(work::get);
        THREADS.execute(task);
        return await(task);
    }

    /** What was begun is not left half done if the caller is interrupted. */
    private static <T> T await(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw thrown(e.getCause() == null ? e : e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
