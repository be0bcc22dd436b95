package io.serai.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A part of the time that a question is about, and where its sums stand.
 *
 * @param packed whether they are in a rollup of each hour or day; else in the table of sums
 */
record Span(boolean packed, boolean hourly, long from, long to) {
    /** So many hours of a day are read from the sums by hour rather than the whole day from those by day. */
    private static final int FEW = 3;

    /**
     * The parts of a time, in order: of whole days the day's sums, unless hours are wanted, and rollups where there are any.
     *
     * @param open whether nothing can have happened after the end, so that the last day counts as a whole one
     * @param hours those that have rollups
     * @param days those that have rollups
     */
    static List<Span> of(long from, long to, boolean hourly, boolean open, Set<Long> hours, Set<Long> days) {
        List<Span> spans = new ArrayList<>();
        for (long at = from; at < to; ) {
            long day = Math.floorDiv(at, Rollup.DAY) * Rollup.DAY;
            long end = Math.min(day + Rollup.DAY, to);
            boolean whole = !hourly && at == day && (open || day + Rollup.DAY <= to);
            if (whole && (days.contains(day) || lacking(at, end, hours) > FEW)) {
                add(spans, new Span(days.contains(day), false, at, end));
            } else {
                for (long hour = at; hour < end; hour += Rollup.HOUR) {
                    add(spans, new Span(hours.contains(hour), true, hour, hour + Rollup.HOUR));
                }
            }
            at = end;
        }
        return spans;
    }

    private static int lacking(long from, long to, Set<Long> hours) {
        int lacking = 0;
        for (long hour = from; hour < to; hour += Rollup.HOUR) {
            lacking += hours.contains(hour) ? 0 : 1;
        }
        return lacking;
    }

    private static void add(List<Span> spans, Span next) {
        Span last = spans.isEmpty() ? null : spans.getLast();
        if (last != null && last.packed == next.packed && last.hourly == next.hourly) {
            spans.removeLast();
            spans.add(new Span(last.packed, last.hourly, last.from, next.to));
        } else {
            spans.add(next);
        }
    }
}
