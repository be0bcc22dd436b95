package io.serai.provider.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left is read from the headers of every vendor. */
class RateHeadersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            OpenAI     | x-ratelimit-limit-requests=60;x-ratelimit-remaining-requests=59;x-ratelimit-reset-requests=1s | REQUESTS | 59 | 60 | PT1S |
            Groq       | x-ratelimit-limit-tokens=18000;x-ratelimit-remaining-tokens=17997;x-ratelimit-reset-tokens=7.66s | TOKENS | 17997 | 18000 | PT7.66S |
            Groq, long | X-RateLimit-Remaining-Requests=14370;X-RateLimit-Reset-Requests=2m59.56s | REQUESTS | 14370 | 0 | PT2M59.56S |
            milliseconds | x-ratelimit-remaining-requests=3;x-ratelimit-reset-requests=120ms | REQUESTS | 3 | 0 | PT0.12S |
            Cerebras   | x-ratelimit-limit-requests-day=14400;x-ratelimit-remaining-requests-day=14380;x-ratelimit-reset-requests-day=33011.4 | REQUESTS | 14380 | 14400 | PT9H10M11.4S | PT24H
            Cerebras   | x-ratelimit-limit-tokens-minute=60000;x-ratelimit-remaining-tokens-minute=100;x-ratelimit-reset-tokens-minute=11.38 | TOKENS | 100 | 60000 | PT11.38S | PT1M
            Anthropic  | anthropic-ratelimit-requests-limit=50;anthropic-ratelimit-requests-remaining=49;anthropic-ratelimit-requests-reset=2026-11-21T10:00:20Z | REQUESTS | 49 | 50 | PT20S |
            Anthropic  | anthropic-ratelimit-tokens-limit=50000;anthropic-ratelimit-tokens-remaining=49000;anthropic-ratelimit-tokens-reset=2026-11-21T10:01:00Z | TOKENS | 49000 | 50000 | PT1M |
            OpenRouter | X-RateLimit-Limit=50;X-RateLimit-Remaining=12;X-RateLimit-Reset=1795266000000 | REQUESTS | 12 | 50 | PT3H |
            seconds since 1970 | x-ratelimit-remaining=12;x-ratelimit-reset=1795266000 | REQUESTS | 12 | 0 | PT3H |
            Mistral    | x-ratelimit-limit-req-minute=60;x-ratelimit-remaining-req-minute=0 | REQUESTS | 0 | 60 | | PT1M
            Mistral    | x-ratelimit-limit-tokens-minute=500000;x-ratelimit-remaining-tokens-minute=499000 | TOKENS | 499000 | 500000 | | PT1M
            Mistral, older | ratelimitbysize-limit=500000;ratelimitbysize-remaining=499000;ratelimitbysize-reset=38 | TOKENS | 499000 | 500000 | PT38S |
            ModelScope | modelscope-ratelimit-model-requests-limit=500;modelscope-ratelimit-model-requests-remaining=3 | REQUESTS | 3 | 500 | |
            IETF       | RateLimit-Limit=100, 100;RateLimit-Remaining=50;RateLimit-Reset=30 | REQUESTS | 50 | 100 | PT30S |
            negative   | x-ratelimit-remaining-tokens=-205 | TOKENS | 0 | 0 | |
            """)
    void whatIsLeft(String vendor, String headers, Unit unit, long left, long limit, Duration reset, Duration period) {
        List<Reading> readings = RateHeaders.read(headers(headers), NOW, vendor("openai-compatible"));

        assertThat(readings).hasSize(1);
        Reading reading = readings.getFirst();
        assertThat(reading.unit()).isEqualTo(unit);
        assertThat(reading.left()).isEqualTo(left);
        assertThat(reading.limit()).isEqualTo(limit);
        assertThat(reading.reset()).isEqualTo(reset == null ? null : NOW.plus(reset));
        assertThat(reading.period()).isEqualTo(period);
    }

    @Test
    void aWindowThatTheNameDoesNotTellIsTheCatalogues() {
        List<Reading> readings = RateHeaders.read(
                headers("x-ratelimit-limit-requests=14400;x-ratelimit-remaining-requests=14399"
                        + ";x-ratelimit-limit-tokens=6000;x-ratelimit-remaining-tokens=5000"),
                NOW,
                vendor("groq"));

        assertThat(readings).extracting(Reading::period).containsExactly(Duration.ofDays(1), Duration.ofMinutes(1));
        assertThat(readings).allMatch(Reading::refills);
    }

    @Test
    void otherHeadersSayNothing() {
        assertThat(RateHeaders.read(
                        headers("content-type=text/plain;x-request-id=1;x-ratelimit-limit-requests=60"
                                + ";anthropic-ratelimit-input-tokens-remaining=1"),
                        NOW,
                        vendor("openai-compatible")))
                .isEmpty();
    }

    private static Vendor vendor(String name) {
        return Catalog.shipped().vendor(name).orElseThrow();
    }

    private static Map<String, Object> headers(String text) {
        Map<String, Object> headers = new java.util.HashMap<>();
        for (String header : text.strip().split(";")) {
            String[] words = header.split("=", 2);
            headers.put(words[0], words[1]);
        }
        return headers;
    }
}
