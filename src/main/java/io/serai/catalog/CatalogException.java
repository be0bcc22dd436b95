package io.serai.catalog;

/** A catalogue that cannot be read; its message says the file, the line, whose field it is and what is allowed there. */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogException(String message) {
        super(message);
    }
}
