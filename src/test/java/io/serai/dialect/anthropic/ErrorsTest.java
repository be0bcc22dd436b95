package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.RejectedException;
import io.serai.dialect.VendorErrorException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Errors of Anthropic, and ours in its form.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/errors">Errors</a>
 */
class ErrorsTest {

    private static VendorErrorException read(int status, Map<String, String> headers, String body) {
        return Trees.CLIENT.readError(status, headers, Trees.bytes(body));
    }

    @Test
    void itsOwnForm() {
        VendorErrorException error = read(
                404,
                Map.of(),
                "{'type':'error','error':{'type':'not_found_error','message':'model: claude-9'},'request_id':'req_1'}");
        assertThat(error.status()).isEqualTo(404);
        assertThat(error.code()).isEqualTo("not_found_error");
        assertThat(error.text()).isEqualTo("model: claude-9");
        assertThat(error.param()).isNull();
        assertThat(error.retryAfter()).isNull();
    }

    /** Servers that only resemble it. */
    @Test
    void otherForms() {
        assertThat(read(400, Map.of(), "{'error':{'message':'m','code':'c','param':'p'}}"))
                .extracting(VendorErrorException::code, VendorErrorException::text, VendorErrorException::param)
                .containsExactly("c", "m", "p");
        assertThat(read(500, Map.of(), "{'error':'m'}").text()).isEqualTo("m");
        assertThat(read(500, Map.of(), "{'detail':'m'}").text()).isEqualTo("m");
    }

    /** @see <a href="https://platform.claude.com/docs/en/api/rate-limits#response-headers">Rate limits: response headers</a> */
    @Test
    void howLongToWait() {
        String body = "{'type':'error','error':{'type':'rate_limit_error','message':'m'}}";
        assertThat(read(429, Map.of("retry-after", "17"), body).retryAfter()).isEqualTo(Duration.ofSeconds(17));
        String soon = Instant.now().plusSeconds(100).toString();
        assertThat(read(
                                429,
                                Map.of(
                                        "anthropic-ratelimit-input-tokens-remaining", "0",
                                        "anthropic-ratelimit-input-tokens-reset", soon,
                                        "anthropic-ratelimit-requests-remaining", "49",
                                        "anthropic-ratelimit-requests-reset", "2099-01-01T00:00:00Z"),
                                body)
                        .retryAfter())
                .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(101));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "null", "[]", "{}", "{'error':7}", "{'error':{'message':{}}}"})
    void whatIsNoErrorGivesTheStatus(String body) {
        VendorErrorException error = read(503, Map.of(), body);
        assertThat(error.status()).isEqualTo(503);
        assertThat(error.text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "402, billing_error",
        "403, permission_error",
        "404, not_found_error",
        "413, request_too_large",
        "422, invalid_request_error",
        "429, rate_limit_error",
        "500, api_error",
        "502, api_error",
        "503, overloaded_error",
        "504, timeout_error",
        "529, overloaded_error"
    })
    void ours(int status, String type) {
        assertThat(Trees.tree(Trees.SERVER.writeError(new RejectedException(status, "c", "m", null))))
                .isEqualTo(
                        Trees.tree("{'type':'error','error':{'type':'" + type + "','message':'m'},'request_id':null}"));
    }
}
