package io.serai.batch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Sets how many lines are asked at once, for all jobs together: twice as many as are under way if lines are answered at the best rate of late and
 * each as quickly as one is when nothing is in its way. So many use up a quota or a vendor whose answers take unequal times; more would only
 * wait. Now and then half as many are asked, to find out how quick answers are by now. It shrinks when threads get the processor late, since
 * requests of people who wait would, too.
 */
final class Pacer {
    private static final int FIRST = 4;
    private static final int RECOVERY = 16;
    private static final double GAIN = 2;
    private static final int REMEMBERED = 8;

    /** A round is as long as an answer takes. After this many the speed of answers is measured again; sooner if some in a row were slow. */
    private static final int TRUSTED = 128;

    private static final double SLOW = 1.8;
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(5);

    private final int most;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final InTurn waiting = new InTurn(lock);
    private int limit = FIRST;
    private int running;
    private int answered;
    private long began;
    private double quickest;
    private double took;
    private final double[] rates = new double[REMEMBERED];
    private int ceiling;
    private int rounds;
    private int sinceProbe;
    private int slow;
    private boolean probing;
    private int fromBefore;

    /**
     * @param most lines at once
     * @param nanoTime as {@link System#nanoTime}
     */
    Pacer(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.limit = Math.min(FIRST, most);
        this.ceiling = most;
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

    /** Waits until a line of an owner may be asked; false if it should not be any more. Owners take turns. */
    boolean enter(String owner, BooleanSupplier goesOn) throws InterruptedException {
        lock.lock();
        try {
            if (running < limit && waiting.isEmpty()) {
                running++;
            } else if (!waiting.await(owner, goesOn)) {
                return false;
            }
            if (!goesOn.getAsBoolean()) {
                running--;
                letIn();
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void letIn() {
        while (running < limit && waiting.letIn()) {
            running++;
        }
    }

    /** Lets those who wait look again whether they should. */
    void wake() {
        lock.lock();
        try {
            waiting.wake();
        } finally {
            lock.unlock();
        }
    }

    /** Reports that a line is not asked any more, which says nothing about how long answers take. */
    void leave() {
        lock.lock();
        try {
            running--;
            letIn();
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
            if (fromBefore > 0) {
                // It was asked when more were under way.
                fromBefore = Math.min(fromBefore - 1, running);
                began = nanoTime.getAsLong();
            } else {
                answered++;
                took += nanos;
                if (answered >= limit && nanoTime.getAsLong() - began >= took / answered) {
                    adapt();
                }
            }
            letIn();
        } finally {
            lock.unlock();
        }
    }

    private void adapt() {
        long now = nanoTime.getAsLong();
        double mean = took / answered;
        double rate = answered / (double) Math.max(1, now - began);
        answered = 0;
        took = 0;
        began = now;
        if (probing) {
            probing = false;
            quickest = mean;
        }
        learn(mean, rate);
    }

    private void learn(double mean, double rate) {
        quickest = quickest == 0 ? mean : Math.min(quickest, mean);
        rates[rounds++ % REMEMBERED] = rate;
        slow = mean > SLOW * quickest ? slow + 1 : 0;
        ceiling = Math.min(most, ceiling + Math.max(1, ceiling / RECOVERY));
        if (++sinceProbe >= TRUSTED || slow >= REMEMBERED) {
            sinceProbe = 0;
            slow = 0;
            probing = true;
            fromBefore = running;
            limit = Math.max(1, limit / 2);
            return;
        }
        double best = 0;
        for (double one : rates) {
            best = Math.max(best, one);
        }
        limit = Math.clamp((int) Math.ceil(best * quickest * GAIN) + 1, 1, ceiling);
    }

    /** Reports how much later than wanted a thread got the processor. */
    void late(long nanos) {
        if (nanos < LATE) {
            return;
        }
        lock.lock();
        try {
            limit = Math.max(1, limit * 3 / 4);
            ceiling = limit;
        } finally {
            lock.unlock();
        }
    }
}
