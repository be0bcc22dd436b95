package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.DeadKey;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Rejects;
import io.serai.wire.TooManyRequests;
import io.serai.wire.Unavailable;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong, the client gets OpenAI's error shape, and a message that says what to change. */
class ErrorsTest {
    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final FakeVendor LIMITED = TooManyRequests.retryAfter(Duration.ofSeconds(30));
    private static final FakeVendor DOWN = Unavailable.retryAfter(Duration.ofSeconds(20));
    private static final FakeVendor STRICT = Rejects.parameter("temperature");
    private static final FakeVendor DEAD = new DeadKey("dead", "sk-living-key-123456");
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.http.body-limit", "64KiB")
                .provider("well", WELL)
                .provider("limited", LIMITED)
                .provider("down", DOWN)
                .provider("strict", STRICT)
                .provider("dead", DEAD, "keys", "sk-dead-key-0123456789")
                .pool("light", "limited/small", "down/small")
                .pool("heavy", "limited/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        WELL.close();
        LIMITED.close();
        DOWN.close();
        STRICT.close();
        DEAD.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {                                                   | 400 | not a JSON request
        nonsense                                            | 400 | line 1
        []                                                  | 400 | JSON object
        {}                                                  | 400 | 'messages' is missing
        {"messages":"hi"}                                   | 400 | 'messages' must be a list, not the text
        {"messages":[]}                                     | 400 | messages[0]
        {"messages":[{"role":"boss","content":"x"}]}        | 400 | 'messages[0].role' must be one of
        {"messages":[{"role":"user","content":7}]}          | 400 | 'messages[0].content' must be text or a list
        {"model":7,"messages":[{"role":"user","content":"x"}]} | 400 | 'model' must be text
        {"stream":"yes","messages":[{"role":"user","content":"x"}]} | 400 | 'stream' must be true or false
        {"temperature":"hot","messages":[{"role":"user","content":"x"}]} | 400 | 'temperature' must be a number
        {"model":"no-such-model","messages":[{"role":"user","content":"x"}]} | 404 | Unknown model 'no-such-model'
        {"model":"well/","messages":[{"role":"user","content":"x"}]} | 404 | Unknown model
        """)
    void aWrongRequestIsToldWhatIsWrong(String body, int status, String message) {
        HttpResponse<String> answer = serai.post("/v1/chat/completions", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.body())
                .startsWith("{\"error\":{\"message\":\"")
                .contains(message)
                .contains("\"type\":\"invalid_request_error\"");
    }

    @Test
    void anEmptyBodyIsToldWhatIsWrong() {
        assertThat(serai.post("/v1/chat/completions", "").body()).contains("not a JSON request");
        assertThat(serai.post("/v1/embeddings", "{}").body()).contains("'input' is missing");
    }

    @Test
    void unknownPathsAndMethodsAreToldSo() {
        HttpResponse<String> unknown = serai.get("/nope");
        HttpResponse<String> wrongMethod = serai.get("/v1/chat/completions");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"error\"").contains("There is no GET /nope");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.body()).contains("\"error\"").contains("does not take GET");
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        HttpResponse<String> answer = serai.ask("light", "x".repeat(100_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"error\"").contains("serai.http.body-limit");
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefused() throws Exception {
        HttpRequest request = serai.request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString(RunningSerai.chat("light", "x".repeat(100_000), false))))
                .build();
        HttpResponse<String> answer =
                java.net.http.HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void whenNoTargetIsLeftTheAnswerTellsWhatWasTriedAndWhenToComeBack() {
        HttpResponse<String> answer = serai.ask("light", "hello");

        // By then one of them may rest.
        assertThat(answer.statusCode()).isIn(502, 503);
        assertThat(answer.body())
                .contains("No target could answer")
                .contains("limited/small has reached its limit")
                .contains("down/small")
                .contains("Try again in ");
        int retryAfter =
                Integer.parseInt(answer.headers().firstValue("retry-after").orElseThrow());
        assertThat(retryAfter).isBetween(1, 20);
        assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                .contains("limited/small")
                .contains("down/small");
    }

    @Test
    void whenAllTargetsAreLimitedTheAnswerIs429WithATrueRetryAfter() {
        HttpResponse<String> first = serai.ask("heavy", "hello");
        int calls = LIMITED.count();
        HttpResponse<String> second = serai.stream("heavy", "hello");

        for (HttpResponse<String> answer : java.util.List.of(first, second)) {
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).contains("\"code\":\"rate_limit_exceeded\"");
            assertThat(Integer.parseInt(
                            answer.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(20, 30);
        }
        assertThat(LIMITED.count()).as("a target that rests is not called").isEqualTo(calls);
    }

    @Test
    void whatTheVendorRefusesGoesBackToTheCallerAtOnce() {
        HttpResponse<String> answer = serai.ask("strict/small", "hello");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"temperature\"").contains("strict/small refuses the request");
        assertThat(STRICT.requests())
                .filteredOn(request -> request.method().equals("POST"))
                .hasSize(1);
    }

    @Test
    void noKeyIsEverTold() {
        HttpResponse<String> answer = serai.ask("dead/small", "hello");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
        assertThat(answer.body())
                .contains("refuses the key (key dead#1)", "not the one you sent")
                .doesNotContain("sk-dead");
        assertThat(answer.body()).doesNotContain("127.0.0.1").doesNotContain("\tat ");
    }
}
