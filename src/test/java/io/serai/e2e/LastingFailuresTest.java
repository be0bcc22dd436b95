package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stays so until somebody changes something is no 5xx, in whichever dialect: a client that tries again waits in vain. */
class LastingFailuresTest {
    @TempDir
    static Path directory;

    private static final Says UNKNOWN = new Says(
            Answer.error(404, "The model `nope` does not exist", "invalid_request_error", null, "model_not_found"));
    private static final Says KEY =
            new Says(Answer.error(401, "Incorrect API key", "invalid_request_error", null, "invalid_api_key"));
    private static final Says BALANCE =
            new Says(Answer.error(400, "Your credit balance is too low", "invalid_request_error", null, null));
    private static final Says LIMIT =
            new Says(Answer.error(429, "Rate limit reached", "requests", null, "rate_limit_exceeded")
                    .with("retry-after", "7"));
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("unknown", UNKNOWN)
                .provider("key", KEY, "keys", "sk-dead-12345")
                .provider("balance", BALANCE, "keys", "sk-poor-12345")
                .provider("limit", LIMIT)
                .provider("groq", "", "vendor", "groq", "keys", "")
                .pool("light", "unknown/a", "limit/a")
                .pool("code", "unknown/a", "key/a", "groq/a")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        Stream.of(UNKNOWN, KEY, BALANCE, LIMIT).forEach(HealthyVendor::close);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                        Arguments.of("unknown/nope", 404, "unknown does not offer the model nope"),
                        Arguments.of("groq/llama", 404, "groq is off: it has no key; set GROQ_API_KEY"),
                        Arguments.of("key/a", 403, "not the one you sent"),
                        Arguments.of("balance/a", 402, "no balance left"))
                .flatMap(failure -> Stream.of(
                                "/v1/chat/completions", "/v1/messages", "/v1/responses", "/api/chat", "/v1beta/models/")
                        .map(path -> Arguments.of(path, failure.get()[0], failure.get()[1], failure.get()[2])));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void areToldAsLastingEachTime(String path, String model, int status, String words) {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = ask(path, model);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.body()).contains(i == 0 || status == 404 ? words : "No target could answer");
            assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
            assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        }
    }

    @Test
    void aLimitThatPassesDecidesBesideThem() {
        HttpResponse<String> answer = serai.ask("light", "hello");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void aPoolOfNothingElseFailsForGood() {
        HttpResponse<String> answer = serai.ask("code", "hello");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("upstream_key_refused").doesNotContain("groq is off");
    }

    @Test
    void explainKnowsTheStatusBefore() {
        HttpResponse<String> answer = serai.post("/v1/route/explain", RunningSerai.chat("groq/llama", "hello", false));

        assertThat(answer.body())
                .contains("\"failure\":{\"status\":404,\"code\":\"model_not_found\",\"lasting\":true}");
    }

    private static HttpResponse<String> ask(String path, String model) {
        return switch (path) {
            case "/v1/responses" -> serai.post(path, "{\"model\":\"%s\",\"input\":\"hi\"}".formatted(model));
            case "/v1/messages" ->
                serai.post(
                        path,
                        "{\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                                .formatted(model));
            case "/v1beta/models/" ->
                serai.post(
                        path + model + ":generateContent",
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}");
            default -> serai.post(path, RunningSerai.chat(model, "hi", false));
        };
    }

    /** A vendor that has one word for all. */
    private static final class Says extends HealthyVendor {
        private final Answer word;

        Says(Answer word) {
            super("v");
            this.word = word;
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            return word;
        }
    }
}
