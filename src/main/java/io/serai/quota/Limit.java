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
 * One limit of a key: {@code 30/min}, {@code 5/30s}, {@code 14400/day}, {@code 20/day@America/Los_Angeles}, {@code 6000 tokens/min},
 * {@code 5 parallel}; with {@code per model} behind it each model has its own, with {@code for *:free} the models that fit share one, and
 * with {@code per vendor} all keys of all providers at the vendor share it.
 *
 * @param unit what is counted
 * @param amount how many at most
 * @param period in which time; zero for {@link Unit#PARALLEL}
 * @param zone where the clock shows when the window starts anew; null for a window that rolls
 * @param models which models it is for, {@code *} for any number of characters; {@link #ALL} for all together, {@link #EACH} for each
 * @param wholeVendor whether it is not a key's but that of all keys of all providers at the vendor
 */
public record Limit(
        Unit unit, int amount, Duration period, @Nullable ZoneId zone, String models, boolean wholeVendor) {

    public static final String ALL = "*";
    public static final String EACH = "each";

    public enum Unit {
        REQUESTS,
        TOKENS,
        PARALLEL;

        /** How much of it a call with so many tokens uses. */
        long of(long tokens) {
            return this == TOKENS ? tokens : 1;
        }
    }

    private static final Pattern FORM = Pattern.compile(
            "(\\d[\\d_]*)\\s*(requests?|tokens?)?\\s*/\\s*(\\d*)\\s*([a-z]+)(?:@([\\w/+-]+))?|(\\d+)\\s+parallel");
    private static final Pattern MODELS = Pattern.compile("(.+?)\\s+(?:(per\\s+model)|(per\\s+vendor)|for\\s+(\\S+))");
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
                    && limit.models().equals(ALL)
                    && !limit.wholeVendor()
                    && (shortest == null || limit.period().compareTo(shortest.period()) < 0)) {
                shortest = limit;
            }
        }
        return shortest;
    }

    /** Whether it counts calls of a model. */
    public boolean isFor(String model) {
        if (models.equals(ALL) || models.equals(EACH)) {
            return true;
        }
        String[] parts = models.split("\\*", -1);
        if (!model.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length; i++) {
            int found = i == parts.length - 1 ? model.length() - parts[i].length() : model.indexOf(parts[i], at);
            if (found < at || !model.startsWith(parts[i], found)) {
                return false;
            }
            at = found + parts[i].length();
        }
        return parts.length > 1 || at == model.length();
    }

    /** Whether it counts the same, in windows as long that start anew at the same moments; for whichever models. */
    boolean isAsLongAs(Limit other) {
        return unit == other.unit && period.equals(other.period) && Objects.equals(zone, other.zone);
    }

    /** Whether only the amount differs. */
    boolean alike(Limit other) {
        return other.of(amount).equals(this);
    }

    /** The same with another amount. */
    Limit of(int other) {
        return new Limit(unit, other, period, zone, models, wholeVendor);
    }

    /** As it is written. */
    @Override
    public String toString() {
        String what = unit == Unit.PARALLEL
                ? amount + " parallel"
                : amount
                        + (unit == Unit.TOKENS ? " tokens/" : "/")
                        + written(period)
                        + (zone == null ? "" : "@" + zone);
        String whose = wholeVendor
                ? " per vendor"
                : models.equals(EACH) ? " per model" : models.equals(ALL) ? "" : " for " + models;
        return what + whose;
    }

    private static String written(Duration period) {
        for (String name : new String[] {"month", "week", "day", "h", "min", "s"}) {
            long one = Objects.requireNonNull(PERIODS.get(name)).toSeconds();
            if (period.toSeconds() % one == 0) {
                long count = period.toSeconds() / one;
                return (count == 1 ? "" : Long.toString(count)) + name;
            }
        }
        return period.toString();
    }

    private static Limit one(String whole) {
        Matcher scope = MODELS.matcher(whole);
        boolean scoped = scope.matches();
        boolean wholeVendor = scoped && scope.group(3) != null;
        String models = !scoped || wholeVendor ? ALL : scope.group(2) != null ? EACH : scope.group(4);
        String text = scoped ? scope.group(1) : whole;
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw wrong(text);
        }
        try {
            if (form.group(6) != null) {
                return new Limit(
                        Unit.PARALLEL, positive(form.group(6), text), Duration.ZERO, null, models, wholeVendor);
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
            return new Limit(unit, positive(form.group(1), text), period, zone, models, wholeVendor);
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
        return new IllegalArgumentException(
                "'" + text
                        + "' is no limit; write for example 30/min, 5/30s, 14400/day, 20/day@America/Los_Angeles, 6000 tokens/min or"
                        + " 5 parallel, and behind it 'per model' or 'for *:free' where not all models count together, or 'per vendor'");
    }
}
