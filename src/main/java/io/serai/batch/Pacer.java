package io.serai.batch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How many lines are asked at once, for all jobs together: the rate at which they are answered times how long an answer takes, and a quarter
 * more to find out whether more would go. Where quotas bound the rate, that stays small. Answers that take more than twice as long as the
 * quickest of late wait for something other than the model, and count as twice as long. It shrinks when threads get the processor late,
 * since requests of people who wait would, too.
 */
final class Pacer {
    private static final int FIRST = 4;
    private static final int ROUND = 16;
    private static final double MORE = 1.25;
    private static final double SLOWEST = 2;
    private static final double FORGET = 1.02;
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(5);

    private final int most;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private int limit = FIRST;
    private int running;
    private int answered;
    private long began;
    private double quickest;
    private double took;

    /**
     * @param most lines at once
     * @param nanoTime as {@link System#nanoTime}
     */
    Pacer(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.limit = Math.min(FIRST, most);
    }

    /** How many lines may be asked at once now. */
    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a line may be asked; false if it should not be any more. */
    boolean enter(BooleanSupplier goesOn) throws InterruptedException {
        lock.lock();
        try {
            while (running >= limit) {
                if (!goesOn.getAsBoolean()) {
                    return false;
                }
                changed.await();
            }
            if (!goesOn.getAsBoolean()) {
                changed.signal();
                return false;
            }
            running++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets those who wait look again whether they should. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reports that a line is not asked any more, which tells nothing about how long answers take. */
    void leave() {
        lock.lock();
        try {
            running--;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reports that a line was answered.
     *
     * @param nanos how long that took
     */
    void answered(long nanos) {
        lock.lock();
        try {
            running--;
            answered++;
            took += nanos;
            if (answered >= Math.min(ROUND, Math.max(1, limit))) {
                adapt();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void adapt() {
        long now = nanoTime.getAsLong();
        double mean = took / answered;
        quickest = quickest == 0 ? mean : Math.min(quickest * FORGET, mean);
        double rate = answered / (double) Math.max(1, now - began);
        int wanted = (int) Math.ceil(rate * Math.min(mean, SLOWEST * quickest) * MORE) + 1;
        limit = Math.clamp(wanted, 1, most);
        answered = 0;
        took = 0;
        began = now;
        changed.signalAll();
    }

    /** Reports how much later than wanted a thread got the processor. */
    void late(long nanos) {
        if (nanos < LATE) {
            return;
        }
        lock.lock();
        try {
            limit = Math.max(1, limit * 3 / 4);
        } finally {
            lock.unlock();
        }
    }
}
