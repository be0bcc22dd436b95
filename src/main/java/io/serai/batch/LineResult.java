package io.serai.batch;

/**
 * The result of one line, which is final.
 *
 * @param status 200, or the HTTP status of why there is no answer; 0 if the line was never asked
 * @param reason why there is no answer, for people; empty if there is one
 * @param output what a client gets: one line of JSON
 * @param cost nano-dollars
 */
record LineResult(long number, String customId, int status, String reason, byte[] output, Tokens tokens, long cost) {

    /** One of whose tokens no more is known. */
    LineResult(
            long number,
            String customId,
            int status,
            String reason,
            byte[] output,
            long inputTokens,
            long outputTokens,
            long cost) {
        this(number, customId, status, reason, output, Tokens.of(inputTokens, outputTokens), cost);
    }

    boolean answered() {
        return status == 200;
    }
}
