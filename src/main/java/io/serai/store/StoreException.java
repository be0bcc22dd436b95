package io.serai.store;

/** The database cannot be reached or has refused a statement; the message is for operators and holds no password. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
