package io.serai.demo.simulator;

import io.serai.quota.Left;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies with which vendors refuse a call that is over a limit. */
final class LimitBodies {
    private static final DateTimeFormatter BEIJING =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.ofHours(8));
    private static final String GOOGLE = "type.googleapis.com/google.rpc.";

    private LimitBodies() {}

    /** The body, or null where the dialect's own error says it all. */
    static @Nullable Object body(LimitForm form, String dialect, Refusal refusal) {
        return switch (form) {
            case OPENAI, GROQ -> dialect.equals("openai") ? openai(refusal) : null;
            case GITHUB -> error("code", "RateLimitReached", "message", github(refusal), "details", github(refusal));
            case OPENROUTER -> openrouter(refusal);
            case CEREBRAS -> cerebras(refusal);
            case GEMINI -> dialect.equals("openai") ? List.of(gemini(refusal)) : gemini(refusal);
            case ZHIPU -> zhipu(refusal);
            case ANTHROPIC, NONE -> null;
        };
    }

    /** What a person reads. */
    static String text(Refusal refusal) {
        if (refusal.ofParallel()) {
            return "Too many concurrent requests: Limit " + refusal.amount() + '.';
        }
        Duration delay = refusal.delay();
        return "Rate limit reached for " + refusal.model() + " on " + (refusal.ofTokens() ? "tokens" : "requests")
                + " per " + period(refusal.period()) + ": Limit " + refusal.amount() + '.'
                + (delay == null ? "" : " Please try again in " + LimitHeaders.duration(delay) + '.');
    }

    private static String period(Duration period) {
        return switch ((int) Math.min(period.toSeconds(), Integer.MAX_VALUE)) {
            case 1 -> "second";
            case 60 -> "min";
            case 3600 -> "hour";
            case 86_400 -> "day";
            default -> LimitHeaders.duration(period);
        };
    }

    private static Object openai(Refusal refusal) {
        String type = refusal.ofTokens() ? "tokens" : "requests";
        return error("message", text(refusal), "type", type, "param", null, "code", "rate_limit_exceeded");
    }

    private static String github(Refusal refusal) {
        return "Rate limit of " + refusal.amount() + " per "
                + refusal.period().toSeconds() + "s exceeded for "
                + (refusal.ofDay() ? "UserByModelByDay" : "UserByModelByMinute") + '.'
                + (refusal.until() == null ? "" : " Please wait " + refusal.seconds() + " seconds before retrying.");
    }

    private static Object openrouter(Refusal refusal) {
        Left limit = refusal.limit();
        Object metadata =
                limit == null ? Tree.of() : Tree.of("headers", LimitHeaders.refused(LimitForm.OPENROUTER, refusal));
        String window = refusal.ofDay() ? "free-models-per-day" : "free-models-per-min";
        return error("message", "Rate limit exceeded: " + window, "code", 429, "metadata", metadata);
    }

    private static Object cerebras(Refusal refusal) {
        String code = refusal.ofTokens() ? "token_quota_exceeded" : "request_quota_exceeded";
        return Tree.of("message", text(refusal), "type", "too_many_requests_error", "param", "quota", "code", code);
    }

    private static Object gemini(Refusal refusal) {
        String window = refusal.ofDay() ? "PerDay" : "PerMinute";
        String metric = refusal.ofTokens() ? "InputTokens" : "Requests";
        Object violation = Tree.of(
                "quotaMetric",
                "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                "quotaId",
                "Generate" + metric + window + "PerProjectPerModel-FreeTier",
                "quotaDimensions",
                Tree.of("location", "global", "model", refusal.model()),
                "quotaValue",
                Long.toString(refusal.amount()));
        Object failure = Tree.of("@type", GOOGLE + "QuotaFailure", "violations", List.of(violation));
        Duration delay = refusal.delay();
        List<Object> details = delay == null
                ? List.of(failure)
                : List.of(failure, Tree.of("@type", GOOGLE + "RetryInfo", "retryDelay", refusal.seconds() + "s"));
        return error(
                "code",
                429,
                "message",
                "You exceeded your current quota, please check your plan and billing details.",
                "status",
                "RESOURCE_EXHAUSTED",
                "details",
                details);
    }

    /** The code names the limit that is used up; only a long wait has its end. */
    private static Object zhipu(Refusal refusal) {
        Instant until = refusal.until();
        if (refusal.ofDay() && until != null) {
            String time = BEIJING.format(until.plusMillis(999));
            return error(
                    "code",
                    "1308",
                    "message",
                    "Usage limit reached for this period. Your limit will reset at " + time,
                    "next_flush_time",
                    time);
        }
        return refusal.ofParallel()
                ? error("code", "1302", "message", "High concurrency usage of this API")
                : error("code", "1303", "message", "High frequency usage of this API");
    }

    private static Map<String, @Nullable Object> error(@Nullable Object... namesAndValues) {
        return Tree.of("error", Tree.of(namesAndValues));
    }
}
