package io.serai.catalog;

/** The ways in which a call proves who pays for it. */
public enum Auth {
    /** {@code Authorization: Bearer KEY}; no key, no call. */
    BEARER,
    /** As {@link #BEARER} when there is a key, without it otherwise. */
    OPTIONAL,
    /** No key is ever sent. */
    NONE
}
