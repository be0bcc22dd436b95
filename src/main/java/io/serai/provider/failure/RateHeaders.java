package io.serai.provider.failure;

import io.serai.catalog.Counted;
import io.serai.catalog.Vendor;
import io.serai.dialect.Waits;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the headers of an answer what is left of a vendor's windows. All vendors make the names from the same words in their own
 * order: {@code x-ratelimit-remaining-requests}, {@code anthropic-ratelimit-tokens-reset}, {@code x-ratelimit-limit-tokens-minute}.
 */
public final class RateHeaders {
    private static final String MARK = "ratelimit";
    private static final Map<String, Duration> PERIODS = Map.of(
            "second", Duration.ofSeconds(1),
            "minute", Duration.ofMinutes(1),
            "hour", Duration.ofHours(1),
            "day", Duration.ofDays(1),
            "week", Duration.ofDays(7),
            "month", Duration.ofDays(30));

    private RateHeaders() {}

    /**
     * @param headers of the answer, by name in any case
     * @param vendor what its documents say of windows that the names do not show
     */
    public static List<Reading> read(Map<String, Object> headers, Instant now, Vendor vendor) {
        Map<String, Said> windows = null;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            String name = header.getKey();
            if (header.getValue() == null || !marked(name)) {
                continue;
            }
            if (windows == null) {
                windows = new TreeMap<>();
            }
            note(name.toLowerCase(Locale.ROOT), header.getValue().toString().strip(), windows);
        }
        if (windows == null) {
            return List.of();
        }
        List<Reading> readings = new ArrayList<>();
        windows.forEach((subject, said) -> {
            Reading reading = said.reading(subject, now, vendor);
            if (reading != null) {
                readings.add(reading);
            }
        });
        return readings;
    }

    private static boolean marked(String name) {
        for (int i = name.length() - MARK.length(); i >= 0; i--) {
            if (name.regionMatches(true, i, MARK, 0, MARK.length())) {
                return true;
            }
        }
        return false;
    }

    private static void note(String name, String value, Map<String, Said> windows) {
        String kind = "";
        List<String> subject = new ArrayList<>();
        for (String word : name.split("-")) {
            switch (word) {
                case "limit", "remaining", "reset" -> kind = word;
                case "req", "request" -> subject.add("requests");
                case "token" -> subject.add("tokens");
                case "x", "ratelimit", "" -> {
                    // All of them have these.
                }
                default -> subject.add(word);
            }
        }
        if (!kind.isEmpty()) {
            windows.computeIfAbsent(String.join(" ", subject), window -> new Said())
                    .values
                    .put(kind, value);
        }
    }

    /** The headers that speak of one window. */
    private static final class Said {
        private final Map<String, String> values = new HashMap<>();

        @Nullable
        Reading reading(String subject, Instant now, Vendor vendor) {
            Long left = number(values.get("remaining"));
            // Beside the sum of both, which counts here.
            boolean part = subject.contains("input") || subject.contains("output");
            if (left == null || part) {
                return null;
            }
            // One vendor's old name for it: ratelimitbysize.
            Unit unit = subject.contains("tokens") || subject.contains("bysize") ? Unit.TOKENS : Unit.REQUESTS;
            Duration period = null;
            for (String word : subject.split(" ")) {
                period = PERIODS.getOrDefault(word, period);
            }
            boolean named = period != null;
            Duration wait = Waits.read(values.get("reset"), now);
            Long limit = number(values.get("limit"));
            return new Reading(
                    unit,
                    subject,
                    Math.max(0, left),
                    wait == null ? null : now.plus(wait),
                    limit == null ? 0 : Math.max(0, limit),
                    named ? period : vendor.told().get(unit == Unit.TOKENS ? Counted.TOKENS : Counted.REQUESTS),
                    vendor.refills());
        }

        /** The first number; null if there is none. A vendor may list several policies behind it. */
        private static @Nullable Long number(@Nullable String text) {
            if (text == null) {
                return null;
            }
            int end = text.startsWith("-") ? 1 : 0;
            while (end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
            try {
                return Long.valueOf(text.substring(0, end));
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }
}
