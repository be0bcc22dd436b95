package io.serai.dialect;

import org.jspecify.annotations.Nullable;

/** JSON, or an event stream, that is not what the dialect says: where, and what was expected. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it as a whole. */
    public enum Kind {
        /** It broke off before its end. */
        CUT,
        /** There is nothing in it. */
        EMPTY,
        /** It is something else than it should be. */
        OTHER
    }

    private final @Nullable String path;
    private final Kind kind;

    /** @param path the field, such as {@code messages[0].role}; null if the whole is wrong */
    public MalformedException(String message, @Nullable String path) {
        this(Kind.OTHER, message, path);
    }

    private MalformedException(Kind kind, String message, @Nullable String path) {
        super(message, null, false, false);
        this.kind = kind;
        this.path = path;
    }

    /** It broke off before its end. */
    public static MalformedException cut(String message) {
        return new MalformedException(Kind.CUT, message, null);
    }

    /** There is nothing in it. */
    public static MalformedException empty(String message) {
        return empty(message, null);
    }

    /** There is nothing in a field. */
    public static MalformedException empty(String message, @Nullable String path) {
        return new MalformedException(Kind.EMPTY, message, path);
    }

    /** What is wrong with it as a whole. */
    public Kind kind() {
        return kind;
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
