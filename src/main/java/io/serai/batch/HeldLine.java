package io.serai.batch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A running line. Its request takes memory, and counts there, only while the line does not wait. One thread at a time uses it. */
final class HeldLine {
    private final Sources.Opened source;
    private final LineMemory.Share memory;
    private final long number;
    private final long place;
    private final int length;
    private final @Nullable String fault;
    private final long weight;
    private @Nullable RawLine raw;
    private @Nullable BatchLine line;
    private boolean holds;

    /**
     * @param memory of which it takes its part
     * @param weight how many bytes it takes there
     */
    HeldLine(Sources.Opened source, LineMemory.Share memory, RawLine raw, long weight) {
        this.source = source;
        this.memory = memory;
        this.number = raw.number();
        this.place = raw.place();
        this.length = raw.bytes().length;
        this.fault = raw.fault();
        this.weight = weight;
        this.raw = raw;
    }

    long number() {
        return number;
    }

    /** Takes memory for the line if there is some; false if that is to be waited for. */
    boolean tryHold() {
        holds = holds || memory.tryTake(weight);
        return holds;
    }

    /** Waits for memory. */
    void hold() throws InterruptedException {
        if (!holds) {
            memory.take(weight);
            holds = true;
        }
    }

    /** Lets go of the request and of its memory; both come back when the line is needed. */
    void drop() {
        raw = null;
        line = null;
        if (holds) {
            holds = false;
            memory.giveBack(weight);
        }
    }

    /** The request, for a holder of a turn and memory. */
    BatchLine read() throws IOException, BadLineException {
        BatchLine known = line;
        if (known == null) {
            known = source.read(raw());
            line = known;
            raw = null;
        }
        return known;
    }

    private RawLine raw() throws IOException {
        RawLine known = raw;
        if (known != null) {
            return known;
        }
        return fault == null ? source.again(number, place, length) : new RawLine(number, place, new byte[0], fault);
    }

    /** The request, which is read once more if it was let go. */
    BatchLine line() throws IOException, InterruptedException {
        BatchLine known = line;
        if (known != null) {
            return known;
        }
        hold();
        return source.aside(this::read);
    }
}
