package io.serai;

/** Serai cannot start as it is set up; the message says what to change. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message, null, false, false);
    }
}
