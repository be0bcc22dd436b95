package io.serai.cache;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work of a level that one thread of its own does: writes in their order and within a bound, and before them what is urgent. Nobody waits for it. */
final class Backlog implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("cache");
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final long most;
    private final LinkedBlockingDeque<Runnable> tasks = new LinkedBlockingDeque<>();
    private final AtomicLong waiting = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;
    private volatile boolean closed;

    /** @param most estimated bytes of memory that writes may take while they wait */
    Backlog(String name, long most) {
        this.most = most;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread.start();
    }

    /** Takes a write, or drops it if too much waits. */
    void offer(long weight, Runnable write) {
        if (waiting.addAndGet(weight) > most || closed) {
            waiting.addAndGet(-weight);
            dropped.increment();
            return;
        }
        tasks.addLast(() -> {
            waiting.addAndGet(-weight);
            write.run();
        });
    }

    /** Takes what comes before all writes that wait. */
    @Override
    public void execute(Runnable urgent) {
        tasks.addFirst(urgent);
    }

    /** Waits until all that was there before is done, or a time is over. */
    void await(Duration atMost) {
        if (!thread.isAlive()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        tasks.addLast(done::countDown);
        try {
            var unused = done.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts a write that came to nothing. */
    void drop() {
        dropped.increment();
    }

    long dropped() {
        return dropped.sum();
    }

    private void run() {
        try {
            while (true) {
                Runnable task = tasks.takeFirst();
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.warn("The cache could not do a part of its work: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The writer of the cache ends");
        }
    }

    /** Does what waits, within some seconds. */
    @Override
    public void close() {
        closed = true;
        await(LAST_WRITES);
        thread.interrupt();
    }
}
