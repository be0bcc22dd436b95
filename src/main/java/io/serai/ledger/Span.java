package io.serai.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of the time that a question is about, and where its sums stand.
 *
 * @param kind of a {@link Rollup}; empty for the sums themselves
 */
record Span(String table, String kind, long from, long to) {
    private static final long DAY = Bucket.SECONDS * Bucket.HOURS_OF_DAY;

    /**
     * The parts of a time, in order: of whole days the day's sums, unless hours are wanted, and rollups where there are any.
     *
     * @param columns what is told apart, besides the time
     * @param open whether nothing can have happened after the end, so that the last day counts as a whole one
     * @param rolled the days that have rollups
     */
    static List<Span> of(long from, long to, boolean hourly, boolean open, List<String> columns, Set<Long> rolled) {
        List<Span> spans = new ArrayList<>();
        Rollup days = smallest(columns, false);
        Rollup hours = smallest(columns, true);
        for (long at = from; at < to; ) {
            long day = Math.floorDiv(at, DAY) * DAY;
            boolean whole = !hourly && at == day && (open || day + DAY <= to);
            Rollup rollup = rolled.contains(day) ? whole ? days : hours : null;
            String table = rollup != null ? Rollup.TABLE : whole ? "usage_day" : "usage_hour";
            long end = Math.min(day + DAY, to);
            add(spans, new Span(table, rollup == null ? "" : rollup.kind(), at, end));
            at = end;
        }
        return spans;
    }

    private static void add(List<Span> spans, Span next) {
        Span last = spans.isEmpty() ? null : spans.getLast();
        if (last != null && last.table.equals(next.table) && last.kind.equals(next.kind)) {
            spans.removeLast();
            spans.add(new Span(last.table, last.kind, last.from, next.to));
        } else {
            spans.add(next);
        }
    }

    private static @Nullable Rollup smallest(List<String> columns, boolean hourly) {
        List<Rollup> all = Rollup.with(columns, hourly);
        return all.isEmpty() ? null : all.getLast();
    }
}
