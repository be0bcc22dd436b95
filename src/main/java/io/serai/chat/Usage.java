package io.serai.chat;

import java.util.Map;

/**
 * What an answer cost, in tokens.
 *
 * @param inputTokens tokens read, cached ones included
 * @param outputTokens tokens written, reasoning included
 * @param cachedTokens those of the input that came from the vendor's cache; {@link #UNKNOWN} if not told
 * @param reasoningTokens those of the output that are reasoning; {@link #UNKNOWN} if not told
 * @param cacheWriteTokens those of the input that the vendor's cache now keeps, at a price; {@link #UNKNOWN} if not told
 * @param extras fields that Serai does not know
 */
public record Usage(
        long inputTokens,
        long outputTokens,
        long cachedTokens,
        long reasoningTokens,
        long cacheWriteTokens,
        Map<String, Object> extras) {

    public static final long UNKNOWN = -1;

    public static Usage of(long inputTokens, long outputTokens) {
        return new Usage(inputTokens, outputTokens, UNKNOWN, UNKNOWN, UNKNOWN, Map.of());
    }
}
