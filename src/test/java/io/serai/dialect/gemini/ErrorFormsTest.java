package io.serai.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.VendorErrorException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Google's errors. See ai.google.dev/gemini-api/docs/troubleshooting and /rate-limits. */
class ErrorFormsTest {
    private static final String RPC = "\"@type\":\"type.googleapis.com/google.rpc.";

    private static VendorErrorException read(int status, String body) {
        return Trees.CLIENT.readError(status, Map.of(), Trees.bytes(body));
    }

    @Test
    void statusAndWords() {
        VendorErrorException error =
                read(404, "{\"error\":{\"code\":404,\"message\":\"models/x is not found\",\"status\":\"NOT_FOUND\"}}");

        assertThat(error.status()).isEqualTo(404);
        assertThat(error.code()).isEqualTo("NOT_FOUND");
        assertThat(error.text()).isEqualTo("models/x is not found");
        assertThat(error.retryAfter()).isNull();
    }

    @Test
    void aStreamsErrorIsAList() {
        assertThat(read(500, "[{\"error\":{\"code\":500,\"message\":\"m\",\"status\":\"INTERNAL\"}}]")
                        .code())
                .isEqualTo("INTERNAL");
    }

    /** A wrong key comes as 400, so the reason says more than the status. */
    @Test
    void theReasonOfAWrongKey() {
        VendorErrorException error = read(
                400,
                "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{"
                        + RPC + "ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}]}}");

        assertThat(error.code()).isEqualTo("API_KEY_INVALID");
    }

    @Test
    void theFieldToBlame() {
        VendorErrorException error = read(
                400,
                "{\"error\":{\"code\":400,\"message\":\"m\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{" + RPC
                        + "BadRequest\",\"fieldViolations\":[{\"field\":\"generation_config.temperature\",\"description\":\"d\"}]}]}}");

        assertThat(error.param()).isEqualTo("generation_config.temperature");
    }

    private static String limited(String quota, String message) {
        return "{\"error\":{\"code\":429,\"message\":\"" + message
                + "\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{" + RPC
                + "QuotaFailure\",\"violations\":[{\"quotaMetric\":\"m\",\"quotaId\":\"" + quota + "\"}]},{" + RPC
                + "RetryInfo\",\"retryDelay\":\"46.5s\"}]}}";
    }

    @Test
    void aLimitTellsWhenToComeBack() {
        VendorErrorException error =
                read(429, limited("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "You exceeded your quota"));

        assertThat(error.code()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofMillis(46_500));
    }

    /** "Requests per day (RPD) quotas reset at midnight Pacific time", whatever the delay says. */
    @Test
    void theLimitOfADayLastsUntilMidnight() {
        Duration day = read(429, limited("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "m"))
                .retryAfter();
        Duration never = read(429, limited("x", "Quota exceeded, limit: 0, model: gemini-3.1-pro"))
                .retryAfter();

        assertThat(day).isBetween(Duration.ofMillis(1), Duration.ofHours(25));
        assertThat(never).isBetween(Duration.ofMillis(1), Duration.ofHours(25));
    }

    @Test
    void headersCountToo() {
        assertThat(Trees.CLIENT
                        .readError(503, Map.of("retry-after", "7"), new byte[0])
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void whatIsNoErrorGivesTheStatus() {
        for (String body :
                new String[] {"", "<html>", "null", "[]", "{}", "{\"error\":\"broken\"}", "{\"error\":{\"details\":7}}"
                }) {
            assertThat(read(502, body).status()).isEqualTo(502);
        }
        assertThat(read(502, "{\"error\":\"broken\"}").text()).isEqualTo("broken");
    }
}
