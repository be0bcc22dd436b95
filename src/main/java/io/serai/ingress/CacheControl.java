package io.serai.ingress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The directives of a request's {@code Cache-Control} that Serai heeds; it ignores others, as RFC 9111 section 5.2 asks.
 *
 * @param read whether an answer that was given before will do
 * @param store whether the answer may be kept
 * @param maxAge how old it may be; null for any age
 * @param onlyCached whether nobody else may be asked
 */
record CacheControl(boolean read, boolean store, @Nullable Duration maxAge, boolean onlyCached) {
    /** More than any answer is kept. */
    private static final long MOST_SECONDS = Integer.MAX_VALUE;

    private static final int DIGITS = 18;

    static CacheControl of(List<String> headers) {
        boolean cached = true;
        boolean store = true;
        boolean only = false;
        Duration age = null;
        for (String directive :
                String.join(",", headers).toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = directive.split("=", 2);
            switch (parts[0].strip()) {
                case "no-store" -> store = false;
                case "no-cache" -> cached = false;
                case "only-if-cached" -> only = true;
                case "max-age" -> age = shorter(age, seconds(parts.length == 1 ? "" : parts[1].strip()));
                default -> {
                    // Of no importance here.
                }
            }
        }
        boolean read = store && cached && (age == null || age.isPositive());
        return new CacheControl(read, store, age, only);
    }

    private static Duration shorter(@Nullable Duration one, Duration other) {
        return one == null || other.compareTo(one) < 0 ? other : one;
    }

    /** What is no number of seconds counts as zero: RFC 9111, section 4.2.1. */
    private static Duration seconds(String text) {
        String digits = text.replace("\"", "");
        if (!digits.matches("[0-9]+")) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(
                digits.length() > DIGITS ? MOST_SECONDS : Math.min(MOST_SECONDS, Long.parseLong(digits)));
    }
}
