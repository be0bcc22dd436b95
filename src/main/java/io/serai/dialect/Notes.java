package io.serai.dialect;

import java.util.LinkedHashSet;
import java.util.Set;

/** The losses and changes of a request on its way to a target, for the headers of the answer. Not thread-safe. */
public final class Notes {
    private final Set<String> dropped = new LinkedHashSet<>();
    private final Set<String> adjusted = new LinkedHashSet<>();

    private boolean formatInWords;

    /** The form of the answer was asked for in words, which a model may miss. */
    public void formatInWords() {
        formatInWords = true;
    }

    public boolean isFormatInWords() {
        return formatInWords;
    }

    /** A field of the request that the target does not know; in the client's words where they are known. */
    public void drop(String field) {
        dropped.add(field);
    }

    /** A value of the request that the target does not take, and what it got instead. */
    public void adjust(String field, Object from, Object to) {
        adjusted.add(field + ' ' + from + " -> " + to);
    }

    /** Takes over other notes. */
    public void addAll(Notes others) {
        dropped.addAll(others.dropped);
        adjusted.addAll(others.adjusted);
        formatInWords |= others.formatInWords;
    }

    public Set<String> dropped() {
        return dropped;
    }

    public Set<String> adjusted() {
        return adjusted;
    }
}
