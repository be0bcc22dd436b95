package io.serai.provider.answer;

/**
 * An answer that is whole, and not of the form that the request asked for. It says nothing against the model: a client may ask for what no
 * model can give.
 */
public final class UnfitAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitAnswerException(String message) {
        super(message, null, false, false);
    }

    /** The message, never null. */
    public String reason() {
        String message = getMessage();
        return message == null ? "The answer does not fit" : message;
    }
}
