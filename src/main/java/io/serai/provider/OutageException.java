package io.serai.provider;

import io.serai.chat.Failure;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The target is unwell: it was called and did not answer properly. */
public final class OutageException extends TargetFailedException {
    private static final long serialVersionUID = 1L;

    private static final Set<String> PASSING = Set.of(
            "reset",
            "connect",
            "dns",
            "connect-timeout",
            "cut",
            "empty",
            "malformed",
            "408",
            "500",
            "502",
            "503",
            "504",
            "524",
            "529",
            "error");

    /** The vendor has not seen the call. */
    private static final Set<String> UNREACHED = Set.of("connect", "dns", "connect-timeout", "proxy");

    private final boolean wholeProvider;

    /** @param wholeProvider whether it speaks against all of the provider's models, so that the breaker counts it */
    public OutageException(
            String outcome,
            String message,
            boolean wholeProvider,
            @Nullable Instant retryAt,
            @Nullable Throwable cause) {
        super(outcome.equals("timeout") ? Failure.TIMEOUT : Failure.OUTAGE, message, outcome, retryAt, cause);
        this.wholeProvider = wholeProvider;
    }

    @Override
    boolean notCalled() {
        return UNREACHED.contains(outcome());
    }

    /** Whether it may be over in a moment. */
    public boolean mayPass() {
        return PASSING.contains(outcome());
    }

    public boolean wholeProvider() {
        return wholeProvider;
    }
}
