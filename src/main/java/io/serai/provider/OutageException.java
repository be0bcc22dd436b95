package io.serai.provider;

import io.serai.chat.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The target is unwell: it was called and did not answer properly. */
public final class OutageException extends TargetFailedException {
    private static final long serialVersionUID = 1L;

    private final boolean wholeProvider;

    /** @param wholeProvider whether it speaks against all of the provider's models, so that the breaker counts it */
    public OutageException(
            Outcome kind, String message, boolean wholeProvider, @Nullable Instant retryAt, @Nullable Throwable cause) {
        this(kind, 0, message, wholeProvider, retryAt, cause);
    }

    /** @param vendorStatus the HTTP status that says so; 0 if none does */
    OutageException(
            Outcome kind,
            int vendorStatus,
            String message,
            boolean wholeProvider,
            @Nullable Instant retryAt,
            @Nullable Throwable cause) {
        super(kind.failure(), message, kind, vendorStatus, retryAt, cause);
        this.wholeProvider = wholeProvider;
    }

    /** Whether it may be over in a moment. */
    public boolean mayPass() {
        return kind().mayPass(vendorStatus());
    }

    public boolean wholeProvider() {
        return wholeProvider;
    }
}
