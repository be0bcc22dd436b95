package io.serai.quota;

import io.serai.quota.Limit.Mode;
import io.serai.quota.Limit.Unit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one limit from the notation that vendors' and clients' limits share. */
final class LimitReader {
    static final Map<String, Duration> PERIODS = Map.ofEntries(
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

    private static final String COUNT =
            "(?<money>\\$)?\\s*(?<number>(?:0|[1-9][\\d_]*)(?:\\.\\d+)?)\\s*(?<times>[kKmM](?![a-z]))?"
                    + "\\s*(?:(?<kind>input|output)\\s+(?=token))?(?<counted>requests?|tokens?)?";
    private static final Pattern WINDOW =
            Pattern.compile(COUNT + "\\s*/\\s*(?<periods>\\d*)\\s*(?<period>[a-z]+)(?:@(?<zone>[\\w/+-]+))?");
    private static final Pattern TOTAL = Pattern.compile("total\\s+" + COUNT);
    private static final Pattern SHARE =
            Pattern.compile("(\\d{1,3})\\s*%\\s+of\\s+([^\\s/]+)\\s*/\\s*(?<periods>\\d*)\\s*(?<period>[a-z]+)");
    private static final Pattern PARALLEL = Pattern.compile("(\\d+)\\s+parallel");
    private static final Pattern SCOPE = Pattern.compile("(.+?)\\s+(?:(per\\s+model)|(per\\s+vendor)|for\\s+(\\S+))");
    private static final Pattern MODE =
            Pattern.compile("(.+?)\\s+(?:(enforce)|(shadow)|(strict)|warn\\s+at\\s+(\\d{1,3})\\s*%)");

    /** Longer windows are not remembered. */
    private static final Duration LONGEST = Duration.ofDays(31);

    private static final int PERCENT = 100;

    private final boolean clients;

    private LimitReader(boolean clients) {
        this.clients = clients;
    }

    /**
     * @param clients whether it is a client's limit, which may count more than a vendor's
     * @throws IllegalArgumentException if it is none
     */
    static Limit read(String whole, boolean clients) {
        return new LimitReader(clients).read(whole);
    }

    private Limit read(String whole) {
        String text = whole;
        boolean enforced = true;
        boolean strict = false;
        int warnAt = 0;
        for (Matcher mode = MODE.matcher(text); clients && mode.matches(); mode = MODE.matcher(text)) {
            enforced &= mode.group(3) == null;
            strict |= mode.group(4) != null;
            warnAt = mode.group(5) == null ? warnAt : percent(mode.group(5), whole);
            text = mode.group(1);
        }
        Matcher scope = SCOPE.matcher(text);
        boolean scoped = scope.matches();
        boolean wholeVendor = scoped && scope.group(3) != null;
        String models = !scoped || wholeVendor ? Limit.ALL : scope.group(2) != null ? Limit.EACH : scope.group(4);
        if (wholeVendor && clients) {
            throw wrong(whole);
        }
        try {
            return read(scoped ? scope.group(1) : text, models, wholeVendor, new Mode(enforced, strict, warnAt));
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            throw wrong(whole);
        }
    }

    private Limit read(String text, String models, boolean wholeVendor, Mode mode) {
        Matcher parallel = PARALLEL.matcher(text);
        if (parallel.matches()) {
            long amount = orShut(Long.parseLong(parallel.group(1)), text);
            return new Limit(Unit.PARALLEL, amount, Duration.ZERO, null, models, wholeVendor, mode);
        }
        Matcher total = TOTAL.matcher(text);
        if (clients && total.matches()) {
            return new Limit(unit(total), amount(total, text), Limit.EVER, null, models, wholeVendor, mode);
        }
        Matcher share = SHARE.matcher(text);
        if (clients && share.matches() && models.equals(Limit.ALL)) {
            return new Limit(
                    Unit.SHARE,
                    percent(share.group(1), text),
                    period(share, text),
                    null,
                    share.group(2) + "/*",
                    false,
                    mode);
        }
        Matcher window = WINDOW.matcher(text);
        if (!window.matches()) {
            throw wrong(text);
        }
        String zone = window.group("zone");
        return new Limit(
                unit(window),
                amount(window, text),
                period(window, text),
                zone == null ? null : ZoneId.of(zone),
                models,
                wholeVendor,
                mode);
    }

    private Duration period(Matcher window, String text) {
        Duration period = PERIODS.get(window.group("period"));
        String periods = window.group("periods");
        if (period == null) {
            throw wrong(text);
        }
        Duration whole = periods.isEmpty() ? period : period.multipliedBy(positive(Long.parseLong(periods), text));
        if (clients && whole.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text
                    + "' is longer than a month, the longest window; write for example $5/month or total $50");
        }
        return whole;
    }

    private static Unit unit(Matcher form) {
        if (form.group("money") != null) {
            return Unit.MONEY;
        }
        String counted = form.group("counted");
        if (counted == null || counted.startsWith("request")) {
            return Unit.REQUESTS;
        }
        @Nullable String kind = form.group("kind");
        return kind == null ? Unit.TOKENS : kind.equals("input") ? Unit.INPUT_TOKENS : Unit.OUTPUT_TOKENS;
    }

    private long amount(Matcher form, String text) {
        BigDecimal number = new BigDecimal(form.group("number").replace("_", ""));
        String times = form.group("times");
        boolean money = form.group("money") != null;
        if (!clients && (money || form.group("kind") != null) || money && form.group("counted") != null) {
            throw wrong(text);
        }
        if (times != null) {
            number = number.movePointRight(times.toLowerCase(Locale.ROOT).equals("k") ? 3 : 6);
        }
        long amount = money ? Money.nanos(number) : number.longValueExact();
        if (!clients && amount > Integer.MAX_VALUE) {
            throw wrong(text);
        }
        return orShut(amount, text);
    }

    /** A client's limit of 0 shuts it. */
    private long orShut(long amount, String text) {
        if (amount == 0 && !clients) {
            throw new IllegalArgumentException(
                    wrong(text).getMessage() + "; 0 would let nothing through: leave out the provider's key instead");
        }
        return amount;
    }

    private int percent(String digits, String text) {
        int percent = Integer.parseInt(digits);
        if (percent < 1 || percent > PERCENT) {
            throw wrong(text);
        }
        return percent;
    }

    private long positive(long number, String text) {
        if (number <= 0) {
            throw wrong(text);
        }
        return number;
    }

    private IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                clients
                        ? "'" + text
                                + "' is no limit; write for example 500/day@Europe/Berlin, 2M tokens/week, 1M output"
                                + " tokens/day, 3 parallel, $5/month@UTC, total $50 or 30% of gemini/day, followed by 'per model' or 'for"
                                + " gpt-*' where not all models count together, and then 'shadow', 'strict' or 'warn"
                                + " at 80%'"
                        : "'" + text
                                + "' is no limit; write for example 30/min, 5/30s, 14400/day,"
                                + " 20/day@America/Los_Angeles, 6000 tokens/min, 1M tokens/day or 5 parallel, followed by 'per"
                                + " model' or 'for *:free' where not all models count together, or 'per vendor'");
    }
}
