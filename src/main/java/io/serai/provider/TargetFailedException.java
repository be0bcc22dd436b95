package io.serai.provider;

import io.serai.chat.ChatException;
import io.serai.chat.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A target gave no answer, and another may: the one exception for which pools fail over. */
public abstract sealed class TargetFailedException extends ChatException permits OutageException, UnavailableException {
    private static final long serialVersionUID = 1L;

    private final String outcome;

    /** @param outcome what the trail of attempts says: an HTTP status, or a word */
    protected TargetFailedException(
            Failure failure, String message, String outcome, @Nullable Instant retryAt, @Nullable Throwable cause) {
        super(failure, message, retryAt, cause);
        this.outcome = outcome;
    }

    /** Whether the vendor was not called at all, so that nothing was used. */
    abstract boolean notCalled();

    public String outcome() {
        return outcome;
    }
}
