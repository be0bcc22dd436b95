package io.serai.dialect;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a vendor asks to wait, from every form that vendors use. The explicit ones count first; a window's reset counts only
 * when nothing of that window is left, and the longest of those.
 */
public final class RetryHints {
    private static final List<String> MILLISECONDS = List.of("retry-after-ms", "x-ms-retry-after-ms");
    private static final Pattern UNIT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)");
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private RetryHints() {}

    /**
     * @param headers by lower-case name
     * @param body the error's JSON as {@link Json#parse} gives it, or null
     * @return how long from now, or null if nothing tells
     */
    public static @Nullable Duration read(Map<String, String> headers, @Nullable Object body) {
        for (String name : MILLISECONDS) {
            Duration wait = seconds(headers.get(name), 1000);
            if (wait != null) {
                return wait;
            }
        }
        Duration wait = moment(headers.get("retry-after"));
        if (wait == null) {
            wait = inBody(body, 0);
        }
        return wait == null ? longestReset(headers) : wait;
    }

    private static @Nullable Duration longestReset(Map<String, String> headers) {
        Duration longest = null;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            if (!name.contains("ratelimit") || !name.contains("reset")) {
                continue;
            }
            String left = headers.get(name.replace("reset", "remaining"));
            if (left != null && !left.strip().matches("0+(\\.0+)?")) {
                continue;
            }
            Duration reset = moment(header.getValue());
            if (reset != null && (longest == null || reset.compareTo(longest) > 0)) {
                longest = reset;
            }
        }
        return longest;
    }

    /** Seconds, a duration such as 2m59.56s, an epoch in seconds or milliseconds, an RFC 3339 or an HTTP date. */
    static @Nullable Duration moment(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String value = text.strip();
        Duration wait = seconds(value, 1);
        if (wait == null) {
            wait = duration(value);
        }
        if (wait == null) {
            wait = date(value);
        }
        return wait;
    }

    private static @Nullable Duration seconds(@Nullable String text, int perSecond) {
        if (text == null || !text.strip().matches("\\d{1,15}(\\.\\d{1,9})?")) {
            return null;
        }
        double value = Double.parseDouble(text.strip());
        if (value > 1e11) {
            return until(Instant.ofEpochMilli((long) value));
        }
        if (value > 1e9) {
            return until(Instant.ofEpochSecond((long) value));
        }
        return Duration.ofMillis(Math.round(value * 1000 / perSecond));
    }

    private static @Nullable Duration duration(String text) {
        Matcher unit = UNIT.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (unit.find() && unit.start() == end) {
            long millis = switch (unit.group(2)) {
                case "ms" -> 1;
                case "s" -> 1000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 86_400_000;
            };
            sum = sum.plusMillis(Math.round(Double.parseDouble(unit.group(1)) * millis));
            end = unit.end();
        }
        return end > 0 && end == text.length() ? sum : null;
    }

    private static @Nullable Duration date(String text) {
        try {
            return until(
                    text.contains(",")
                            ? ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant()
                            : ZonedDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Duration until(Instant moment) {
        Duration wait = Duration.between(Instant.now(), moment);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Google's RetryInfo ("retryDelay": "46s") and Zhipu's next_flush_time, wherever in the body they stand. */
    private static @Nullable Duration inBody(@Nullable Object json, int depth) {
        if (depth > 6) {
            return null;
        }
        if (json instanceof Map<?, ?> map) {
            if (map.get("retryDelay") instanceof String delay) {
                return moment(delay);
            }
            if (map.get("next_flush_time") instanceof Object time) {
                return flushTime(time.toString());
            }
        }
        Iterable<?> inner = switch (json) {
            case Map<?, ?> map -> map.values();
            case List<?> list -> list;
            case null, default -> List.of();
        };
        for (Object value : inner) {
            Duration wait = inBody(value, depth + 1);
            if (wait != null) {
                return wait;
            }
        }
        return null;
    }

    /** Zhipu tells Beijing's time without saying so. */
    private static @Nullable Duration flushTime(String text) {
        Duration wait = moment(text);
        if (wait != null) {
            return wait;
        }
        try {
            return until(LocalDateTime.parse(text, PLAIN).toInstant(ZoneOffset.ofHours(8)));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
