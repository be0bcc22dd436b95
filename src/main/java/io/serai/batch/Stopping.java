package io.serai.batch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of the process, which ends every pause between two tries. */
final class Stopping {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    void begin() {
        begun.countDown();
    }

    boolean begun() {
        return begun.getCount() == 0;
    }

    /** Notes that no line is under way any more, or nobody waits for those that are. */
    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** Rests for a time, or until the process ends. */
    void rest(Duration time) throws InterruptedException {
        boolean unused = begun.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Rests for a time, or until nothing is under way. */
    void awaitOver(Duration time) throws InterruptedException {
        boolean unused = over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
