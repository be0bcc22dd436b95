package io.serai.dialect;

/**
 * A request asks for something that a dialect or a model has no way to say, and without which it would be another request. Another target
 * may be able to.
 */
public final class CannotExpressException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what the field and what is the matter, such as {@code "messages[2].content[0]: it takes no audio"} */
    public CannotExpressException(String what) {
        super(what, null, false, false);
    }

    public String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
