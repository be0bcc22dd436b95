package io.serai.batch;

import io.serai.chat.BatchPlace;
import io.serai.chat.ChatException;
import io.serai.chat.DeferredException;
import io.serai.chat.WithdrawnException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks for one line until it has a result, by a call of its own unless a vendor's batch has its answer. */
final class LineWork {
    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(500);

    private final Workshop shop;
    private final Job job;
    private final InFlight inFlight;
    private final Leave leave;
    private final HeldLine held;
    private final @Nullable BatchPlace place;
    private final Lane lane;
    private final LinePass byCall;
    private final @Nullable BatchPass byBatch;
    private boolean leaves;

    /**
     * @param held the line, which was read
     * @param place where it can wait for a vendor's batch; null if it cannot
     */
    LineWork(Workshop shop, Job job, InFlight inFlight, Leave leave, HeldLine held, @Nullable BatchPlace place)
            throws IOException, InterruptedException {
        this.shop = shop;
        this.job = job;
        this.inFlight = inFlight;
        this.leave = leave;
        this.held = held;
        this.place = place;
        this.lane = shop.lanes().of(job.owner(), held.line());
        LineRetries retries = new LineRetries(shop.clock(), job, leave, held, lane);
        this.byCall = new CallPass(shop.pacer(), inFlight, leave, held, lane, retries);
        this.byBatch = place == null ? null : new BatchPass(shop.pacer(), leave, place, retries);
    }

    /** An answer that is final, and the place of its mark, which goes once it is kept. */
    record Ended(LineAnswer answer, int mark) {}

    /** @return null if the line should not be asked any more, or waits for a vendor's batch */
    @Nullable
    Ended ask() throws IOException, InterruptedException {
        while (isKept()) {
            LinePass pass = byBatch != null && byBatch.hasAnswer() ? byBatch : byCall;
            if (!pass.await()) {
                return null;
            }
            BatchLine line = held.line();
            if (!shop.pacer().enter(job.owner().id(), leave.wanted())) {
                return null;
            }
            if (!leave.isGranted() || !pass.isOpen()) {
                shop.pacer().leave();
                continue;
            }
            Ended end = ask(line, pass);
            if (end != null || leaves || shop.stopping().begun()) {
                return end;
            }
        }
        return null;
    }

    /** Asks once; null if it is to be asked again after the pause that this has made, or if it {@link #leaves}. */
    private @Nullable Ended ask(BatchLine line, LinePass pass) throws InterruptedException {
        int mark = pass.begin(line.number());
        long began = System.nanoTime();
        LineAnswer answer = answer(line, mark);
        if (answer == null) {
            return null;
        }
        ChatException failure = answer.failure();
        if (failure == null) {
            pass.answered(answer, System.nanoTime() - began);
            lane.succeeded();
            job.detail().remove(Facts.REASON);
            return new Ended(answer, mark);
        }
        shop.pacer().leave();
        if (failure instanceof DeferredException) {
            inFlight.end(mark);
            lane.succeeded();
            leaves = true;
            return null;
        }
        if (failure instanceof WithdrawnException) {
            inFlight.end(mark);
            return null;
        }
        if (shop.stopping().begun() && !failure.lasting()) {
            if (LineRetries.waitsForLimit(failure)) {
                inFlight.end(mark);
            }
            return null;
        }
        if (pass.isFinal(failure)) {
            return new Ended(answer, mark);
        }
        inFlight.end(mark);
        leaves = !pass.rest(failure);
        return null;
    }

    /** The engine's answer; null if it can ask nobody now, which shuts the lane. */
    private @Nullable LineAnswer answer(BatchLine line, int mark) {
        try {
            return shop.engine().ask(line, job.owner(), place, leave.wanted());
        } catch (EngineException e) {
            shop.pacer().leave();
            inFlight.end(mark);
            job.fact(Facts.REASON, e.getMessage() == null ? "" : e.getMessage());
            lane.shut(shop.clock().instant().plus(LineRetries.LONGEST_PAUSE));
            return null;
        } catch (RuntimeException e) {
            shop.pacer().leave();
            throw e;
        }
    }

    /** Waits until answers can be kept; false if the line should not be asked any more. */
    private boolean isKept() throws InterruptedException {
        while (mustWait() && leave.isWanted()) {
            held.drop();
            leave.rest(TROUBLE_PAUSE);
        }
        return leave.isWanted();
    }

    private boolean mustWait() {
        return !shop.trouble().why().isEmpty() || shop.memory().isFullOfAnswers() || !leave.isGranted();
    }
}
