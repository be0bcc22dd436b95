package io.serai.chat;

/** A step of the routes that changes what models are told, behind the cache perhaps: an answer belongs to what all of them say. */
public interface Influence {

    /** What it says, in a form that changes with it; empty if it changes nothing. */
    String says();
}
