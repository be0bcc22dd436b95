package io.serai.batch;

/** No line can be asked, for a reason that is not the line's; the message is for operators. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }
}
