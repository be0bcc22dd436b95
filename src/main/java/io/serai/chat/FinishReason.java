package io.serai.chat;

/** Why a model stopped. */
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
    ERROR
}
