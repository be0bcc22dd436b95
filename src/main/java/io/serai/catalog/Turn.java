package io.serai.catalog;

/** A strict vendor's demands on the turns of a conversation. */
public enum Turn {
    /** It knows no role developer; system says the same. */
    NO_DEVELOPER,
    /** There is one system prompt at most, and it comes first. */
    SYSTEM_FIRST,
    /** No role speaks twice in a row; results of tools are no turn of their own. */
    ALTERNATE,
    /** Between the result of a tool and the user the assistant speaks. */
    ASSISTANT_AFTER_TOOLS,
    /** Nobody but tools may have a name. */
    NO_NAMES
}
