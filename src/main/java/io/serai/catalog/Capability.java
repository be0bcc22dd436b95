package io.serai.catalog;

/** The abilities of models beyond answering text with text. */
public enum Capability {
    /** Calls functions. */
    TOOLS,
    /** Reads images. */
    VISION,
    /** Keeps to a JSON schema, or at least to JSON. */
    JSON,
    /** Thinks before it answers. */
    REASONING,
    /** Turns texts into vectors; such a model does not chat. */
    EMBEDDING,
    /** Calls functions only while it does not think, with {@code reasoning_effort} {@code none}. */
    TOOLS_UNTHINKING
}
