package io.serai.ingress;

import io.vertx.core.spi.ExecutorServiceFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Gives Vert.x a virtual thread for each exchange, in place of its pool of twenty, and a few threads of the system for what it does with
 * files: a virtual thread that waits for a disk keeps its carrier. Found by Vert.x as a service.
 */
public final class VirtualThreads implements ExecutorServiceFactory {
    /** The pool on which Vert.x opens, moves and deletes files: https://vertx.io/docs/vertx-core/java/ names only its size. */
    private static final String FILES = "vert.x-internal-blocking";

    private static final int FILES_AT_ONCE = 4;
    private static final int IDLE_SECONDS = 30;

    @Override
    public ExecutorService createExecutor(ThreadFactory threadFactory, Integer concurrency, Integer maxConcurrency) {
        return threadFactory.newThread(() -> {}).getName().startsWith(FILES)
                ? ofSystem(threadFactory)
                : Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("call-", 0).factory());
    }

    private static ExecutorService ofSystem(ThreadFactory threadFactory) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                FILES_AT_ONCE,
                FILES_AT_ONCE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threadFactory);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
