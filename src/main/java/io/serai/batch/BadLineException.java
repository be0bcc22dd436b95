package io.serai.batch;

import org.jspecify.annotations.Nullable;

/** A line that is no request: what is wrong with it, and what to change. */
public final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable String param;

    public BadLineException(String code, String message, @Nullable String param) {
        super(message);
        this.code = code;
        this.param = param;
    }

    /** A word for programs. */
    public String code() {
        return code;
    }

    /** The field that is to blame, or null. */
    public @Nullable String param() {
        return param;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
