package io.serai.batch;

import io.serai.chat.SystemThreads;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * A few threads of the system for what has to wait for the disk or the database of jobs. A virtual thread that waits for a disk keeps its
 * carrier, of which there are as many as processors: a slow disk would else hold up everybody.
 */
public final class DiskThreads {
    // As many wait as there are requests under way.
    private static final ThreadPoolExecutor THREADS = SystemThreads.pool(
            "disk", Math.max(2, Runtime.getRuntime().availableProcessors()), new LinkedBlockingQueue<>());

    private DiskThreads() {}

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
                    throw SystemThreads.thrown(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
