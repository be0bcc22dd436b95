package io.serai.clients;

/** The reason for refusing an operator's request about client keys. Its message says what to change, and holds no key. */
public final class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status the nearest HTTP status */
    public ClientException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The message, never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
