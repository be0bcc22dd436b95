package io.serai.quota;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was used of one limit within its period. One that rolls forgets a use a period after it, a little late and never early, so
 * that memory does not grow with the limit; one with a zone starts anew when the clock there begins its next minute, hour, day, week or
 * month. Not thread-safe: {@link Quota} guards it.
 */
final class Window {
    /** How many heaps the uses of a period are counted in. */
    private static final int HEAPS = 100;

    /** What a vendor sees comes later than it was sent, and not always by the same time. */
    private static final Duration JITTER = Duration.ofMillis(50);

    private final Limit limit;
    private final long heap;
    private final Duration keep;
    private final ArrayDeque<Heap> heaps = new ArrayDeque<>();
    private long used;
    private Instant anew = Instant.MIN;

    /** @param exact whether a use is forgotten to the millisecond, as who sets the limit counts; not for millions of uses */
    Window(Limit limit, boolean exact) {
        this.limit = limit;
        long millis = limit.period().toMillis();
        this.heap = exact ? 1 : Math.max(1, millis / HEAPS);
        this.keep = exact ? limit.period() : limit.period().plusMillis(Math.min(JITTER.toMillis(), millis / HEAPS));
    }

    Limit limit() {
        return limit;
    }

    /** Since when a use would count now. */
    Instant start(Instant now) {
        ZoneId zone = limit.zone();
        return zone == null ? now.minus(keep) : begin(now, zone);
    }

    long left(Instant now) {
        forget(now);
        return Math.max(0, limit.amount() - used);
    }

    /** When all of it is there again that is used now; the present if nothing is. */
    Instant anew(Instant now) {
        forget(now);
        if (used == 0) {
            return now;
        }
        return limit.zone() != null ? anew : heaps.getLast().leaves;
    }

    /**
     * Null if so much is left, or when it will be. What is more than the whole limit has to wait for an empty window.
     *
     * @param amount at least 1
     */
    @Nullable
    Instant fullUntil(Instant now, long amount) {
        forget(now);
        long excess = used + Math.min(amount, limit.amount()) - limit.amount();
        if (excess <= 0 || used <= 0) {
            return null;
        }
        if (limit.zone() != null) {
            return anew;
        }
        for (Heap oldest : heaps) {
            excess -= oldest.amount;
            if (excess <= 0) {
                return oldest.leaves;
            }
        }
        return heaps.isEmpty() ? now : heaps.getLast().leaves;
    }

    /** Counts a use; a negative amount takes back what was counted for that moment too much. */
    void add(Instant at, Instant now, long amount) {
        forget(now);
        ZoneId zone = limit.zone();
        if (zone != null) {
            if (!at.isBefore(begin(now, zone))) {
                used = Math.max(0, used + amount);
            }
            return;
        }
        Instant leaves = Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), heap) * heap + heap)
                .plus(keep);
        if (!leaves.isAfter(now)) {
            return;
        }
        used += amount;
        Iterator<Heap> newest = heaps.descendingIterator();
        while (newest.hasNext()) {
            Heap known = newest.next();
            if (known.leaves.equals(leaves)) {
                known.amount += amount;
                return;
            }
            if (known.leaves.isBefore(leaves)) {
                break;
            }
        }
        Heap added = new Heap(leaves, amount);
        ArrayDeque<Heap> later = new ArrayDeque<>();
        while (!heaps.isEmpty() && heaps.getLast().leaves.isAfter(leaves)) {
            later.addFirst(heaps.removeLast());
        }
        heaps.addLast(added);
        heaps.addAll(later);
    }

    private void forget(Instant now) {
        ZoneId zone = limit.zone();
        if (zone != null) {
            if (!now.isBefore(anew)) {
                used = 0;
                anew = end(begin(now, zone).atZone(zone)).toInstant();
            }
            return;
        }
        for (Heap oldest = heaps.peekFirst();
                oldest != null && !oldest.leaves.isAfter(now);
                oldest = heaps.peekFirst()) {
            used -= oldest.amount;
            heaps.removeFirst();
        }
    }

    private Instant begin(Instant now, ZoneId zone) {
        ZonedDateTime there = now.atZone(zone);
        ZonedDateTime day = there.truncatedTo(ChronoUnit.DAYS);
        ZonedDateTime begin = switch (unit()) {
            case MONTHS -> day.with(TemporalAdjusters.firstDayOfMonth());
            case WEEKS -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case DAYS -> day;
            default -> {
                long seconds = limit.period().toSeconds();
                long since = Duration.between(day, there).toSeconds();
                yield day.plusSeconds(since / seconds * seconds);
            }
        };
        return begin.toInstant();
    }

    private ZonedDateTime end(ZonedDateTime begin) {
        return switch (unit()) {
            case MONTHS -> begin.plusMonths(1);
            case WEEKS -> begin.plusWeeks(1);
            case DAYS -> begin.plusDays(Math.max(1, limit.period().toDays()));
            default -> begin.plus(limit.period());
        };
    }

    private ChronoUnit unit() {
        long days = limit.period().toDays();
        return days >= 28
                ? ChronoUnit.MONTHS
                : days == 7 ? ChronoUnit.WEEKS : days >= 1 ? ChronoUnit.DAYS : ChronoUnit.SECONDS;
    }

    /** What was used within a small part of the period. */
    private static final class Heap {
        private final Instant leaves;
        private long amount;

        Heap(Instant leaves, long amount) {
            this.leaves = leaves;
            this.amount = amount;
        }
    }
}
