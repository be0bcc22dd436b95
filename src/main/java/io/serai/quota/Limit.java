package io.serai.quota;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a vendor's key or of a client: {@code 30/min}, {@code 5/30s}, {@code 14400/day}, {@code 20/day@America/Los_Angeles},
 * {@code 6000 tokens/min}, {@code 5 parallel}; with {@code per model} behind it each model has its own, with {@code for *:free} the models
 * that fit share one, and with {@code per vendor} all keys of all providers at the vendor share it. A client's may count money ({@code
 * $5/month@UTC}), tokens of one kind ({@code 1M output tokens/day}) and for ever ({@code total $50}), have a share of what a vendor allows
 * ({@code 30% of gemini/day}), and say how it acts.
 *
 * @param unit what is counted
 * @param amount how many at most; of money in nano-dollars
 * @param period in which time; zero for {@link Unit#PARALLEL}, {@link #EVER} for one that never starts anew
 * @param zone where the clock shows when the window starts anew; null for a window that rolls
 * @param models which models it is for, {@code *} for any number of characters; {@link #ALL} for all together, {@link #EACH} for each
 * @param wholeVendor whether it is not a key's but that of all keys of all providers at the vendor
 * @param mode what happens when it is reached
 */
public record Limit(
        Unit unit, long amount, Duration period, @Nullable ZoneId zone, String models, boolean wholeVendor, Mode mode) {

    public static final String ALL = "*";
    public static final String EACH = "each";

    private static final String OF_PROVIDER = "/*";

    /** A number with a comma before each three digits. */
    private static final Pattern GROUPED = Pattern.compile("(?<![\\w.,@])\\$?\\d{1,3}(?:,\\d{3})+(?!\\d)");

    private static final long WHOLE = 100;

    /** The period of a limit that never starts anew. */
    public static final Duration EVER = Duration.ofDays(1_000_000);

    /** A throttler keeps an object for each call that it may let through, so that it carries no more than this. */
    public static final int MOST_THROTTLED = 10_000;

    public enum Unit {
        REQUESTS("requests"),
        TOKENS("tokens"),
        INPUT_TOKENS("input tokens"),
        OUTPUT_TOKENS("output tokens"),
        /** In nano-dollars. */
        MONEY("US dollars"),
        PARALLEL("parallel requests"),
        /** In percent of what a provider's vendor allows in the period; it stands for the limits that it makes. */
        SHARE("percent");

        private final String words;

        Unit(String words) {
            this.words = words;
        }

        /** What is counted, in words. */
        public String words() {
            return words;
        }

        /** How much of it a call uses by the sum of its tokens. */
        long of(long tokens) {
            return this == TOKENS ? tokens : 1;
        }

        /** How much of it an amount is. */
        long of(Amount amount) {
            return switch (this) {
                case REQUESTS -> amount.requests();
                case TOKENS -> amount.tokens();
                case INPUT_TOKENS -> amount.input();
                case OUTPUT_TOKENS -> amount.output();
                case MONEY -> amount.nanos();
                case PARALLEL, SHARE -> 0;
            };
        }
    }

    /**
     * What happens when a limit is reached.
     *
     * @param enforced whether calls are refused; a shadow only reports that they would be
     * @param strict whether a call is refused whose price nobody knows
     * @param warnAt from which part of the limit it is reported, in percent; 0 for never
     */
    public record Mode(boolean enforced, boolean strict, int warnAt) {
        public static final Mode ENFORCE = new Mode(true, false, 0);
    }

    private static final List<String> NAMED_PERIODS = List.of("month", "week", "day", "h", "min", "s");

    /** One that is enforced. */
    public Limit(Unit unit, long amount, Duration period, @Nullable ZoneId zone, String models, boolean wholeVendor) {
        this(unit, amount, period, zone, models, wholeVendor, Mode.ENFORCE);
    }

    /**
     * Reads a list of a vendor's limits.
     *
     * @param text separated by commas; empty for none
     * @throws IllegalArgumentException if one is malformed; the message shows it and what it should look like
     */
    public static List<Limit> parse(String text) {
        return read(text, false);
    }

    /**
     * Reads a list of a client's limits, which may count more than a vendor's.
     *
     * @param text separated by commas; empty for none
     * @throws IllegalArgumentException if one is malformed; the message shows it and what it should look like
     */
    public static List<Limit> parseClients(String text) {
        return read(text, true);
    }

    private static List<Limit> read(String text, boolean clients) {
        List<Limit> limits = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                try {
                    limits.add(LimitReader.read(part.strip(), clients));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(e.getMessage() + commas(text), e);
                }
            }
        }
        return limits;
    }

    /** What to write in place of a number whose thousands stand apart by commas, which separate limits; empty if there is none. */
    private static String commas(String text) {
        Matcher grouped = GROUPED.matcher(text);
        if (!grouped.find()) {
            return "";
        }
        String number = grouped.group();
        return ". A comma separates limits: write " + number.replace(",", "") + " or " + number.replace(',', '_')
                + ", not " + number;
    }

    /** The limit on which the throttler of a provider's route decides: the shortest window of requests. Null if there is none, or it is too large for one. */
    public static @Nullable Limit throttled(List<Limit> limits) {
        Limit shortest = shortest(limits);
        return shortest == null || shortest.amount() > MOST_THROTTLED ? null : shortest;
    }

    /** The window of requests that fills first; null if there is none. */
    static @Nullable Limit shortest(List<Limit> limits) {
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
        return models.equals(ALL) || models.equals(EACH) || fits(models, model);
    }

    /** Whether a name fits a pattern, in which {@code *} stands for any number of characters. */
    public static boolean fits(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        if (!name.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length; i++) {
            int found = i == parts.length - 1 ? name.length() - parts[i].length() : name.indexOf(parts[i], at);
            if (found < at || !name.startsWith(parts[i], found)) {
                return false;
            }
            at = found + parts[i].length();
        }
        return parts.length > 1 || at == name.length();
    }

    /** Whether it never starts anew. */
    public boolean isTotal() {
        return period.equals(EVER);
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
    public Limit of(long other) {
        return new Limit(unit, other, period, zone, models, wholeVendor, mode);
    }

    /** The same for other models. */
    public Limit of(String others) {
        return new Limit(unit, amount, period, zone, others, wholeVendor, mode);
    }

    /** The identity of its window: all except the amount and the consequence. */
    Limit shape() {
        return new Limit(unit, 1, period, zone, models, wholeVendor, Mode.ENFORCE);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return what()
                + whose()
                + (mode.enforced() ? "" : " shadow")
                + (mode.strict() ? " strict" : "")
                + (mode.warnAt() == 0 ? "" : " warn at " + mode.warnAt() + '%');
    }

    /** For a message: {@code 30 requests in 1m}. */
    String inWords() {
        return amount + (unit == Unit.TOKENS ? " tokens" : " requests") + " in "
                + period.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** The provider of which a {@link Unit#SHARE} is taken. */
    public String provider() {
        return models.substring(0, models.length() - OF_PROVIDER.length());
    }

    /**
     * The limits that a share makes: a part of each limit of the vendor over the same period.
     *
     * @param vendor what all keys of the provider may use together
     */
    public List<Limit> shareOf(List<Limit> vendor) {
        return vendor.stream()
                .filter(limit -> limit.period().equals(period))
                .map(limit -> new Limit(
                        limit.unit(),
                        limit.amount() * amount / WHOLE,
                        limit.period(),
                        limit.zone(),
                        provider() + '/' + limit.models(),
                        false,
                        mode))
                .toList();
    }

    /** What a {@link Unit#SHARE} leaves to others. */
    public Limit rest() {
        return of(WHOLE - amount);
    }

    private String what() {
        if (unit == Unit.SHARE) {
            return amount + "% of " + provider() + '/' + written(period);
        }
        if (unit == Unit.PARALLEL) {
            return amount + " parallel";
        }
        String counted = unit == Unit.REQUESTS || unit == Unit.MONEY ? "" : " " + unit.words();
        if (isTotal()) {
            return "total " + number(amount) + (unit == Unit.REQUESTS ? " requests" : counted);
        }
        return number(amount) + counted + '/' + written(period) + (zone == null ? "" : "@" + zone);
    }

    private String whose() {
        return wholeVendor
                ? " per vendor"
                : models.equals(EACH) ? " per model" : models.equals(ALL) || unit == Unit.SHARE ? "" : " for " + models;
    }

    /** So much of what it counts, as it is written: dollars for money. */
    public String number(long much) {
        return unit == Unit.MONEY ? Money.text(much) : Long.toString(much);
    }

    /** How long its window is, as it is written; {@code total} for one that never starts anew, empty for none. */
    public String window() {
        return unit == Unit.PARALLEL ? "" : isTotal() ? "total" : written(period);
    }

    private static String written(Duration period) {
        for (String name : NAMED_PERIODS) {
            long one = Objects.requireNonNull(LimitReader.PERIODS.get(name)).toSeconds();
            if (period.toSeconds() % one == 0) {
                long count = period.toSeconds() / one;
                return (count == 1 ? "" : Long.toString(count)) + name;
            }
        }
        return period.toString();
    }
}
