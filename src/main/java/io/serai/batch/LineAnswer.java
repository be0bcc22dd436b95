package io.serai.batch;

import io.serai.chat.ChatException;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one line.
 *
 * @param status the HTTP status that a client would have got
 * @param body the answer or the error, in the dialect of the line
 * @param requestId the id under which the log has it
 * @param cost nano-dollars; 0 if nobody knows
 * @param waitedNanos how long it waited for a quota within the routes
 * @param fromCache whether no vendor was asked for it
 * @param failure why there is no answer; null if there is one
 */
public record LineAnswer(
        int status,
        byte[] body,
        String requestId,
        Tokens tokens,
        long cost,
        long waitedNanos,
        boolean fromCache,
        @Nullable ChatException failure) {

    /** One of whose tokens no more is known. */
    public LineAnswer(
            int status,
            byte[] body,
            String requestId,
            long inputTokens,
            long outputTokens,
            long cost,
            long waitedNanos,
            boolean fromCache,
            @Nullable ChatException failure) {
        this(status, body, requestId, Tokens.of(inputTokens, outputTokens), cost, waitedNanos, fromCache, failure);
    }
}
