package io.serai.cost;

/** Where a count of tokens comes from. */
public enum Counted {
    VENDOR,
    ESTIMATED,
    NONE
}
