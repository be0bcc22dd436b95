package io.serai.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage of an answer, in tokens.
 *
 * @param inputTokens tokens read, cached ones included
 * @param outputTokens tokens written, reasoning included
 * @param cachedTokens those of the input that came from the vendor's cache; {@link #UNKNOWN} if not told
 * @param reasoningTokens those of the output that are reasoning; {@link #UNKNOWN} if not told
 * @param cacheWriteTokens those of the input that the vendor's cache now keeps, at a price; {@link #UNKNOWN} if not told
 * @param extras fields that Serai does not know
 * @param share the part of the usual price that it costs; 1 except in batches of a vendor's own
 */
public record Usage(
        long inputTokens,
        long outputTokens,
        long cachedTokens,
        long reasoningTokens,
        long cacheWriteTokens,
        Map<String, Object> extras,
        double share) {

    public static final long UNKNOWN = -1;

    /** No answer uses more; a vendor that reports more is wrong. */
    public static final long MOST = 1_000_000_000;

    public Usage {
        inputTokens = Math.clamp(inputTokens, 0, MOST);
        outputTokens = Math.clamp(outputTokens, 0, MOST);
        cachedTokens = known(cachedTokens);
        reasoningTokens = known(reasoningTokens);
        cacheWriteTokens = known(cacheWriteTokens);
    }

    /** One that costs the usual price. */
    public Usage(
            long inputTokens,
            long outputTokens,
            long cachedTokens,
            long reasoningTokens,
            long cacheWriteTokens,
            Map<String, Object> extras) {
        this(inputTokens, outputTokens, cachedTokens, reasoningTokens, cacheWriteTokens, extras, 1);
    }

    /** The same at a part of the price. */
    public Usage atShare(double part) {
        return new Usage(inputTokens, outputTokens, cachedTokens, reasoningTokens, cacheWriteTokens, extras, part);
    }

    private static long known(long tokens) {
        return tokens < 0 ? UNKNOWN : Math.min(tokens, MOST);
    }

    /** A count of tokens as a vendor reports it, within 0 and {@link #MOST} however large it is; {@code otherwise} if it is no number. */
    public static long count(@Nullable Object told, long otherwise) {
        return told instanceof Number number ? Math.clamp(whole(number), 0, MOST) : otherwise;
    }

    /** A whole number, or the nearest that there is: no number of 64 bits wraps around. */
    public static long whole(Number number) {
        return number instanceof Long || number instanceof Integer ? number.longValue() : (long) number.doubleValue();
    }

    public static Usage of(long inputTokens, long outputTokens) {
        return new Usage(inputTokens, outputTokens, UNKNOWN, UNKNOWN, UNKNOWN, Map.of());
    }
}
