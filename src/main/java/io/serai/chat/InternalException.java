package io.serai.chat;

/** A failure that nobody foresaw. The caller learns only where to look; the log has the rest. */
public final class InternalException extends ChatException {
    private static final long serialVersionUID = 1L;

    /** @param callId under which the log has it */
    public InternalException(String callId) {
        super(
                500,
                "internal_error",
                "Serai failed; its log has the reason under the id " + callId + '.',
                null,
                null,
                null);
    }
}
