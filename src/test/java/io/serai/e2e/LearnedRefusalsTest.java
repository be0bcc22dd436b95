package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor that says what it does not take is asked once more without it, and is not sent it again. */
class LearnedRefusalsTest {
    @TempDir
    Path directory;

    @Test
    void aFieldThatIsRefusedIsLeftOutAlsoAfterARestart() throws Exception {
        try (Picky vendor = new Picky("seed", "property 'seed' is unsupported")) {
            RunningSerai.Setup setup =
                    RunningSerai.in(directory).provider("v", vendor, "keys", "sk-one-12345,sk-two-12345");
            try (RunningSerai serai = setup.start()) {
                HttpResponse<String> first = serai.post("/v1/chat/completions", request("one"));
                HttpResponse<String> second = serai.post("/v1/chat/completions", request("two"));

                assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
                assertThat(first.headers().firstValue("x-serai-dropped")).hasValue("seed");
                assertThat(first.headers().firstValue("x-serai-attempts").orElseThrow())
                        .matches("v/small 400 \\d+ms, v/small 200 \\d+ms");
                assertThat(second.headers().firstValue("x-serai-dropped")).hasValue("seed");
                assertThat(second.headers().firstValue("x-serai-attempts").orElseThrow())
                        .doesNotContain("400");
                List<String> keys =
                        vendor.requests().stream().map(RecordedRequest::bearer).toList();
                assertThat(keys.get(1)).as("the same key").isEqualTo(keys.get(0));
                assertThat(serai.get("/admin/providers").body()).contains("without seed");
            }
            int before = vendor.count();
            Files.writeString(
                    directory.resolve("data/refusals.log"),
                    "nonsense\nv/x\tCAP\tmax_tokens\tmany\t2099-01-01T00:00:00Z\n"
                            + Files.readString(directory.resolve("data/refusals.log")));
            try (RunningSerai serai = setup.start()) {
                assertThat(serai.post("/v1/chat/completions", request("three")).statusCode())
                        .isEqualTo(200);
                assertThat(vendor.count() - before).isEqualTo(1);
            }
        }
    }

    @Test
    void aVendorThatRefusesItsOwnWishAsWellIsAskedNoThirdTime() {
        try (Picky vendor = new Picky("messages", "property 'seed' is unsupported");
                RunningSerai serai =
                        RunningSerai.in(directory).provider("v", vendor).start()) {
            HttpResponse<String> answer = serai.post("/v1/chat/completions", request("one"));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(vendor.count()).isEqualTo(2);
            assertThat(serai.get("/admin/providers").body()).doesNotContain("without seed");
        }
    }

    /** One thing is named at a time, and of the last nothing is said. */
    @Test
    void whatOnlyTheVendorCouldKnowIsLeftOutUntilItAnswers() {
        try (Strict vendor = new Strict();
                RunningSerai serai =
                        RunningSerai.in(directory).provider("v", vendor).start()) {
            String request = """
                    {"model":"v/small","sparkle":1,"glitter":{"a":1},"tools":[{"type":"abacus"}],"messages":[{"role":"user","content":[\
                    {"type":"text","text":"QUESTION"},{"type":"hologram","x":1}]}]}""";
            HttpResponse<String> first = serai.post("/v1/chat/completions", request.replace("QUESTION", "one"));
            HttpResponse<String> second = serai.post("/v1/chat/completions", request.replace("QUESTION", "two"));

            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(first.headers().firstValue("x-serai-dropped").orElseThrow())
                    .contains("sparkle", "glitter", "tools[0] abacus", "messages[0].content[1] hologram");
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.headers().firstValue("x-serai-attempts").orElseThrow())
                    .doesNotContain("400");
        }
    }

    /** As DeepSeek and LM Studio refuse it; what is asked for in words is freed of its fence, and checked. */
    @Test
    void aFormatThatIsRefusedIsAskedForInWords() {
        try (Picky vendor = new Picky("response_format", "This response_format type is unavailable now");
                RunningSerai serai =
                        RunningSerai.in(directory).provider("v", vendor).start()) {
            vendor.answering(completion("```json\\n{\\\"city\\\":\\\"Rome\\\"}\\n```"));
            HttpResponse<String> first = serai.post("/v1/chat/completions", structured("one"));
            HttpResponse<String> second = serai.post("/v1/chat/completions", structured("two"));
            vendor.answering(completion("{\\\"town\\\":\\\"Rome\\\"}"));
            HttpResponse<String> unfit = serai.post("/v1/chat/completions", structured("three"));

            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(first.body()).contains("{\\\"city\\\":\\\"Rome\\\"}\"").doesNotContain("```");
            assertThat(first.headers().firstValue("x-serai-adjusted"))
                    .hasValue("response_format json_schema -> words in the system prompt");
            assertThat(second.headers().firstValue("x-serai-attempts").orElseThrow())
                    .doesNotContain("400");
            assertThat(vendor.requests()
                            .getLast()
                            .json()
                            .at("/messages/0/content")
                            .asText())
                    .contains("JSON schema", "city");
            assertThat(unfit.statusCode()).as(unfit.body()).isEqualTo(502);
            assertThat(serai.get("/admin/providers").body()).contains("json_schema in words");
        }
    }

    private static String structured(String question) {
        return """
            {"model":"v/small","messages":[{"role":"user","content":"%s"}],"response_format":{"type":"json_schema","json_schema":{"name":"c",\
            "schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}}\
            """.formatted(question);
    }

    private static String completion(String content) {
        return """
            {"id":"1","object":"chat.completion","created":1,"model":"small","choices":[{"index":0,"message":{"role":"assistant",\
            "content":"%s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
            """.formatted(content);
    }

    private static String request(String question) {
        return """
            {"model":"v/small","seed":7,"messages":[{"role":"user","content":"%s"}]}\
            """.formatted(question);
    }

    /** Refuses all requests with a field. */
    private static final class Picky extends HealthyVendor {
        private final String field;
        private final String words;

        Picky(String field, String words) {
            super("v");
            this.field = field;
            this.words = words;
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            return request.method().equals("POST") && request.json().has(field)
                    ? Answer.error(400, words, "invalid_request_error", null, null)
                    : super.answer(request);
        }
    }

    /** Takes what OpenAI's documents name. */
    private static final class Strict extends HealthyVendor {
        Strict() {
            super("v");
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            if (!request.method().equals("POST")) {
                return super.answer(request);
            }
            String body = request.json().toString();
            if (body.contains("glitter")) {
                return Answer.error(400, "Unknown parameter: 'glitter'.", "invalid_request_error", "glitter", null);
            }
            for (String word : List.of("hologram", "abacus")) {
                if (body.contains(word)) {
                    return Answer.error(400, "Invalid value: '" + word + "'.", "invalid_request_error", null, null);
                }
            }
            return body.contains("sparkle")
                    ? Answer.error(400, "Bad request", "invalid_request_error", null, null)
                    : super.answer(request);
        }
    }
}
