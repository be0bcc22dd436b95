package io.serai.quota;

/** The pace at which calls may use the remainder that a vendor reports. Serai's own limits hold for both in the same way. */
public enum Pace {
    /** Somebody waits for the answer: what is left may be used at once. */
    AT_ONCE,
    /** Nobody does: the last half of a short window is spread over its time, so that those who wait find some of it. */
    SPREAD
}
