package io.serai.batch;

import io.serai.chat.ChatException;
import io.serai.chat.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides whether a line that has failed is asked again, and when. A limit shuts its lane and costs no try. Any other passing failure is
 * tried again after a pause that grows; the line is given up after five if other lines got through meanwhile, and else after twenty.
 */
final class LineRetries {
    /** A pause for what only a person can mend. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private static final int FEW = 5;
    private static final int MANY = 20;
    private static final int PAYMENT_REQUIRED = 402;
    private static final int IN_A_ROW = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LIMIT_PAUSE = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Job job;
    private final Leave leave;
    private final HeldLine held;
    private final Lane lane;
    private int failures;
    private long successesBefore;

    LineRetries(InstantSource clock, Job job, Leave leave, HeldLine held, Lane lane) {
        this.clock = clock;
        this.job = job;
        this.leave = leave;
        this.held = held;
        this.lane = lane;
    }

    /** Counts a failure; true if asking again does not help. */
    boolean isFinal(ChatException failure) {
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

    /** Whether the client or all targets have reached a limit, which comes back or can be raised. */
    static boolean waitsForLimit(ChatException failure) {
        return failure.failure() == Failure.LIMIT || failure.status() == PAYMENT_REQUIRED;
    }

    /** Shuts the lane, or rests. */
    void pause(ChatException failure) throws InterruptedException {
        Instant now = clock.instant();
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
        // The lane stays open: others may get through meanwhile.
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
