package io.serai.catalog;

/** The units that a vendor counts in a window. */
public enum Counted {
    REQUESTS,
    TOKENS
}
