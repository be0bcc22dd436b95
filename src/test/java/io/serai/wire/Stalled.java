package io.serai.wire;

/** A vendor that falls silent in the middle of every answer, with the connection open. */
public final class Stalled extends Unfinished {

    private Stalled(int pieces) {
        super(pieces, Answer.Ending.STALLED);
    }

    public static Stalled afterHeaders() {
        return new Stalled(0);
    }

    /** Stalls after so many tokens; with 0 after the event that has only the role. */
    public static Stalled afterTokens(int tokens) {
        return new Stalled(1 + tokens);
    }
}
