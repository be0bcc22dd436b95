package io.serai.chat;

/** The request was taken back while it waited for a limit; no vendor was asked. The client may ask again later. */
public final class WithdrawnException extends ChatException {
    private static final long serialVersionUID = 1L;

    public WithdrawnException() {
        super(Failure.RESTING, "The request was taken back while it waited for a limit.", null, null);
    }
}
