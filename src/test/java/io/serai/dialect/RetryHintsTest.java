package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long vendors ask to wait, in each of their ways to say so. */
class RetryHintsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        seconds                        | retry-after: 20                              | PT20S
        seconds with a fraction        | retry-after: 1.5                             | PT1.5S
        at once                        | retry-after: 0                               | PT0S
        an HTTP date                   | retry-after: Sat, 21 Nov 2026 10:00:30 GMT   | PT30S
        a date in the past             | retry-after: Sat, 21 Nov 2026 09:00:00 GMT   | PT0S
        OpenAI, milliseconds           | retry-after-ms: 1500                         | PT1.5S
        milliseconds are more precise  | retry-after: 2; retry-after-ms: 1234         | PT1.234S
        Azure                          | x-ms-retry-after-ms: 250                     | PT0.25S
        OpenAI, minutes                | x-ratelimit-reset-requests: 6m0s             | PT6M
        OpenAI, milliseconds in a unit | x-ratelimit-reset-requests: 120ms            | PT0.12S
        Groq                           | x-ratelimit-reset-requests: 2m59.56s         | PT2M59.56S
        Groq, hours                    | x-ratelimit-reset-tokens: 1h2m3s             | PT1H2M3S
        microseconds                   | x-ratelimit-reset-tokens: 820µs              | PT0.001S
        Groq, tokens are left          | x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1m; x-ratelimit-remaining-tokens: 9; x-ratelimit-reset-tokens: 5m | PT1M
        the longest of what is used up | x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1m; x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 5m | PT5M
        less than nothing left         | x-ratelimit-remaining-tokens: -12; x-ratelimit-reset-tokens: 5s | PT5S
        Cerebras                       | x-ratelimit-remaining-requests-day: 0; x-ratelimit-reset-requests-day: 33011.382867097855; x-ratelimit-remaining-tokens-minute: 60000; x-ratelimit-reset-tokens-minute: 11.38 | PT9H10M11.383S
        Anthropic                      | anthropic-ratelimit-requests-remaining: 0; anthropic-ratelimit-requests-reset: 2026-11-21T10:01:00Z | PT1M
        Anthropic, tokens are left     | anthropic-ratelimit-tokens-remaining: 5000; anthropic-ratelimit-tokens-reset: 2026-11-21T10:01:00Z | -
        an instant with an offset      | x-ratelimit-reset: 2026-11-21T18:00:05+08:00 | PT5S
        OpenRouter                     | x-ratelimit-limit: 50; x-ratelimit-remaining: 0; x-ratelimit-reset: 1795255260000 | PT1M
        GitHub, seconds since 1970     | x-ratelimit-remaining: 0; x-ratelimit-reset: 1795255205 | PT5S
        the draft standard             | ratelimit-limit: 10; ratelimit-remaining: 0; ratelimit-reset: 7 | PT7S
        Mistral, by size               | ratelimitbysize-remaining: 0; ratelimitbysize-reset: 31 | PT31S
        Mistral, nothing left, no reset | x-ratelimit-remaining-req-minute: 0; x-ratelimit-limit-req-minute: 60 | -
        nothing left, no reset         | x-ratelimit-remaining-requests: 0            | -
        something left                 | x-ratelimit-remaining-requests: 5; x-ratelimit-reset-requests: 1m | -
        retry-after before windows     | retry-after: 3; x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1m | PT3S
        nonsense before windows        | retry-after: soon; x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1m | PT1M
        no header at all               | content-type: application/json               | -
        less than nothing              | retry-after: -5                              | -
        nothing                        | retry-after:                                 | -
        no time                        | retry-after: 5 apples                        | -
        a wrong date                   | retry-after: Sun, 21 Nov 2026 10:00:30 GMT   | -
        for ever                       | retry-after: 999999999                       | P32D
        for ever in a unit             | x-ratelimit-reset: 99999999999999999d99999999999999999d | P32D
        too many digits                | retry-after: 99999999999999999999999         | -
        """)
    void headers(String name, String headers, @Nullable Duration wait) {
        Map<String, String> sent = new TreeMap<>();
        for (String header : headers.split(";", -1)) {
            String[] pair = header.split(":", 2);
            sent.put(pair[0].strip().toLowerCase(Locale.ROOT), pair[1].strip());
        }

        assertThat(RetryHints.read(sent, null, NOW)).isEqualTo(wait);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
        Gemini               | {"error": {"code": 429, "details": [{"@type": "QuotaFailure", "violations": [{"quotaId": "x"}]}, {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "46s"}]}} | PT46S
        Gemini, a fraction   | [{"error": {"details": [{"retryDelay": "46.753082955s"}]}}] | PT46.754S
        Zhipu                | {"error": {"code": "1308", "message": "x", "next_flush_time": "2026-11-21 18:00:10"}} | PT10S
        Zhipu, since 1970    | {"error": {"code": "1308", "next_flush_time": 1795255210000}} | PT10S
        Zhipu, in words      | {"error": {"code": "1308", "message": "Usage limit reached for 5 hours. Your limit will reset at 2026-11-21 18:30:00"}} | PT30M
        Zhipu, in Chinese    | {"error": {"code": "1308", "message": "已达到 5 小时的使用上限。您的限额将在 2026-11-21 18:30:00 重置。"}} | PT30M
        OpenRouter           | {"error": {"code": 429, "metadata": {"headers": {"X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795255260000"}}}} | PT1M
        a date, but no reset | {"error": {"message": "Model retired on 2026-11-22 10:00:00"}} | -
        no time              | {"error": {"retryDelay": "soon", "next_flush_time": "later"}} | -
        null                 | {"error": {"retryDelay": null, "next_flush_time": null, "message": null, "headers": null}} | -
        too deep             | {"1": {"2": {"3": {"4": {"5": {"6": {"7": {"8": {"retryDelay": "46s"}}}}}}}}} | -
        nothing              | {} | -
        """)
    void bodies(String name, String body, @Nullable Duration wait) {
        Object json = Json.parse(body.getBytes(StandardCharsets.UTF_8));

        assertThat(RetryHints.read(Map.of(), json, NOW)).isEqualTo(wait);
    }
}
