package io.serai.dialect;

import io.serai.chat.ChatException;
import io.serai.chat.ChatResponse;

/** Writes one streamed answer in the client's dialect, piece by piece: each result is sent at once. Not thread-safe. */
public interface EventWriter {

    /** The media type of the stream. */
    String contentType();

    byte[] piece(ChatResponse piece);

    /** What follows the last piece. */
    byte[] end();

    /** Tells that the stream broke, and ends it. */
    byte[] error(ChatException error);

    /** The same for dialects whose errors name their request. */
    default byte[] error(ChatException error, String requestId) {
        return error(error);
    }

    /** What keeps an idle connection open and every client ignores; empty if the dialect has no such thing. */
    byte[] keepAlive();
}
