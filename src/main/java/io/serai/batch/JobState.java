package io.serai.batch;

import java.util.Locale;

/** What a job is doing. The names are those of OpenAI's batches, and {@code paused}. */
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

    /** The name as JSON has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
