package io.serai.batch;

import io.serai.chat.ChatException;

/** Asks a line by a call of its own, which waits for limits in its lane and is marked while it runs. */
final class CallPass implements LinePass {
    private final Pacer pacer;
    private final InFlight inFlight;
    private final Leave leave;
    private final HeldLine held;
    private final Lane lane;
    private final LineRetries retries;
    private int closings;

    CallPass(Pacer pacer, InFlight inFlight, Leave leave, HeldLine held, Lane lane, LineRetries retries) {
        this.pacer = pacer;
        this.inFlight = inFlight;
        this.leave = leave;
        this.held = held;
        this.lane = lane;
        this.retries = retries;
    }

    @Override
    public boolean await() throws InterruptedException {
        closings = lane.await(leave.wanted(), held::drop);
        return closings >= 0;
    }

    @Override
    public boolean isOpen() {
        return lane.closings() == closings;
    }

    @Override
    public int begin(long line) {
        return inFlight.begin(line);
    }

    @Override
    public void answered(LineAnswer answer, long nanos) {
        if (answer.fromCache()) {
            pacer.leave();
        } else {
            pacer.answered(Math.max(1, nanos - answer.waitedNanos()));
        }
    }

    @Override
    public boolean isFinal(ChatException failure) {
        return retries.isFinal(failure);
    }

    @Override
    public boolean rest(ChatException failure) throws InterruptedException {
        if (leave.isWanted()) {
            retries.pause(failure);
        }
        return true;
    }
}
