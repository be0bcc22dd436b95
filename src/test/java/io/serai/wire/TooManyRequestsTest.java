package io.serai.wire;

import static io.serai.wire.Caller.json;
import static io.serai.wire.Caller.saying;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TooManyRequestsTest {
    private static final Instant RESET = Instant.parse("2026-11-03T07:08:09.123Z");

    private final Caller caller = new Caller();

    @AfterEach
    void hangUp() {
        caller.close();
    }

    @ParameterizedTest
    @MethodSource("hints")
    void waysToSayUntilWhen(TooManyRequests vendor, String header, String value) throws IOException {
        try (vendor) {
            var response = caller.chat(vendor, saying("hi"));
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue(header)).hasValue(value);
            assertThat(json(response.body()).isObject()).isTrue();
        }
    }

    static Stream<Arguments> hints() {
        Duration delay = Duration.ofSeconds(7);
        return Stream.of(
                Arguments.of(TooManyRequests.retryAfter(delay), "retry-after", "7"),
                Arguments.of(TooManyRequests.retryAfterDate(RESET), "retry-after", "Tue, 03 Nov 2026 07:08:09 GMT"),
                Arguments.of(TooManyRequests.retryAfterMillis(delay), "retry-after-ms", "7000"),
                Arguments.of(TooManyRequests.azure(delay), "x-ms-retry-after-ms", "7000"),
                Arguments.of(TooManyRequests.resetRequests("2m59.56s"), "x-ratelimit-reset-requests", "2m59.56s"),
                Arguments.of(TooManyRequests.nothingRemaining(), "x-ratelimit-remaining-requests", "0"),
                Arguments.of(TooManyRequests.cerebras(3012.5, 11.25), "x-ratelimit-reset-requests-day", "3012.5"),
                Arguments.of(
                        TooManyRequests.anthropic(RESET), "anthropic-ratelimit-requests-reset", "2026-11-03T07:08:09Z"),
                Arguments.of(TooManyRequests.openRouter(RESET), "x-ratelimit-reset", "1793689689123"),
                Arguments.of(TooManyRequests.mistral(), "x-ratelimit-remaining-req-minute", "0"),
                Arguments.of(TooManyRequests.mistralBySize(delay), "ratelimitbysize-reset", "7"));
    }

    @ParameterizedTest
    @MethodSource("hintsInBodies")
    void waysToSayUntilWhenInTheBody(TooManyRequests vendor, String pointer, String value) throws IOException {
        try (vendor) {
            var response = caller.chat(vendor, saying("hi"));
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(json(response.body()).at(pointer).asText()).contains(value);
            assertThat(response.headers().firstValue("retry-after")).isEmpty();
        }
    }

    static Stream<Arguments> hintsInBodies() {
        return Stream.of(
                Arguments.of(TooManyRequests.withoutHint(), "/error/code", "rate_limit_exceeded"),
                Arguments.of(TooManyRequests.gemini("46s"), "/error/details/1/retryDelay", "46s"),
                Arguments.of(TooManyRequests.geminiPerDay("2s"), "/error/details/0/violations/0/quotaId", "PerDay"),
                Arguments.of(TooManyRequests.zhipu("1302"), "/error/code", "1302"),
                Arguments.of(TooManyRequests.zhipu("1305"), "/error/code", "1305"),
                Arguments.of(TooManyRequests.zhipuUntil("2026-11-03 07:41:44"), "/error/message", "07:41:44"),
                Arguments.of(TooManyRequests.insufficientQuota(), "/error/code", "insufficient_quota"));
    }
}
