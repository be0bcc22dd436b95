package io.serai.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A healthy vendor that counts what comes within a period, and answers 429 to what is too much. */
public final class Limited extends HealthyVendor {
    private final int amount;
    private final Duration period;
    private final Deque<Long> times = new ArrayDeque<>();
    private int refused;

    public Limited(String name, int amount, Duration period) {
        super(name);
        this.amount = amount;
        this.period = period;
    }

    /** How many requests were too many. */
    public synchronized int refused() {
        return refused;
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        return admit() ? super.answer(request) : TooManyRequests.ANSWER;
    }

    private synchronized boolean admit() {
        long now = System.nanoTime();
        while (!times.isEmpty() && now - times.getFirst() >= period.toNanos()) {
            times.removeFirst();
        }
        if (times.size() >= amount) {
            refused++;
            return false;
        }
        times.addLast(now);
        return true;
    }
}
