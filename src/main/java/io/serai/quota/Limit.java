package io.serai.quota;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a provider: {@code 30/min}, {@code 5/30s}, {@code 14400/day}, {@code 20/day@America/Los_Angeles},
 * {@code 6000 tokens/min}, {@code 5 parallel}.
 *
 * @param unit what is counted
 * @param amount how many at most
 * @param period in which time; zero for {@link Unit#PARALLEL}
 * @param zone where the day begins at which the window starts anew; null for a window that rolls
 */
public record Limit(
        Unit unit, int amount, Duration period, @Nullable ZoneId zone) {

    public enum Unit {
        REQUESTS,
        TOKENS,
        PARALLEL
    }

    private static final Pattern FORM = Pattern.compile(
            "(\\d[\\d_]*)\\s*(requests?|tokens?)?\\s*/\\s*(\\d*)\\s*([a-z]+)(?:@([\\w/+-]+))?|(\\d+)\\s+parallel");
    private static final Map<String, Duration> PERIODS = Map.ofEntries(
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("sec", Duration.ofSeconds(1)),
            Map.entry("second", Duration.ofSeconds(1)),
            Map.entry("min", Duration.ofMinutes(1)),
            Map.entry("minute", Duration.ofMinutes(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("hour", Duration.ofHours(1)),
            Map.entry("day", Duration.ofDays(1)),
            Map.entry("week", Duration.ofDays(7)),
            Map.entry("month", Duration.ofDays(30)));

    /** Whether another one counts the same in the same time, however much it allows. */
    boolean samePeriod(Limit other) {
        return unit == other.unit && period.equals(other.period) && Objects.equals(zone, other.zone);
    }

    /**
     * Reads a list of limits.
     *
     * @param text separated by commas; empty for none
     * @throws IllegalArgumentException if one is malformed; the message shows it and what it should look like
     */
    public static List<Limit> parse(String text) {
        List<Limit> limits = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                limits.add(one(part.strip()));
            }
        }
        return limits;
    }

    /** The window of requests that fills first, or null: the one that the throttler of the provider's route carries. */
    public static @Nullable Limit shortest(List<Limit> limits) {
        Limit shortest = null;
        for (Limit limit : limits) {
            if (limit.unit() == Unit.REQUESTS
                    && (shortest == null || limit.period().compareTo(shortest.period()) < 0)) {
                shortest = limit;
            }
        }
        return shortest;
    }

    private static Limit one(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw wrong(text);
        }
        try {
            if (form.group(6) != null) {
                return new Limit(Unit.PARALLEL, positive(form.group(6), text), Duration.ZERO, null);
            }
            Duration period = PERIODS.get(form.group(4));
            if (period == null) {
                throw wrong(text);
            }
            if (!form.group(3).isEmpty()) {
                period = period.multipliedBy(positive(form.group(3), text));
            }
            Unit unit = form.group(2) != null && form.group(2).startsWith("token") ? Unit.TOKENS : Unit.REQUESTS;
            ZoneId zone = form.group(5) == null ? null : ZoneId.of(form.group(5));
            return new Limit(unit, positive(form.group(1), text), period, zone);
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            throw wrong(text);
        }
    }

    private static int positive(String digits, String text) {
        int number = Integer.parseInt(digits.replace("_", ""));
        if (number <= 0) {
            throw wrong(text);
        }
        return number;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text
                + "' is no limit; write for example 30/min, 5/30s, 14400/day, 20/day@America/Los_Angeles, 6000 tokens/min or"
                + " 5 parallel");
    }
}
