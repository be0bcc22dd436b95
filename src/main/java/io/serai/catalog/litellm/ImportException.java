package io.serai.catalog.litellm;

/** A failed import; the message says why, and what to do. */
public final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImportException(String message) {
        super(message);
    }
}
