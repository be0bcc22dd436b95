package io.serai.ledger;

import io.serai.store.Session;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread that makes rollups of hours and days that are over, one after the other, with pauses in which others have the processor. */
public final class Roller implements AutoCloseable {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Store store;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;

    public Roller(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    public synchronized void begin() {
        if (thread == null) {
            thread = Thread.ofPlatform().name("rollups").daemon().start(this::run);
        }
    }

    private void run() {
        try (Session session = store.session()) {
            Duration wait = FIRST;
            while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = make(session) ? PAUSE : LOOK;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean make(Session session) {
        try {
            return Rollups.make(session, clock.instant());
        } catch (StoreException e) {
            // The store reports that it is away; questions are answered from the sums until the next look.
            return false;
        }
    }

    /** Ends after the day that is being worked on. An interrupt would close H2's file. */
    @Override
    public void close() {
        closing.countDown();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        try {
            if (running != null) {
                running.join(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
