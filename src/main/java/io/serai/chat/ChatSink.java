package io.serai.chat;

/** The receiver of the pieces of a streamed answer. */
public interface ChatSink {

    /**
     * Passes a piece on, at once; waits while the reader is slower than the writer.
     *
     * @throws ChatException if nobody reads any more, or the call has been given up
     */
    void accept(ChatResponse piece);

    /** Whether anything has been passed on, so that no other target may answer any more. */
    boolean started();

    /** Whether its reader is behind. */
    default boolean isFull() {
        return false;
    }

    /** Says whether others wait for what comes next, so that {@link #accept} must not wait for this reader. */
    default void hurry(boolean others) {}

    /**
     * Sets what is done before the end of the answer is passed on.
     *
     * @param rest if it throws a {@link ChatException}, the answer ends with that
     */
    default void beforeEnd(Runnable rest) {}
}
