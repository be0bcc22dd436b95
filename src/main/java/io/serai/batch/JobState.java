package io.serai.batch;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The state of a job. The names are those of OpenAI's batches, and {@code paused}. */
public enum JobState {
    VALIDATING,
    IN_PROGRESS,
    PAUSED,
    CANCELLING,
    FINALIZING,
    COMPLETED,
    FAILED,
    CANCELLED,
    EXPIRED;

    /** Whether nothing becomes of it any more. */
    public boolean ended() {
        return compareTo(COMPLETED) >= 0;
    }

    /** The states from which a job comes into this one while several nodes work on it. */
    Set<JobState> before() {
        return switch (this) {
            case VALIDATING -> EnumSet.of(VALIDATING);
            case IN_PROGRESS -> EnumSet.of(VALIDATING);
            case PAUSED -> EnumSet.of(IN_PROGRESS, PAUSED);
            case CANCELLING -> EnumSet.of(VALIDATING, IN_PROGRESS, PAUSED, CANCELLING);
            case FINALIZING -> EnumSet.of(IN_PROGRESS, PAUSED, FINALIZING);
            case COMPLETED, EXPIRED, CANCELLED -> EnumSet.of(IN_PROGRESS, PAUSED, FINALIZING, CANCELLING);
            case FAILED -> EnumSet.of(VALIDATING);
        };
    }

    /** The name as JSON has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
