package io.serai.demo.simulator;

import io.serai.quota.Left;
import io.serai.quota.Limit.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers in which vendors report what is left of their limits. */
final class LimitHeaders {
    private static final Comparator<Left> BY_PERIOD =
            Comparator.comparing(left -> left.limit().period());

    private LimitHeaders() {}

    /** What stands on every answer. */
    static Map<String, String> told(LimitForm form, List<Left> left, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        Left requests = shortest(left, Unit.REQUESTS);
        Left tokens = shortest(left, Unit.TOKENS);
        switch (form) {
            case OPENAI -> {
                openai(headers, "requests", requests, now);
                openai(headers, "tokens", tokens, now);
            }
            // Requests are those of the day, tokens those of the minute.
            case GROQ -> {
                openai(headers, "requests", longest(left, Unit.REQUESTS), now);
                openai(headers, "tokens", tokens, now);
            }
            case ANTHROPIC -> {
                anthropic(headers, "requests", requests, now);
                anthropic(headers, "tokens", tokens, now);
            }
            case GITHUB -> github(headers, requests, tokens);
            case CEREBRAS -> {
                Left day = longest(left, Unit.REQUESTS);
                cerebras(headers, "requests-day", day, now);
                cerebras(headers, "tokens-minute", tokens, now);
            }
            case OPENROUTER, GEMINI, ZHIPU, NONE -> {}
        }
        return headers;
    }

    /** What a refusal has besides. */
    static Map<String, String> refused(LimitForm form, Refusal refusal) {
        Map<String, String> headers = new LinkedHashMap<>();
        Left limit = refusal.limit();
        Duration delay = refusal.delay();
        switch (form) {
            case OPENROUTER -> {
                if (limit != null) {
                    headers.put("X-RateLimit-Limit", Long.toString(refusal.amount()));
                    headers.put("X-RateLimit-Remaining", "0");
                    headers.put("X-RateLimit-Reset", Long.toString(reset(refusal, limit)));
                }
            }
            case OPENAI -> {
                if (delay != null) {
                    headers.put("retry-after-ms", Long.toString(Math.max(1, delay.toMillis())));
                    headers.put("retry-after", Long.toString(refusal.seconds()));
                }
            }
            case GITHUB -> {
                headers.put("x-ratelimit-type", refusal.ofParallel() ? "UserConcurrentRequests" : window(refusal));
                if (delay != null) {
                    headers.put("x-ratelimit-timeremaining", Long.toString(refusal.seconds()));
                    headers.put("retry-after", Long.toString(refusal.seconds()));
                }
            }
            case GROQ, ANTHROPIC, CEREBRAS, NONE -> {
                if (delay != null) {
                    headers.put("retry-after", Long.toString(refusal.seconds()));
                }
            }
            // They report it in the body.
            case GEMINI, ZHIPU -> {}
        }
        return headers;
    }

    /** When it ends, in milliseconds since 1970; that of calls at once at the soonest. */
    static long reset(Refusal refusal, Left limit) {
        Instant until = refusal.until();
        return (until == null ? limit.resetsAt() : until).toEpochMilli();
    }

    private static String window(Refusal refusal) {
        return refusal.ofDay() ? "UserByModelByDay" : "UserByModelByMinute";
    }

    private static void openai(Map<String, String> headers, String unit, @Nullable Left left, Instant now) {
        if (left != null) {
            headers.put("x-ratelimit-limit-" + unit, Long.toString(left.limit().amount()));
            headers.put("x-ratelimit-remaining-" + unit, Long.toString(left.left()));
            headers.put("x-ratelimit-reset-" + unit, duration(until(left, now)));
        }
    }

    private static void anthropic(Map<String, String> headers, String unit, @Nullable Left left, Instant now) {
        if (left != null) {
            boolean tokens = unit.equals("tokens");
            long amount = left.limit().amount();
            String name = "anthropic-ratelimit-" + unit;
            headers.put(name + "-limit", Long.toString(amount));
            headers.put(name + "-remaining", Long.toString(tokens ? rounded(left.left()) : left.left()));
            Instant anew = now.plus(until(left, now)).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
            headers.put(name + "-reset", anew.toString());
        }
    }

    /** To the nearest thousand, where there are thousands. */
    private static long rounded(long tokens) {
        return tokens < 1000 ? tokens : Math.round(tokens / 1000.0) * 1000;
    }

    private static void github(Map<String, String> headers, @Nullable Left requests, @Nullable Left tokens) {
        if (requests != null) {
            headers.put(
                    "x-ratelimit-limit-requests", Long.toString(requests.limit().amount()));
            headers.put("x-ratelimit-remaining-requests", Long.toString(requests.left()));
            headers.put(
                    "x-ratelimit-renewalperiod-requests",
                    Long.toString(requests.limit().period().toSeconds()));
        }
        if (tokens != null) {
            headers.put("x-ratelimit-limit-tokens", Long.toString(tokens.limit().amount()));
            headers.put("x-ratelimit-remaining-tokens", Long.toString(tokens.left()));
        }
    }

    private static void cerebras(Map<String, String> headers, String unit, @Nullable Left left, Instant now) {
        if (left != null) {
            headers.put("x-ratelimit-limit-" + unit, Long.toString(left.limit().amount()));
            headers.put("x-ratelimit-remaining-" + unit, Long.toString(left.left()));
            BigDecimal seconds = BigDecimal.valueOf(until(left, now).toMillis(), 3);
            headers.put("x-ratelimit-reset-" + unit, seconds.toPlainString());
        }
    }

    private static Duration until(Left left, Instant now) {
        return left.resetsAt().isAfter(now) ? Duration.between(now, left.resetsAt()) : Duration.ZERO;
    }

    /** A duration as Go writes it: 120ms, 2m59.56s, 6m0s. */
    static String duration(Duration duration) {
        long millis = duration.plusNanos(999_999).toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        BigDecimal seconds = BigDecimal.valueOf(millis % 60_000, 3)
                .setScale(3, RoundingMode.UNNECESSARY)
                .stripTrailingZeros();
        long minutes = millis / 60_000 % 60;
        long hours = millis / 3_600_000;
        return (hours > 0 ? hours + "h" : "")
                + (hours > 0 || minutes > 0 ? minutes + "m" : "")
                + seconds.toPlainString()
                + 's';
    }

    private static @Nullable Left shortest(List<Left> left, Unit unit) {
        return left.stream()
                .filter(one -> one.limit().unit() == unit)
                .min(BY_PERIOD)
                .orElse(null);
    }

    private static @Nullable Left longest(List<Left> left, Unit unit) {
        return left.stream()
                .filter(one -> one.limit().unit() == unit)
                .max(BY_PERIOD)
                .orElse(null);
    }
}
