package io.serai.ledger;

import io.serai.chat.Usage;
import io.serai.cost.Counted;
import io.serai.ledger.Costing.Line;
import java.util.List;

/** Counts of one bucket, in the order of {@link #COLUMNS}. */
final class Sum {
    /** As the tables of sums and the answers have them. */
    static final List<String> COLUMNS = List.of(
            "requests",
            "failed",
            "cancelled",
            "hits",
            "attempts",
            "in_tokens",
            "out_tokens",
            "cached_tokens",
            "written_tokens",
            "reasoning_tokens",
            "estimated",
            "unpriced",
            "cost",
            "saved");

    private static final int CLIENT_GONE = 499;
    private static final int FIRST_ERROR = 400;

    private final long[] counts = new long[COLUMNS.size()];

    long at(int column) {
        return counts[column];
    }

    long at(String column) {
        return counts[COLUMNS.indexOf(column)];
    }

    void add(int column, long count) {
        counts[column] += count;
    }

    private void add(String column, long count) {
        counts[COLUMNS.indexOf(column)] += count;
    }

    void add(Sum other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** Counts a request. One that its client has left is neither answered nor failed. */
    void request(Entry entry, long saved) {
        add("requests", 1);
        add("cancelled", entry.status() == CLIENT_GONE ? 1 : 0);
        add("failed", entry.status() != CLIENT_GONE && (entry.status() >= FIRST_ERROR || entry.status() == 0) ? 1 : 0);
        add("hits", entry.isFromCache() ? 1 : 0);
        add("saved", saved);
    }

    /** Counts an attempt. */
    void attempt(Line line) {
        Usage usage = line.used().usage();
        Long cost = line.cost();
        add("attempts", line.used().attempt().asked() ? 1 : 0);
        add("in_tokens", usage.inputTokens());
        add("out_tokens", usage.outputTokens());
        add("cached_tokens", Math.max(0, usage.cachedTokens()));
        add("written_tokens", Math.max(0, usage.cacheWriteTokens()));
        add("reasoning_tokens", Math.max(0, usage.reasoningTokens()));
        add("estimated", line.used().counted() == Counted.ESTIMATED ? 1 : 0);
        add("unpriced", cost == null ? 1 : 0);
        add("cost", cost == null ? 0 : cost);
    }
}
