package io.serai.wire;

import java.util.concurrent.CountDownLatch;

/** A healthy vendor that holds all its answers back until they are released. */
public final class Held extends HealthyVendor {
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean broken;

    public Held(String name) {
        super(name);
    }

    /** Gives the answers, and from now on each at once. */
    public void release() {
        released.countDown();
    }

    /** Cuts the answers off that are held back. */
    public void breakOff() {
        broken = true;
        release();
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return broken ? Answer.none(Answer.Ending.CUT) : super.answer(request);
    }
}
