package io.serai.chat;

import org.jspecify.annotations.Nullable;

/**
 * One try at one target, when it has ended.
 *
 * @param kind how it ended
 * @param status the vendor's HTTP status, if that is how it ended
 * @param nanos how long it took
 * @param asked whether the vendor was called; otherwise it was passed over, for its limits or its health
 * @param usage what the vendor says it has cost; null if it does not
 */
public record Attempt(
        String target,
        Outcome kind,
        int status,
        long nanos,
        boolean asked,
        @Nullable Usage usage) {

    /** One of which the vendor has not said what it costs. */
    public Attempt(String target, Outcome kind, int status, long nanos, boolean asked) {
        this(target, kind, status, nanos, asked, null);
    }

    /** The HTTP status, or a word where there was none. */
    public String outcome() {
        return kind.word(status);
    }

    /** As the trail has it: {@code groq/llama-3.3-70b 429 12ms}. */
    @Override
    public String toString() {
        return target + ' ' + outcome() + ' ' + nanos / 1_000_000 + "ms";
    }
}
