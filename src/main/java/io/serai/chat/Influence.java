package io.serai.chat;

/** A step of the routes that changes requests to models, perhaps behind the cache: an answer belongs to the request with all of them. */
public interface Influence {

    /** What it says, in a form that changes with it; empty if it changes nothing. */
    String says();
}
