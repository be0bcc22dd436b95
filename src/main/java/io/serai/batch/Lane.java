package io.serai.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The lines that ask for the same model on behalf of the same key. When one of them finds a limit reached, the lane is shut until the limit
 * is back; then one line tries, and if it gets through the others follow. A limit that is back late is looked at once a minute all the same,
 * since an operator may have raised it.
 */
final class Lane {
    private static final Duration LONGEST_BLIND = Duration.ofSeconds(60);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Instant shutUntil = Instant.MIN;
    private Instant nextTry = Instant.MIN;
    private boolean shut;
    private int closings;
    private long successes;
    private int failuresInARow;

    Lane(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Waits until the lane is open, or it is this line's part to try.
     *
     * @param rests is run before it waits
     * @return how often the lane was shut before; -1 if the line should not be asked any more
     */
    int await(BooleanSupplier goesOn, Runnable rests) throws InterruptedException {
        lock.lock();
        try {
            while (goesOn.getAsBoolean()) {
                Instant now = clock.instant();
                if (!shut) {
                    return closings;
                }
                if (!now.isBefore(nextTry)) {
                    nextTry = now.plus(LONGEST_BLIND);
                    return closings;
                }
                rests.run();
                long nanos = Duration.between(now, nextTry).toNanos();
                long unused = changed.awaitNanos(nanos);
            }
            return -1;
        } finally {
            lock.unlock();
        }
    }

    /** How often it was shut so far. */
    int closings() {
        lock.lock();
        try {
            return closings;
        } finally {
            lock.unlock();
        }
    }

    /** Reports that a limit is reached which is back at a moment. */
    void shut(Instant until) {
        lock.lock();
        try {
            Instant now = clock.instant();
            Instant earliest = now.plus(SHORTEST);
            Instant latest = now.plus(LONGEST_BLIND);
            shut = true;
            closings++;
            shutUntil = until;
            nextTry = until.isBefore(earliest) ? earliest : until.isAfter(latest) ? latest : until;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reports that a line got through. */
    void succeeded() {
        lock.lock();
        try {
            successes++;
            failuresInARow = 0;
            if (shut) {
                shut = false;
                shutUntil = Instant.MIN;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reports that a target failed, and returns how often that was without a success in between. */
    int failed() {
        lock.lock();
        try {
            return ++failuresInARow;
        } finally {
            lock.unlock();
        }
    }

    /** How many lines got through. */
    long successes() {
        lock.lock();
        try {
            return successes;
        } finally {
            lock.unlock();
        }
    }

    /** When the limit is back for which it is shut; {@link Instant#MIN} if it is open. */
    Instant shutUntil() {
        lock.lock();
        try {
            return shut ? shutUntil : Instant.MIN;
        } finally {
            lock.unlock();
        }
    }

    /** Lets those who wait look again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
