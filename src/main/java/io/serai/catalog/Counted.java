package io.serai.catalog;

/** What a vendor counts in a window. */
public enum Counted {
    REQUESTS,
    TOKENS
}
