package io.serai.batch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Admits the lines of a running job, for threads that wait until that changes. */
final class JobGate {
    private final Job job;
    private final Workshop shop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean broken;
    private volatile boolean halted;
    private volatile String full = "";

    JobGate(Job job, Workshop shop) {
        this.job = job;
        this.shop = shop;
    }

    /** Whether further lines may be asked. */
    boolean isOpen() {
        return job.state() == JobState.IN_PROGRESS && !shop.stopping().begun() && !isExpired() && !broken && !halted;
    }

    boolean isExpired() {
        return job.expires() > 0 && shop.clock().millis() >= job.expires();
    }

    /** Whether a line has met a fault of Serai, so that the job rests until the next start. */
    boolean isBroken() {
        return broken;
    }

    void breakDown() {
        broken = true;
    }

    /** Closes the gate until {@link #reopen}: storage is in the way. */
    void halt() {
        halted = true;
    }

    void reopen() {
        halted = false;
    }

    /** Why no more results can be stored; empty if they can. */
    String full() {
        return full;
    }

    void full(String why) {
        full = why;
    }

    /** Waits while the job is paused; false if it asks no more. */
    boolean awaitOpen() throws InterruptedException {
        await(() -> job.state() != JobState.PAUSED || shop.stopping().begun());
        return isOpen();
    }

    /** Waits until a condition holds, which {@link #signal} has it look at. */
    void await(BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Passes some time, less if something is not wanted any more. */
    void rest(Duration time, BooleanSupplier wanted) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (nanos > 0 && wanted.getAsBoolean()) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Changes the job's state if it is one of the expected ones. */
    boolean move(JobState to, JobState... from) {
        lock.lock();
        try {
            if (!List.of(from).contains(job.state())) {
                return false;
            }
            job.state(to, shop.clock().millis());
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait look again. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
