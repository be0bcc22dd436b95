package io.serai.provider;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The target is unwell: it was called and did not answer properly. */
public final class OutageException extends TargetFailedException {
    private static final long serialVersionUID = 1L;

    private final boolean wholeProvider;

    /** @param wholeProvider whether it speaks against all of the provider's models, so that the breaker counts it */
    public OutageException(
            String outcome,
            String message,
            boolean wholeProvider,
            @Nullable Instant retryAt,
            @Nullable Throwable cause) {
        super(outcome.equals("timeout") ? 504 : 502, "upstream_error", message, outcome, retryAt, cause);
        this.wholeProvider = wholeProvider;
    }

    public boolean wholeProvider() {
        return wholeProvider;
    }
}
