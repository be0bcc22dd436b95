package io.serai.chat;

/** The reason for the end of an answer. */
public enum FinishReason {
    /** It had finished, or met a stop sequence. */
    STOP,
    /** The limit on the answer's length was reached. */
    LENGTH,
    /** It waits for the results of tools. */
    TOOL_CALLS,
    /** A filter cut the answer off. */
    CONTENT_FILTER,
    /** It waits for the result of a function (OpenAI's old form of tool calls). */
    FUNCTION_CALL,
    /** The vendor failed in the middle. */
    ERROR;

    /** The reason that goes with what an answer has: calls count more than a word that says it is done, and agents run tools only then. */
    public FinishReason given(boolean callsTools) {
        return this == STOP && callsTools ? TOOL_CALLS : this;
    }
}
