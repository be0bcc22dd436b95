package io.serai.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The reason for no answer, in a form that every dialect can write. Its message says what to change, and holds no key. */
public abstract class ChatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable String param;
    private final @Nullable Instant retryAt;
    private final @Nullable Instant backAt;
    private final Failure failure;

    /** One whose kind says what a client learns of it. */
    protected ChatException(Failure failure, String message, @Nullable Instant retryAt, @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
        this.status = failure.status();
        this.code = failure.code();
        this.param = null;
        this.retryAt = failure.lasting() ? null : retryAt;
        this.backAt = retryAt;
        this.failure = failure;
    }

    /**
     * @param status the nearest HTTP status
     * @param code a word for programs, such as {@code model_not_found}
     * @param param the field of the request that is to blame, or null
     * @param retryAt when it may be tried again, or null if nobody knows
     */
    protected ChatException(
            int status,
            String code,
            String message,
            @Nullable String param,
            @Nullable Instant retryAt,
            @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
        this.status = status;
        this.code = code;
        this.param = param;
        this.retryAt = retryAt;
        this.backAt = retryAt;
        this.failure = status == 429 ? Failure.LIMIT : Failure.isLasting(status) ? Failure.UNABLE : Failure.OUTAGE;
    }

    /** What kind of failure it is. */
    public Failure failure() {
        return failure;
    }

    /** Whether the same request fails again until somebody changes something. */
    public boolean lasting() {
        return Failure.isLasting(status);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable String param() {
        return param;
    }

    public @Nullable Instant retryAt() {
        return retryAt;
    }

    /** When it may succeed for one who can wait for days, such as a job; null if nobody knows. */
    public @Nullable Instant backAt() {
        return backAt;
    }

    /** The message, never null. */
    public String reason() {
        String message = getMessage();
        return message == null ? code : message;
    }
}
