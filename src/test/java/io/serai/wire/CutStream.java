package io.serai.wire;

/** A vendor that closes the connection in the middle of every answer. */
public final class CutStream extends Unfinished {

    private CutStream(int pieces) {
        super(pieces, Answer.Ending.CUT);
    }

    public static CutStream afterHeaders() {
        return new CutStream(0);
    }

    /** Cuts after so many tokens; with 0 after the event that has only the role. */
    public static CutStream afterTokens(int tokens) {
        return new CutStream(1 + tokens);
    }
}
