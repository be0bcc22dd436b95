package io.serai.chat;

/** The speaker of a message. */
public enum Role {
    SYSTEM,
    /** Instructions of the application, above those of the user (OpenAI's newer word for system). */
    DEVELOPER,
    USER,
    ASSISTANT,
    /** The result of a tool call. */
    TOOL
}
