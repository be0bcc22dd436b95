package io.serai.dialect;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways to write how long to wait, or until when. No window of a vendor is longer than a month, so nothing longer is reported. */
public final class Waits {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,30})?");
    private static final Pattern UNIT = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,30})?)\\s*(ns|us|µs|ms|s|m|h|d)");
    private static final Pattern WORD = Pattern.compile("(?i)([smhd])(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?)");
    /** No way to write a time has as many characters. */
    private static final int LONGEST_TEXT = 128;

    private static final BigDecimal EPOCH_SECONDS = new BigDecimal("1e9");
    private static final BigDecimal EPOCH_MILLISECONDS = new BigDecimal("1e11");
    private static final Duration LONGEST = Duration.ofDays(32);
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Waits() {}

    /** Seconds, a duration such as 2m59.56s, an epoch in seconds or milliseconds, an RFC 3339 or an HTTP date; null if none of them. */
    public static @Nullable Duration read(@Nullable String text, Instant now) {
        if (text == null || text.length() > LONGEST_TEXT) {
            return null;
        }
        String value = text.strip();
        Duration wait = seconds(value, now);
        if (wait == null) {
            wait = duration(value);
        }
        return wait == null ? date(value, now) : wait;
    }

    static @Nullable Duration milliseconds(@Nullable String text) {
        return text == null
                        || text.length() > LONGEST_TEXT
                        || !NUMBER.matcher(text.strip()).matches()
                ? null
                : of(new BigDecimal(text.strip()), 1);
    }

    /** A duration whose units may be words: 26 seconds, 1 hour 5 minutes, 6m0s. */
    static @Nullable Duration spelledOut(String text, Instant now) {
        return read(WORD.matcher(text).replaceAll("$1").replace(" ", "").toLowerCase(Locale.ROOT), now);
    }

    /** Zhipu uses Beijing's time without saying so. */
    static @Nullable Duration inBeijing(String text, Instant now) {
        Duration wait = read(text, now);
        if (wait != null) {
            return wait;
        }
        try {
            return until(LocalDateTime.parse(text.strip(), PLAIN).toInstant(ZoneOffset.ofHours(8)), now);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Duration seconds(String text, Instant now) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal value = new BigDecimal(text);
        if (value.compareTo(EPOCH_MILLISECONDS) > 0) {
            return until(Instant.ofEpochMilli(value.longValue()), now);
        }
        return value.compareTo(EPOCH_SECONDS) > 0
                ? until(Instant.ofEpochMilli(value.movePointRight(3).longValue()), now)
                : of(value, 1000);
    }

    private static @Nullable Duration duration(String text) {
        Matcher unit = UNIT.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (unit.find() && unit.start() == end) {
            BigDecimal value = new BigDecimal(unit.group(1));
            Duration part = switch (unit.group(2)) {
                case "ns" -> of(value.movePointLeft(6), 1);
                case "us", "µs" -> of(value.movePointLeft(3), 1);
                case "ms" -> of(value, 1);
                case "s" -> of(value, 1000);
                case "m" -> of(value, 60_000);
                case "h" -> of(value, 3_600_000);
                default -> of(value, 86_400_000);
            };
            sum = shortest(sum.plus(part), LONGEST);
            end = unit.end();
        }
        return end > 0 && end == text.length() ? sum : null;
    }

    private static @Nullable Duration date(String text, Instant now) {
        DateTimeFormatter format =
                text.contains(",") ? DateTimeFormatter.RFC_1123_DATE_TIME : DateTimeFormatter.ISO_OFFSET_DATE_TIME;
        try {
            return until(ZonedDateTime.parse(text, format).toInstant(), now);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Rounded up, so that nobody comes back too early. */
    private static Duration of(BigDecimal value, long milliseconds) {
        BigDecimal total = value.multiply(BigDecimal.valueOf(milliseconds));
        BigDecimal longest = BigDecimal.valueOf(LONGEST.toMillis());
        return Duration.ofMillis(
                total.min(longest).setScale(0, RoundingMode.CEILING).longValue());
    }

    private static Duration until(Instant moment, Instant now) {
        return moment.isBefore(now) ? Duration.ZERO : shortest(Duration.between(now, moment), LONGEST);
    }

    private static Duration shortest(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
