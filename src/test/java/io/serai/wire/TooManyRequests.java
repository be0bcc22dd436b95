package io.serai.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A vendor that has had enough: 429, with one of the many ways to say, or not to say, until when. */
public final class TooManyRequests extends Always {
    static final Answer ANSWER =
            Answer.error(429, "Rate limit reached for requests", "rate_limit_error", null, "rate_limit_exceeded");

    /** RFC 9110 wants two digits for the day, which {@link DateTimeFormatter#RFC_1123_DATE_TIME} does not give. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TooManyRequests(Answer answer) {
        super(answer);
    }

    /** Not a word on when. */
    public static TooManyRequests withoutHint() {
        return new TooManyRequests(ANSWER);
    }

    /** With one header of the test's own. */
    public static TooManyRequests withHeader(String name, String value) {
        return new TooManyRequests(ANSWER.with(name, value));
    }

    /** retry-after in whole seconds. */
    public static TooManyRequests retryAfter(Duration delay) {
        return withHeader("retry-after", "" + delay.toSeconds());
    }

    /** retry-after as an HTTP date, to the second. */
    public static TooManyRequests retryAfterDate(Instant when) {
        return withHeader("retry-after", HTTP_DATE.format(when));
    }

    /** OpenAI's retry-after-ms. */
    public static TooManyRequests retryAfterMillis(Duration delay) {
        return withHeader("retry-after-ms", "" + delay.toMillis());
    }

    /** Azure's x-ms-retry-after-ms. */
    public static TooManyRequests azure(Duration delay) {
        return withHeader("x-ms-retry-after-ms", "" + delay.toMillis());
    }

    /** x-ratelimit-reset-requests with a duration as OpenAI and Groq write it: "6m0s", "2m59.56s", "120ms". */
    public static TooManyRequests resetRequests(String duration) {
        return new TooManyRequests(ANSWER.with("x-ratelimit-limit-requests", "30")
                .with("x-ratelimit-remaining-requests", "0")
                .with("x-ratelimit-reset-requests", duration));
    }

    /** Nothing remaining, and not a word on when there will be more. */
    public static TooManyRequests nothingRemaining() {
        return withHeader("x-ratelimit-remaining-requests", "0");
    }

    /** Cerebras: resets in seconds with a fraction, and an error without a wrapper. */
    public static TooManyRequests cerebras(double resetRequestsDay, double resetTokensMinute) {
        String body = """
                {"message":"Requests per day limit exceeded - too many requests sent.",\
                "type":"too_many_requests_error","param":"quota","code":"request_quota_exceeded"}""";
        return new TooManyRequests(Answer.json(429, body)
                .with("x-ratelimit-remaining-requests-day", "0")
                .with("x-ratelimit-reset-requests-day", "" + resetRequestsDay)
                .with("x-ratelimit-remaining-tokens-minute", "60000")
                .with("x-ratelimit-reset-tokens-minute", "" + resetTokensMinute));
    }

    /** Anthropic: an instant of RFC 3339, to the second. */
    public static TooManyRequests anthropic(Instant reset) {
        String body = """
                {"type":"error","error":{"type":"rate_limit_error",\
                "message":"This request would exceed your account's rate limit."},"request_id":"req_1"}""";
        return new TooManyRequests(Answer.json(429, body)
                .with("anthropic-ratelimit-requests-remaining", "0")
                .with("anthropic-ratelimit-requests-reset", "" + reset.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** OpenRouter: milliseconds since 1970, in a header and once more in the body. */
    public static TooManyRequests openRouter(Instant reset) {
        String body = """
                {"error":{"message":"Rate limit exceeded: free-models-per-day.","code":429,"metadata":{"headers":\
                {"X-RateLimit-Limit":"50","X-RateLimit-Remaining":"0",\
                "X-RateLimit-Reset":"%d"}}}}""".formatted(reset.toEpochMilli());
        return new TooManyRequests(Answer.json(429, body)
                .with("X-RateLimit-Limit", "50")
                .with("X-RateLimit-Remaining", "0")
                .with("X-RateLimit-Reset", "" + reset.toEpochMilli()));
    }

    /** Mistral: nothing left of the minute's requests, and no reset. */
    public static TooManyRequests mistral() {
        String body = """
                {"object":"error","message":"Rate limit exceeded","type":"rate_limited",\
                "param":null,"code":"1300","raw_status_code":429}""";
        return new TooManyRequests(Answer.json(429, body)
                .with("x-ratelimit-limit-req-minute", "60")
                .with("x-ratelimit-remaining-req-minute", "0")
                .with("x-ratelimit-remaining-tokens-minute", "499900"));
    }

    /** Mistral's older form: seconds until there are tokens again. */
    public static TooManyRequests mistralBySize(Duration reset) {
        return new TooManyRequests(
                ANSWER.with("ratelimitbysize-remaining", "0").with("ratelimitbysize-reset", "" + reset.toSeconds()));
    }

    /** Gemini: RetryInfo in the body, such as "46s", for a limit per minute. */
    public static TooManyRequests gemini(String retryDelay) {
        return gemini("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", retryDelay);
    }

    /** Gemini: a limit per day, with a RetryInfo that promises too much. */
    public static TooManyRequests geminiPerDay(String retryDelay) {
        return gemini("GenerateRequestsPerDayPerProjectPerModel-FreeTier", retryDelay);
    }

    private static TooManyRequests gemini(String quotaId, String retryDelay) {
        String body = """
                {"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED",\
                "details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"%s"}]},\
                {"@type":"type.googleapis.com/google.rpc.RetryInfo",\
                "retryDelay":"%s"}]}}""".formatted(quotaId, retryDelay);
        return new TooManyRequests(Answer.json(429, body));
    }

    /** Zhipu: only a code, such as 1302 (too many at once), 1305 (overloaded), 1113 (no balance). */
    public static TooManyRequests zhipu(String code) {
        return zhipu(code, "Rate limit reached for requests");
    }

    /** Zhipu's 1308: a plan's limit, its reset in the message as Beijing time such as "2026-08-25 07:41:44". */
    public static TooManyRequests zhipuUntil(String nextFlushTime) {
        return zhipu("1308", "Usage limit reached for 5 hours. Your limit will reset at " + nextFlushTime);
    }

    private static TooManyRequests zhipu(String code, String message) {
        String body = """
                {"error":{"code":"%s","message":"%s"}}""".formatted(code, message);
        return new TooManyRequests(Answer.json(429, body));
    }

    /** OpenAI's insufficient_quota: no waiting helps. */
    public static TooManyRequests insufficientQuota() {
        String message = "You exceeded your current quota, please check your plan and billing details.";
        return new TooManyRequests(Answer.error(429, message, "insufficient_quota", null, "insufficient_quota"));
    }
}
