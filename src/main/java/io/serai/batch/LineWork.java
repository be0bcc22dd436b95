package io.serai.batch;

import io.serai.chat.BatchPlace;
import io.serai.chat.ChatException;
import io.serai.chat.DeferredException;
import io.serai.chat.Failure;
import io.serai.chat.WithdrawnException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one line until it has a result. A limit shuts its lane and costs no try. A failure that may pass is tried again, the later the
 * more there were; the line is given up after five if other lines got through meanwhile, and else after twenty.
 */
final class LineWork {
    private static final int FEW = 5;
    private static final int MANY = 20;
    private static final int PAYMENT_REQUIRED = 402;
    private static final int IN_A_ROW = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(500);
    private static final Duration LIMIT_PAUSE = Duration.ofSeconds(1);

    private final Workshop shop;
    private final Job job;
    private final InFlight inFlight;
    private final Leave leave;
    private final HeldLine held;
    private final @Nullable BatchPlace place;
    private final Lane lane;
    private int failures;
    private boolean leaves;
    private long successesBefore;

    /**
     * @param held the line, which was read
     * @param place where it can wait for a batch of a vendor's own; null if it cannot
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
    }

    /** An answer that is final, and the place of its mark, which goes once it is kept. */
    record Ended(LineAnswer answer, int mark) {}

    /** @return null if the line should not be asked any more, or waits for a batch of a vendor's own */
    @Nullable
    Ended ask() throws IOException, InterruptedException {
        while (isKept()) {
            boolean fromBatch = isInBatch();
            int closings = fromBatch ? lane.closings() : lane.await(leave.wanted(), held::drop);
            if (closings < 0) {
                return null;
            }
            BatchLine line = held.line();
            if (!shop.pacer().enter(job.owner().id(), leave.wanted())) {
                return null;
            }
            if (!leave.isGranted() || (!fromBatch && lane.closings() != closings)) {
                shop.pacer().leave();
                continue;
            }
            Ended end = ask(line, fromBatch);
            if (end != null || leaves || shop.stopping().begun()) {
                return end;
            }
        }
        return null;
    }

    /** Asks once; null if it is to be asked again, which was waited for. */
    private @Nullable Ended ask(BatchLine line, boolean fromBatch) throws InterruptedException {
        int mark = fromBatch ? InFlight.NONE : inFlight.begin(line.number());
        long began = System.nanoTime();
        LineAnswer answer;
        try {
            answer = shop.engine().ask(line, job.owner(), place, leave.wanted());
        } catch (EngineException e) {
            shop.pacer().leave();
            inFlight.end(mark);
            job.fact(Facts.REASON, e.getMessage() == null ? "" : e.getMessage());
            lane.shut(shop.clock().instant().plus(LONGEST_PAUSE));
            return null;
        } catch (RuntimeException e) {
            shop.pacer().leave();
            throw e;
        }
        ChatException failure = answer.failure();
        if (failure == null) {
            if (fromBatch || answer.fromCache()) {
                shop.pacer().leave();
            } else {
                shop.pacer().answered(Math.max(1, System.nanoTime() - began - answer.waitedNanos()));
            }
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
            if (waitsForLimit(failure)) {
                inFlight.end(mark);
            }
            return null;
        }
        if (fromBatch && !failure.lasting()) {
            // Without its answer it is asked as any other from now on.
            leaves = !isInBatch();
            leave.rest(leaves ? Duration.ZERO : LIMIT_PAUSE);
            return null;
        }
        if (isFinal(failure)) {
            return new Ended(answer, mark);
        }
        inFlight.end(mark);
        if (leave.isWanted()) {
            pause(failure);
        }
        return null;
    }

    /** Whether a batch of a vendor's own has its answer, so that it waits for no limit. */
    private boolean isInBatch() {
        return place != null && !place.target().isEmpty();
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

    /** Whether asking again does not help. */
    private boolean isFinal(ChatException failure) {
        if (waitsForLimit(failure)) {
            return false;
        }
        if (failure.lasting()) {
            return true;
        }
        if (failures++ == 0) {
            successesBefore = lane.successes();
        }
        return failures >= MANY || (failures >= FEW && lane.successes() > successesBefore);
    }

    /** Whether it is a limit, of the client or of all targets, which comes back or can be raised. */
    private static boolean waitsForLimit(ChatException failure) {
        return failure.failure() == Failure.LIMIT || failure.status() == PAYMENT_REQUIRED;
    }

    private void pause(ChatException failure) throws InterruptedException {
        Instant now = shop.clock().instant();
        Instant back = failure.backAt();
        if (waitsForLimit(failure)) {
            job.fact(Facts.REASON, Results.cut(failure.reason()));
            Instant unknown = now.plus(failure.lasting() ? LONGEST_PAUSE : LIMIT_PAUSE);
            lane.shut(back == null ? unknown : back);
            return;
        }
        Duration pause = pause(failures);
        if (lane.failed() >= IN_A_ROW) {
            lane.shut(now.plus(pause));
            return;
        }
        // Not for longer than that: others may get through meanwhile.
        held.drop();
        leave.rest(pause);
    }

    private static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(10, failures - 1));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return bounded.multipliedBy(50L + ThreadLocalRandom.current().nextInt(50))
                .dividedBy(100);
    }
}
