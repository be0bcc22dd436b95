package io.serai.revision;

import org.jspecify.annotations.Nullable;

/** Routes or properties that cannot be loaded; the message says what is wrong. */
public final class RevisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RevisionException(String message, Throwable cause) {
        super(message, cause);
    }

    static RevisionException of(Throwable failure) {
        StringBuilder message = new StringBuilder();
        String last = "";
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = cause.getMessage();
            if (text != null && !last.contains(text)) {
                message.append(message.isEmpty() ? "" : "\n  because ").append(text.strip());
                last = text;
            }
        }
        return new RevisionException(message.isEmpty() ? failure.toString() : message.toString(), failure);
    }
}
