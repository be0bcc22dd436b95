package io.serai.catalog;

/** How soon a model answers, as its vendor serves it. */
public enum Speed {
    /** Hundreds of tokens a second, or the first within half a second. */
    FAST,
    /** As people read, or faster. */
    MEDIUM,
    /** Thinks for long, or waits in a queue. */
    SLOW
}
