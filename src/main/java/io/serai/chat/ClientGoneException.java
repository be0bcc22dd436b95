package io.serai.chat;

/** The client left before its answer was complete, so nobody is to be told anything. */
public final class ClientGoneException extends ChatException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException() {
        super(499, "client_closed_request", "The client closed the connection.", null, null, null);
    }
}
