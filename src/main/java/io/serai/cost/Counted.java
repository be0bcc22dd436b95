package io.serai.cost;

/** The source of a count of tokens. */
public enum Counted {
    VENDOR,
    ESTIMATED,
    NONE
}
