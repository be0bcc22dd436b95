package io.serai.batch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the process ends. Whoever rests between two tries stops resting then. */
final class Stopping {
    private final CountDownLatch latch = new CountDownLatch(1);

    void begin() {
        latch.countDown();
    }

    boolean begun() {
        return latch.getCount() == 0;
    }

    /** Rests for a time, or until the process ends. */
    void rest(Duration time) throws InterruptedException {
        boolean unused = latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
