package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Always;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.HtmlErrorPage;
import io.serai.wire.TooLong;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked next after a failure, where the failure is in the request or in the answer. */
class VerdictsTest {
    private static final String JSON_REQUEST = """
            {"model":"light","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"a JSON"}]}""";

    @TempDir
    Path directory;

    @Test
    void anAnswerThatIsNotTheJsonItShouldBeCountsAsNone() {
        try (HealthyVendor talks = new HealthyVendor("talks");
                HealthyVendor keeps = new HealthyVendor("keeps").answering(completion("{\\\"a\\\":1}"));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("talks", talks)
                        .provider("keeps", keeps)
                        .pool("light", "talks/small", "keeps/small")
                        .start()) {
            HttpResponse<String> answer = serai.post("/v1/chat/completions", JSON_REQUEST);

            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .matches("talks/small malformed \\d+ms, keeps/small 200 \\d+ms");
            assertThat(serai.ask("light", "no JSON").headers().firstValue("x-serai-target"))
                    .as("asked for text, it is fine")
                    .hasValue("talks/small");
        }
    }

    @Test
    void aRefusedContentGoesBackUnlessTheRouteSaysOtherwise() {
        Answer filtered =
                Answer.error(400, "The response was filtered", "invalid_request_error", "prompt", "content_filter");
        try (Always strict = new Always(filtered);
                HealthyVendor other = new HealthyVendor("other");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("strict", strict)
                        .provider("other", other)
                        .pool("light", "strict/small", "other/small")
                        .file("routes/lenient.camel.yaml", """
                                - route:
                                    id: pool-lenient
                                    from:
                                      uri: direct:pool-lenient
                                      steps:
                                        - loadBalance:
                                            failoverLoadBalancer:
                                              exception: [ io.serai.provider.TargetFailedException, io.serai.provider.ContentFilteredException ]
                                            steps:
                                              - to: llm:strict/small
                                              - to: llm:other/small
                                """)
                        .start()) {
            HttpResponse<String> told = serai.ask("light", "hello");
            assertThat(told.statusCode()).isEqualTo(400);
            assertThat(told.body()).contains("\"code\":\"content_filter\"");
            assertThat(serai.ask("lenient", "hello").headers().firstValue("x-serai-target"))
                    .hasValue("other/small");
        }
    }

    /** See <a href="https://openrouter.ai/docs/api/reference/errors-and-debugging">OpenRouter's 403</a>. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "m requires moderation on P. Your input was flagged for violence. No credits were charged.",
                "Content violates usage guidelines. Team: t, Model: m",
            })
    void aFlaggedPromptIsTheCallersAndBlamesNoKey(String words) {
        Answer flagged = Answer.error(403, words, "permission_error", null, null);
        try (Always strict = new Always(flagged);
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("strict", strict, "keys", "k")
                        .pool("light", "strict/small")
                        .start()) {
            for (String prompt : List.of("one", "two")) {
                HttpResponse<String> told = serai.ask("light", prompt);
                assertThat(told.statusCode()).isEqualTo(403);
                assertThat(told.body()).contains("\"code\":\"content_filter\"");
            }
            assertThat(strict.count()).isEqualTo(2);
        }
    }

    /** See <a href="https://console.groq.com/docs/tool-use/local-tool-calling">Groq's errors of tools</a>. */
    @ParameterizedTest
    @ValueSource(strings = {"tool_use_failed", "json_validate_failed"})
    void whatAModelHasWrittenWrongAnotherMayWriteRight(String code) {
        Answer failed =
                Answer.error(400, "Failed to generate. See 'failed_generation'.", "invalid_request_error", null, code);
        try (Always wrong = new Always(failed);
                HealthyVendor other = new HealthyVendor("other");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("wrong", wrong)
                        .provider("other", other)
                        .pool("light", "wrong/small", "other/small")
                        .start()) {
            assertThat(serai.ask("light", "hello").headers().firstValue("x-serai-target"))
                    .hasValue("other/small");
            assertThat(wrong.count()).isEqualTo(1);
        }
    }

    /** In the words of OpenRouter and of NVIDIA, who have no models but endpoints and functions. */
    @ParameterizedTest
    @CsvSource({
        "No endpoints found for vendor/gone.,1",
        "Function '7': Not found for account '8',1",
        "No endpoints found that support image input,2",
        "Nothing here,2"
    })
    void aModelThatIsNotThereIsNotAskedAgain(String words, int asked) {
        try (Always missing = new Always(Answer.error(404, words, "not_found", null, null));
                HealthyVendor other = new HealthyVendor("other");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("missing", missing)
                        .provider("other", other)
                        .pool("light", "missing/small", "other/small")
                        .start()) {
            serai.ask("light", "one");
            assertThat(serai.ask("light", "two").headers().firstValue("x-serai-target"))
                    .hasValue("other/small");
            assertThat(missing.count()).isEqualTo(asked);
        }
    }

    @Test
    void aFirewallsPageIsNotTheKeysFault() {
        try (HtmlErrorPage wall = HtmlErrorPage.withStatus403();
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("walled", wall, "keys", "sk-good-key-123456")
                        .pool("light", "walled/small")
                        .start()) {
            HttpResponse<String> answer = serai.ask("light", "hello");

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("walled/small answered 403");
            assertThat(serai.get("/admin/providers").body()).contains("\"key\":\"walled#1\",\"state\":\"ok\"");
        }
    }

    @Test
    void aVendorThatIsLimitedAndAsksForNoWaitIsNotAskedAllTheTime() {
        Answer limited =
                Answer.error(429, "Slow down", "rate_limit_error", null, null).with("retry-after", "0");
        try (Always busy = new Always(limited);
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.wait", "1s")
                        .provider("busy", busy)
                        .start()) {
            assertThat(serai.ask("busy/small", "hello").statusCode()).isEqualTo(429);
            assertThat(busy.count()).isBetween(2, 5);
        }
    }

    @Test
    void aWrongUrlIsToldAsWhatIsWrongWithIt() {
        Answer moved = new Answer(
                301,
                Map.of("location", "https://example.com/", "content-length", "0"),
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                Answer.Ending.COMPLETE);
        Answer keyless = Answer.error(401, "Who are you?", "auth", null, null);
        try (Always old = new Always(moved);
                Always closed = new Always(keyless);
                HealthyVendor plain = new HealthyVendor("plain");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("old", old)
                        .provider("closed", closed)
                        .provider("plain", plain.url().replace("http:", "https:"))
                        .start()) {
            assertThat(serai.ask("old/small", "hello").body())
                    .contains("old/small answered 301, which is a redirect: correct the url")
                    .doesNotContain("example.com");
            assertThat(serai.ask("closed/small", "hello").body()).contains("closed/small wants a key");
            assertThat(serai.ask("plain/small", "hello").body()).contains("plain cannot be reached safely", "no TLS");
        }
    }

    @Test
    void whatIsTooLongForOneIsAskedOfOneThatReadsMore() {
        try (TooLong small = new TooLong();
                HealthyVendor alike = new HealthyVendor("alike");
                HealthyVendor large = new HealthyVendor("large");
                RunningSerai serai = RunningSerai.in(directory)
                        .file("catalog.yaml", """
                                smallones: { url: "https://small.example", dialect: openai, models: [ { id: m, context: 8000 } ] }
                                largeones: { url: "https://large.example", dialect: openai, models: [ { id: m, context: 128000 } ] }
                                """)
                        .provider("small", small, "vendor", "smallones", "keys", "k")
                        .provider("alike", alike, "vendor", "smallones", "keys", "k")
                        .provider("large", large, "vendor", "largeones", "keys", "k")
                        .pool("light", "small/m", "alike/m", "large/m")
                        .start()) {
            HttpResponse<String> answer = serai.ask("light", "a long story");

            assertThat(answer.headers().firstValue("x-serai-target")).hasValue("large/m");
            assertThat(alike.count()).as("reads no more than the first").isZero();
        }
    }

    private static String completion(String content) {
        return """
                {"id":"c1","object":"chat.completion","created":1,"model":"small","choices":[{"index":0,\
                "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}]}""".formatted(content);
    }
}
