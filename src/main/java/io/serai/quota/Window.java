package io.serai.quota;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the uses of one limit within its period. A rolling window forgets a use a period later, a little late and never early, so that
 * memory does not grow with the limit. A window with a zone resets when the clock there begins its next minute, hour, day, week or month. Not thread-safe: {@link Quota} guards it.
 */
final class Window {
    /** The most heaps in which the uses of a period are counted. */
    private static final int HEAPS = 500;

    /** Two clocks do not agree to the millisecond. */
    private static final Duration JITTER = Duration.ofMillis(50);

    /** A vendor sees a use later than it was sent: at most a fifth of the period later, once the usual delay is known. */
    private static final int SLACK_PART = 5;

    /** A use may be this far in the future, since it counts from the moment at which it can have reached the vendor. */
    private static final Duration AHEAD = Duration.ofSeconds(3);

    private static final Duration SLACK = Duration.ofMillis(500);
    private static final Duration SLACK_UNKNOWN = Duration.ofSeconds(2);

    private Limit limit;
    private final boolean exact;
    private final boolean total;
    private final long heap;
    private final Duration keep;
    private final ArrayDeque<Heap> heaps = new ArrayDeque<>();
    private long used;
    private long held;
    private long open;
    private Instant begun = Instant.MIN;
    private Instant anew = Instant.MIN;
    private Instant last = Instant.MIN;

    /** @param exact whether a use is forgotten to the millisecond, as the vendor's side counts; not for millions of uses */
    Window(Limit limit, boolean exact) {
        this.limit = limit;
        this.exact = exact;
        long millis = limit.period().toMillis();
        this.total = limit.isTotal();
        this.heap = exact ? 1 : Math.max(1, millis / HEAPS);
        this.keep = exact ? limit.period() : limit.period().plusMillis(Math.min(JITTER.toMillis(), millis / HEAPS));
    }

    /**
     * Counts its recent uses again after the clock was set back: uses that were forgotten while the clock was ahead count again.
     */
    void recount(List<Use> uses, Instant now) {
        forget(now);
        Window fresh = new Window(limit, exact);
        for (Use use : uses) {
            fresh.add(use.at(), now, limit.unit().of(use.amount()));
        }
        if (fresh.used > used) {
            used = fresh.used;
            heaps.clear();
            heaps.addAll(fresh.heaps);
        }
    }

    /**
     * The longest delay until a sent use reaches the vendor.
     *
     * @param known whether the usual delay is known
     */
    Duration slack(boolean known) {
        if (limit.zone() != null) {
            return Duration.ZERO;
        }
        Duration part = known ? limit.period().dividedBy(SLACK_PART) : limit.period();
        Duration most = known ? SLACK : SLACK_UNKNOWN;
        return part.compareTo(most) < 0 ? part : most;
    }

    Limit limit() {
        return limit;
    }

    /** Takes another amount for the same period, and keeps its count. */
    void resize(long amount) {
        limit = limit.of(amount);
    }

    /** Since when a use would count now. */
    Instant start(Instant now) {
        ZoneId zone = limit.zone();
        return total ? Instant.EPOCH : zone == null ? now.minus(keep) : begin(now, zone);
    }

    long left(Instant now) {
        forget(now);
        return Math.max(0, limit.amount() - used - held);
    }

    /** How much is used, or held for what will be. */
    long count(Instant now) {
        forget(now);
        return used + held;
    }

    boolean unused(Instant now) {
        return count(now) == 0;
    }

    /** When all that is used now is available again; the present if nothing is used. */
    Instant anew(Instant now) {
        forget(now);
        if (used == 0) {
            return now;
        }
        return total ? Instant.MAX : limit.zone() != null ? anew : heaps.getLast().leaves;
    }

    /**
     * When this much will be left; null if it is left now. More than the whole limit waits for an empty window.
     *
     * @param amount at least 1
     */
    @Nullable
    Instant fullUntil(Instant now, long amount) {
        return fullUntil(now, amount, 0);
    }

    /** @param back how much of what is used may be given back */
    private @Nullable Instant fullUntil(Instant now, long amount, long back) {
        forget(now);
        long count = used + held - Math.min(back, used + held);
        long excess = count + Math.min(amount, limit.amount()) - limit.amount();
        if (excess <= 0 || count <= 0) {
            return null;
        }
        if (total || limit.zone() != null) {
            return total ? Instant.MAX : anew;
        }
        for (Heap oldest : heaps) {
            excess -= oldest.amount;
            if (excess <= 0) {
                return oldest.leaves;
            }
        }
        // The rest is used by what has not been sent yet.
        return now.plus(keep);
    }

    /** When this much may be used, counting callers ahead: the sum may exceed the whole limit. */
    Instant freeAt(Instant now, long sum) {
        return freeAt(now, sum, 0);
    }

    /** The same at the earliest: if calls that run have used nothing of what is held for them. */
    Instant freeAtBest(Instant now, long sum) {
        return freeAt(now, sum, open);
    }

    private Instant freeAt(Instant now, long sum, long back) {
        long rounds = (sum - 1) / limit.amount();
        Instant free = fullUntil(now, sum - rounds * limit.amount(), back);
        Instant first = free == null ? now : free;
        if (rounds == 0) {
            return first;
        }
        return limit.zone() == null
                ? first.plus(limit.period().multipliedBy(rounds))
                : anew.plus(limit.period().multipliedBy(rounds - 1));
    }

    /** Counts a use that will come, and which does not leave the window before it has; a negative amount takes one back. */
    void hold(long amount) {
        held += amount;
    }

    /** Says how much of what is counted is held for calls that run, and may be given back; a negative amount for one that has ended. */
    void open(long amount) {
        open += amount;
    }

    /** Counts a use; a negative amount takes back what was counted for that moment too much. */
    void add(Instant at, Instant now, long amount) {
        forget(now);
        ZoneId zone = limit.zone();
        if (total) {
            used = Math.max(0, used + amount);
            return;
        }
        if (zone != null) {
            if (!at.isBefore(begun)) {
                used = Math.max(0, used + amount);
            }
            return;
        }
        Instant leaves = leaves(at.isAfter(now.plus(AHEAD)) ? now : at);
        if (!leaves.isAfter(now)) {
            return;
        }
        used += amount;
        Iterator<Heap> newest = heaps.descendingIterator();
        while (newest.hasNext()) {
            Heap known = newest.next();
            if (known.leaves.equals(leaves)) {
                known.amount += amount;
                if (known.amount == 0) {
                    newest.remove();
                }
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

    private Instant leaves(Instant at) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), heap) * heap + heap)
                .plus(keep);
    }

    private void forget(Instant now) {
        ZoneId zone = limit.zone();
        if (zone != null) {
            if (!now.isBefore(anew)) {
                used = 0;
                startAt(now, zone);
            } else if (now.isBefore(last)) {
                // The clock was set back: what was used counts in the window of now.
                startAt(now, zone);
            }
            last = now;
            return;
        }
        Heap newest = heaps.peekLast();
        if (newest != null && newest.leaves.isAfter(leaves(now.plus(AHEAD)))) {
            pull(leaves(now));
        }
        for (Heap oldest = heaps.peekFirst();
                oldest != null && !oldest.leaves.isAfter(now);
                oldest = heaps.peekFirst()) {
            used -= oldest.amount;
            heaps.removeFirst();
        }
    }

    private void startAt(Instant now, ZoneId zone) {
        begun = begin(now, zone);
        anew = end(begun.atZone(zone)).toInstant();
    }

    /** The clock was set back: what was used in its future counts as used now. */
    private void pull(Instant latest) {
        long ahead = 0;
        while (!heaps.isEmpty() && heaps.getLast().leaves.isAfter(latest)) {
            ahead += heaps.removeLast().amount;
        }
        if (ahead != 0) {
            heaps.addLast(new Heap(latest, ahead));
        }
    }

    /** A day begins at its first moment there, which a change to summer time may put behind midnight. */
    private Instant begin(Instant now, ZoneId zone) {
        ZonedDateTime there = now.atZone(zone);
        LocalDate day = there.toLocalDate();
        ZonedDateTime begin = switch (unit()) {
            case MONTHS -> day.with(TemporalAdjusters.firstDayOfMonth()).atStartOfDay(zone);
            case WEEKS ->
                day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay(zone);
            case DAYS -> day.atStartOfDay(zone);
            default -> {
                ZonedDateTime midnight = day.atStartOfDay(zone);
                long seconds = limit.period().toSeconds();
                long since = Duration.between(midnight, there).toSeconds();
                yield midnight.plusSeconds(since / seconds * seconds);
            }
        };
        return begin.toInstant();
    }

    private ZonedDateTime end(ZonedDateTime begin) {
        LocalDate day = begin.toLocalDate();
        return switch (unit()) {
            case MONTHS -> day.plusMonths(1).atStartOfDay(begin.getZone());
            case WEEKS -> day.plusWeeks(1).atStartOfDay(begin.getZone());
            case DAYS -> day.plusDays(Math.max(1, limit.period().toDays())).atStartOfDay(begin.getZone());
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
