package io.serai.wire;

/** A vendor that reads a request and never answers. */
public final class Hangs extends Always {

    public Hangs() {
        super(Answer.none(Answer.Ending.STALLED));
    }
}
