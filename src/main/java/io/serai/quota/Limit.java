package io.serai.quota;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a key: {@code 30/min}, {@code 5/30s}, {@code 14400/day}, {@code 20/day@America/Los_Angeles}, {@code 6000 tokens/min},
 * {@code 5 parallel}; with {@code per model} behind it each model has its own, with {@code for *:free} the models that fit share one.
 *
 * @param unit what is counted
 * @param amount how many at most
 * @param period in which time; zero for {@link Unit#PARALLEL}
 * @param zone where the clock shows when the window starts anew; null for a window that rolls
 * @param models which models it is for, {@code *} for any number of characters; {@link #ALL} for all together, {@link #EACH} for each
 */
public record Limit(
        Unit unit, int amount, Duration period, @Nullable ZoneId zone, String models) {

    public static final String ALL = "*";
    public static final String EACH = "each";

    public enum Unit {
        REQUESTS,
        TOKENS,
        PARALLEL
    }

    private static final Pattern FORM = Pattern.compile(
            "(\\d[\\d_]*)\\s*(requests?|tokens?)?\\s*/\\s*(\\d*)\\s*([a-z]+)(?:@([\\w/+-]+))?|(\\d+)\\s+parallel");
    private static final Pattern MODELS = Pattern.compile("(.+?)\\s+(?:(per\\s+model)|for\\s+(\\S+))");
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

    private static Limit one(String whole) {
        Matcher scope = MODELS.matcher(whole);
        String models = !scope.matches() ? ALL : scope.group(2) != null ? EACH : scope.group(3);
        String text = scope.matches() ? scope.group(1) : whole;
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw wrong(text);
        }
        try {
            if (form.group(6) != null) {
                return new Limit(Unit.PARALLEL, positive(form.group(6), text), Duration.ZERO, null, models);
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
            return new Limit(unit, positive(form.group(1), text), period, zone, models);
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
                + " 5 parallel, and behind it 'per model' or 'for *:free' where not all models count together");
    }
}
