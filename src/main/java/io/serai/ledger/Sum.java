package io.serai.ledger;

import io.serai.chat.Attempt;
import io.serai.chat.Outcome;
import io.serai.chat.Usage;
import io.serai.cost.Counted;
import io.serai.cost.Used;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Counts of one key, in the order of {@link #COLUMNS}. */
final class Sum {
    /** What is counted. */
    enum Column {
        REQUESTS,
        FAILED,
        CANCELLED,
        HITS,
        ATTEMPTS,
        IN_TOKENS,
        OUT_TOKENS,
        CACHED_TOKENS,
        WRITTEN_TOKENS,
        REASONING_TOKENS,
        ESTIMATED,
        UNPRICED,
        COST,
        SAVED,
        FAILED_COST
    }

    /** As the tables of sums and the answers have them. */
    static final List<String> COLUMNS = Arrays.stream(Column.values())
            .map(column -> column.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final int CLIENT_GONE = 499;
    private static final int FIRST_ERROR = 400;

    private final long[] counts = new long[COLUMNS.size()];

    long at(int column) {
        return counts[column];
    }

    long at(Column column) {
        return counts[column.ordinal()];
    }

    void add(int column, long count) {
        counts[column] += count;
    }

    private void count(Column column, long count) {
        counts[column.ordinal()] += count;
    }

    void add(Sum other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** Counts a request. One that its client has left is neither answered nor failed. */
    void request(Entry entry, long saved) {
        count(Column.REQUESTS, 1);
        count(Column.CANCELLED, entry.status() == CLIENT_GONE ? 1 : 0);
        count(
                Column.FAILED,
                entry.status() != CLIENT_GONE && (entry.status() >= FIRST_ERROR || entry.status() == 0) ? 1 : 0);
        count(Column.HITS, entry.isFromCache() ? 1 : 0);
        count(Column.SAVED, saved);
    }

    /** Counts an attempt. */
    void attempt(Used used) {
        Usage usage = used.usage();
        Long cost = used.cost();
        count(Column.ATTEMPTS, used.attempt().asked() ? 1 : 0);
        count(Column.IN_TOKENS, usage.inputTokens());
        count(Column.OUT_TOKENS, usage.outputTokens());
        count(Column.CACHED_TOKENS, Math.max(0, usage.cachedTokens()));
        count(Column.WRITTEN_TOKENS, Math.max(0, usage.cacheWriteTokens()));
        count(Column.REASONING_TOKENS, Math.max(0, usage.reasoningTokens()));
        count(Column.ESTIMATED, used.counted() == Counted.ESTIMATED ? 1 : 0);
        count(Column.UNPRICED, cost == null ? 1 : 0);
        count(Column.COST, cost == null ? 0 : cost);
        count(Column.FAILED_COST, cost == null || !hasFailed(used.attempt()) ? 0 : cost);
    }

    /** A call that its client has left has not failed. */
    private static boolean hasFailed(Attempt attempt) {
        return attempt.kind() != Outcome.ANSWERED && attempt.status() != CLIENT_GONE;
    }
}
