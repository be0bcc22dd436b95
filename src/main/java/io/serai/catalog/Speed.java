package io.serai.catalog;

/** The speed of a model at its vendor. */
public enum Speed {
    /** Hundreds of tokens a second, or the first within half a second. */
    FAST,
    /** As people read, or faster. */
    MEDIUM,
    /** Thinks for long, or waits in a queue. */
    SLOW
}
