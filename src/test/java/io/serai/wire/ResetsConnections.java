package io.serai.wire;

/** A vendor that reads a request and resets the connection. */
public final class ResetsConnections extends Always {

    public ResetsConnections() {
        super(Answer.none(Answer.Ending.RESET));
    }
}
