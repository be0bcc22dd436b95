package io.serai.provider.balance;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts how long a balance will last, by the last readings, and so when to ask again: after half of that time, since the rate may double. As
 * long as nothing is spent the time doubles.
 */
final class Forecast {
    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofHours(6);

    /** After a first reading, which shows no rate yet. */
    static final Duration SECOND = Duration.ofMinutes(5);

    /** The most of it while a key is off: a customer who has paid does not want to wait. */
    static final Duration LONGEST_OFF = Duration.ofMinutes(30);

    private static final int READINGS = 4;

    private final Deque<Reading> readings = new ArrayDeque<>();
    private Duration wait = SECOND;
    private @Nullable Duration lasts;

    /** How long what is left will last by the last readings, twelve hours at most; null if nobody knows, or nothing is spent. */
    @Nullable
    Duration lasts() {
        return lasts;
    }

    /**
     * Takes a reading, and gives the time until the next.
     *
     * @param amount what is left; null if there is no bound
     * @param minimum down to which it may be spent
     */
    Duration next(Instant now, @Nullable BigDecimal amount, BigDecimal minimum) {
        Reading last = readings.peekLast();
        if (amount == null || last != null && amount.compareTo(last.amount()) > 0) {
            // Somebody has paid: what was before says nothing of the time to come.
            readings.clear();
            last = null;
        }
        lasts = null;
        if (amount == null) {
            wait = LONGEST;
            return wait;
        }
        readings.addLast(new Reading(now, amount));
        if (readings.size() > READINGS) {
            readings.removeFirst();
        }
        boolean off = amount.compareTo(minimum) <= 0;
        Duration known = off ? null : lasts(amount, minimum);
        lasts = known;
        if (known != null) {
            wait = known.dividedBy(2);
        } else if (last == null) {
            wait = off ? SHORTEST : SECOND;
        } else {
            wait = wait.multipliedBy(2);
        }
        wait = bounded(wait, off ? LONGEST_OFF : LONGEST);
        return wait;
    }

    /** How long until the minimum is reached; null if nothing was spent. */
    private @Nullable Duration lasts(BigDecimal amount, BigDecimal minimum) {
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        double spent = first.amount().subtract(last.amount()).doubleValue();
        double seconds = Duration.between(first.at(), last.at()).toMillis() / 1000.0;
        if (spent <= 0 || seconds <= 0) {
            return null;
        }
        double left = amount.subtract(minimum).doubleValue() / (spent / seconds);
        return Duration.ofMillis(
                (long) Math.min(left * 1000, LONGEST.multipliedBy(2).toMillis()));
    }

    private static Duration bounded(Duration wait, Duration longest) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(longest) > 0 ? longest : wait;
    }

    private record Reading(Instant at, BigDecimal amount) {}
}
