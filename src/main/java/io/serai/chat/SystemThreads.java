package io.serai.chat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A few threads of the system for work that would keep the carriers of virtual threads, of which there are as many as processors. */
public final class SystemThreads {
    private static final int IDLE_SECONDS = 30;

    private SystemThreads() {}

    /**
     * Threads that end if there is nothing to do for half a minute.
     *
     * @param name of each, before its number
     * @param waiting holds what waits for a thread
     */
    public static ThreadPoolExecutor pool(String name, int count, BlockingQueue<Runnable> waiting) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                Thread.ofPlatform().daemon().name(name + '-', 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** What the work itself has thrown, for its caller to throw. */
    public static RuntimeException thrown(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
