package io.serai.provider.health;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells those who wait for a target that one may have become free: a call has ended, a key is well again, a limit was raised. */
public final class Openings {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private volatile int waiting;
    private volatile long count;

    /** How many there have been; to be asked before looking whether a target is free. */
    public long count() {
        return count;
    }

    /** Says that there is one. Costs next to nothing while nobody waits. */
    public void tell() {
        if (waiting == 0) {
            return;
        }
        lock.lock();
        try {
            count++;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next, between {@link #enter} and {@link #leave}.
     *
     * @param seen how many there had been when the caller looked last
     */
    public void await(long seen, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (count == seen && nanos > 0) {
                nanos = told.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that somebody will wait, so that nothing is missed between looking and waiting. */
    public void enter() {
        lock.lock();
        waiting++;
        lock.unlock();
    }

    /** Takes {@link #enter} back. */
    public void leave() {
        lock.lock();
        waiting--;
        lock.unlock();
    }
}
