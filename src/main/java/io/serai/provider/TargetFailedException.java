package io.serai.provider;

import io.serai.chat.ChatException;
import io.serai.chat.Failure;
import io.serai.chat.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A target gave no answer, and another may: the one exception for which pools fail over. */
public abstract sealed class TargetFailedException extends ChatException permits OutageException, UnavailableException {
    private static final long serialVersionUID = 1L;

    private final Outcome kind;
    private final int vendorStatus;

    /**
     * @param kind what the trail of attempts says
     * @param vendorStatus the vendor's HTTP status, if that is how it ended
     */
    protected TargetFailedException(
            Failure failure,
            String message,
            Outcome kind,
            int vendorStatus,
            @Nullable Instant retryAt,
            @Nullable Throwable cause) {
        super(failure, message, retryAt, cause);
        this.kind = kind;
        this.vendorStatus = vendorStatus;
    }

    /** How the attempt ended. */
    public Outcome kind() {
        return kind;
    }

    /** The vendor's HTTP status; 0 if it has not answered with one. */
    public int vendorStatus() {
        return vendorStatus;
    }

    /** What the trail of attempts says: an HTTP status, or a word. */
    public String outcome() {
        return kind.word(vendorStatus);
    }
}
