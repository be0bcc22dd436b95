package io.serai.dialect;

import org.jspecify.annotations.Nullable;

/** JSON, or an event stream, that is not what the dialect says: where, and what was expected. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String path;

    /** @param path the field, such as {@code messages[0].role}; null if the whole is wrong */
    public MalformedException(String message, @Nullable String path) {
        super(message, null, false, false);
        this.path = path;
    }

    public @Nullable String path() {
        return path;
    }

    /** The message, never null. */
    public String reason() {
        String message = getMessage();
        return message == null ? "malformed" : message;
    }
}
