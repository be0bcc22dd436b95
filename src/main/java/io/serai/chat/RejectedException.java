package io.serai.chat;

import org.jspecify.annotations.Nullable;

/** The caller's mistake: told to the caller at once, never retried elsewhere. */
public class RejectedException extends ChatException {
    private static final long serialVersionUID = 1L;

    public RejectedException(int status, String code, String message, @Nullable String param) {
        this(status, code, message, param, null);
    }

    /** @param cause for those who look into it; the caller is not told */
    public RejectedException(
            int status, String code, String message, @Nullable String param, @Nullable Throwable cause) {
        super(status, code, message, param, null, cause);
    }

    /** For a throwException step: a bad request, and why. */
    public RejectedException(String message) {
        this(400, "invalid_request", message, null);
    }

    public static RejectedException badRequest(String message, @Nullable String param) {
        return new RejectedException(400, "invalid_request", message, param);
    }

    public static RejectedException modelNotFound(String message) {
        return new RejectedException(404, "model_not_found", message, "model");
    }
}
