package io.serai.ops;

import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request, when it has ended: as text to the logger {@code requests}, or as JSON to {@code requests.json}. The line is
 * written by a thread of its own; should that fall behind by thousands, lines are left out and counted rather than requests held up.
 */
public final class RequestLog implements CallObserver, AutoCloseable {
    private static final Logger TEXT = LoggerFactory.getLogger("requests");
    private static final Logger JSON = LoggerFactory.getLogger("requests.json");

    private static final int MOST_WAITING = 8192;
    /** While requests come faster than this, the thread is not woken for each. */
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** How the lines look. */
    public enum Form {
        TEXT,
        JSON,
        OFF
    }

    private final InstantSource clock;
    private final BlockingQueue<RequestEntry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder dropped = new LongAdder();
    private volatile Form form = Form.OFF;
    private volatile boolean prompts;
    private volatile boolean closed;
    private @Nullable Thread writer;

    public RequestLog(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Says how to log from now on.
     *
     * @param withPrompts whether lines in JSON hold what was asked and answered
     */
    public void set(Form shape, boolean withPrompts) {
        prompts = withPrompts && shape == Form.JSON;
        form = shape;
        if (shape != Form.OFF) {
            start();
        }
    }

    /** How many lines were left out. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void ended(Call call) {
        if (form != Form.OFF && !waiting.offer(RequestEntry.of(call, clock.instant(), prompts))) {
            dropped.increment();
        }
    }

    private synchronized void start() {
        if (writer == null && !closed) {
            writer = Thread.ofPlatform().name("requests").daemon().start(this::run);
        }
    }

    private void run() {
        List<RequestEntry> some = new ArrayList<>();
        while (!closed) {
            try {
                some.add(waiting.take());
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                // Closed: what waits still is written.
            }
            writeAll(some);
        }
        writeAll(some);
    }

    private void writeAll(List<RequestEntry> some) {
        waiting.drainTo(some);
        some.forEach(this::write);
        some.clear();
    }

    private void write(RequestEntry entry) {
        try {
            if (form == Form.JSON) {
                JSON.info(RequestJson.of(entry));
            } else {
                TEXT.info(RequestText.of(entry));
            }
        } catch (RuntimeException e) {
            dropped.increment();
        }
    }

    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            closed = true;
            thread = writer;
        }
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(LAST_WORDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
