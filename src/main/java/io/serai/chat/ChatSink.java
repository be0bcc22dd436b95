package io.serai.chat;

/** Where the pieces of a streamed answer go while they come. */
public interface ChatSink {

    /**
     * Passes a piece on, at once; waits while the reader is slower than the writer.
     *
     * @throws ChatException if nobody reads any more, or the call has been given up
     */
    void accept(ChatResponse piece);

    /** Whether anything has been passed on, so that no other target may answer any more. */
    boolean started();
}
