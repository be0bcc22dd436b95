package io.serai.provider;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks after all calls to vendors, ten times a second, and stops those that take too long. */
public final class Watchdog implements AutoCloseable {
    private static final long MILLIS = 100;

    private final Set<VendorCall> attempts = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watchdog").factory());

    public Watchdog() {
        var unused = timer.scheduleAtFixedRate(this::look, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
    }

    void watch(VendorCall attempt) {
        attempts.add(attempt);
    }

    void forget(VendorCall attempt) {
        attempts.remove(attempt);
    }

    private void look() {
        long now = System.nanoTime();
        for (VendorCall attempt : attempts) {
            attempt.expireIfDue(now);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
