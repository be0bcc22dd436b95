package io.serai.batch;

import io.serai.chat.BatchPlace;
import io.serai.chat.ChatException;
import java.time.Duration;

/** Takes the answer of a line from a vendor's batch, which waits for no limit and makes no call. */
final class BatchPass implements LinePass {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Pacer pacer;
    private final Leave leave;
    private final BatchPlace place;
    private final LineRetries retries;

    BatchPass(Pacer pacer, Leave leave, BatchPlace place, LineRetries retries) {
        this.pacer = pacer;
        this.leave = leave;
        this.place = place;
        this.retries = retries;
    }

    /** Whether the batch has the answer. */
    boolean hasAnswer() {
        return !place.target().isEmpty();
    }

    @Override
    public boolean await() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public int begin(long line) {
        return InFlight.NONE;
    }

    @Override
    public void answered(LineAnswer answer, long nanos) {
        pacer.leave();
    }

    @Override
    public boolean isFinal(ChatException failure) {
        return failure.lasting() && retries.isFinal(failure);
    }

    @Override
    public boolean rest(ChatException failure) throws InterruptedException {
        if (failure.lasting()) {
            if (leave.isWanted()) {
                retries.pause(failure);
            }
            return true;
        }
        // Without its answer the line is asked like any other from now on.
        boolean again = hasAnswer();
        leave.rest(again ? PAUSE : Duration.ZERO);
        return again;
    }
}
