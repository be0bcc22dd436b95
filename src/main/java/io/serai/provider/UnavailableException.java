package io.serai.provider;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The target cannot be asked now, though it may be well: no key, quota used up, throttled, resting, breaker open. */
public final class UnavailableException extends TargetFailedException {
    private static final long serialVersionUID = 1L;

    private final boolean otherKeyMayHelp;

    public UnavailableException(String outcome, String message, @Nullable Instant until) {
        this(outcome, message, until, false);
    }

    public UnavailableException(
            String outcome, String message, @Nullable Instant until, boolean otherKeyMayHelp) {
        super(isLimit(outcome) ? 429 : 503, isLimit(outcome) ? "rate_limit_exceeded" : "unavailable", message, outcome, until, null);
        this.otherKeyMayHelp = otherKeyMayHelp;
    }

    /** Whether the same target may answer with another of the provider's keys. */
    public boolean otherKeyMayHelp() {
        return otherKeyMayHelp;
    }

    private static boolean isLimit(String outcome) {
        return outcome.equals("429") || outcome.equals("throttled") || outcome.equals("quota");
    }
}
