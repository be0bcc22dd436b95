package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.ops.Scrape;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Lexical;
import io.serai.wire.Unavailable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A question that means the same gets the same answer, if an operator wants it; nobody else's, and never if tools are there. */
class SimilarTest {
    private static final String QUESTION = "What is the capital of France?";
    private static final String SAME = "what is the capital of france";

    @TempDir
    Path directory;

    @Test
    void aQuestionThatMeansTheSameIsAnsweredByTheFirst() throws IOException {
        try (Lexical vendor = new Lexical("v");
                RunningSerai serai = serai(vendor.url(), "similar: embedding")) {
            assertThat(cache(serai.ask("light", QUESTION))).isEqualTo("miss");
            HttpResponse<String> similar = serai.ask("light", SAME);
            assertThat(cache(similar)).isEqualTo("similar");
            assertThat(similar.body()).contains("v says: " + QUESTION);
            assertThat(similar.headers().firstValue("age")).isPresent();
            assertThat(cache(serai.stream("light", "What is the capital of France")))
                    .isEqualTo("similar");
            assertThat(cache(serai.ask("light", "Why is the sky blue?"))).isEqualTo("miss");

            assertThat(cache(serai.ask("v/small", SAME))).as("another model").isEqualTo("miss");
            assertThat(cache(post(serai, body("", "{\"role\":\"system\",\"content\":\"Answer in French.\"},", SAME))))
                    .as("another system prompt")
                    .isEqualTo("miss");
            assertThat(cache(post(serai, body(",\"temperature\":0.2", "", SAME))))
                    .as("another temperature")
                    .isEqualTo("miss");
            assertThat(cache(post(serai, body("", "", SAME + "!"), "authorization", "Bearer another")))
                    .as("another client")
                    .isEqualTo("miss");
            assertThat(cache(post(serai, body("", "", SAME + "?"), "cache-control", "no-cache")))
                    .isEqualTo("bypass");
            assertThat(cache(post(serai, body("", "", SAME + "!!"), "idempotency-key", "k")))
                    .isEqualTo("miss");
            assertThat(serai.get("/admin/cache").body()).contains("\"similar\":2");
        }
    }

    @Test
    void aQuestionToAnotherSystemPromptOfTheRoutesIsAnotherQuestion() throws IOException {
        try (Lexical vendor = new Lexical("v");
                RunningSerai serai = setup(vendor.url(), "similar: embedding")
                        .with("serai.watch", "20ms")
                        .file("prompts/team.md", "Answer in French.")
                        .file("routes/mine.camel.yaml", """
                            - beans:
                                - name: team
                                  type: io.serai.prompts.SystemPrompt
                                  properties:
                                    file: prompts/team.md
                            - route:
                                id: pool-team
                                from:
                                  uri: direct:pool-team
                                  steps:
                                    - process: { ref: team }
                                    - to: llm:v/small
                            """)
                        .start()) {
            assertThat(cache(serai.ask("team", QUESTION))).isEqualTo("miss");
            assertThat(cache(serai.ask("team", SAME))).isEqualTo("similar");
            int before = serai.serai().revisions().current().number();
            Files.writeString(directory.resolve("prompts/team.md"), "Answer in Greek.");
            Eventually.await(
                    "the prompt is loaded",
                    Duration.ofSeconds(20),
                    () -> serai.serai().revisions().current().number() > before);
            assertThat(cache(serai.ask("team", SAME + "!"))).isEqualTo("miss");
        }
    }

    @Test
    void whatAClientWantsForgottenIsInNoAnswerReportOrMetric() throws Exception {
        String[] client = {"authorization", "Bearer of-a-client"};
        try (Lexical vendor = new Lexical("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keys", "of-a-client, of-another")
                        .with("serai.admin.keys", "of-an-admin")
                        .provider("v", vendor.url())
                        .pool("light", "v/small")
                        .pool("embedding", "v/embed")
                        .file(
                                "routes/chat.camel.yaml",
                                Files.readString(Path.of("routes/chat.camel.yaml"))
                                        .replace("lifetime: 10m", "lifetime: 10m\n        similar: embedding"))
                        .start()) {
            post(serai, body("", "", QUESTION), client);
            post(serai, body("", "", QUESTION), "authorization", "Bearer of-another");
            post(serai, body("", "", "Named"), "authorization", "Bearer of-a-client", "idempotency-key", "k");
            String id = json(serai.get("/v1/key", client)).get("id").asText();
            double kept = entries(serai);

            HttpRequest forget = serai.request("/admin/cache?key=" + id)
                    .DELETE()
                    .header("authorization", "Bearer of-an-admin")
                    .build();
            try (HttpClient http = HttpClient.newHttpClient()) {
                HttpResponse<String> forgotten = http.send(forget, HttpResponse.BodyHandlers.ofString());
                double gone = json(forgotten).get("forgotten").asDouble();
                assertThat(gone)
                        .as("and no answer of another client")
                        .isPositive()
                        .isLessThan(kept);
                assertThat(entries(serai)).isEqualTo(kept - gone);
            }
            assertThat(cache(post(serai, body("", "", SAME), client))).isEqualTo("miss");
            assertThat(cache(post(serai, body("", "", QUESTION), client))).isNotEqualTo("hit");
            assertThat(cache(post(serai, body("", "", QUESTION), "authorization", "Bearer of-another")))
                    .isEqualTo("hit");
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    /** How many answers are kept: the report and the metrics say the same. */
    private static double entries(RunningSerai serai) throws IOException {
        String[] admin = {"authorization", "Bearer of-an-admin"};
        double reported =
                json(serai.get("/admin/cache", admin)).at("/memory/entries").asDouble();
        assertThat(new Scrape(serai.get("/metrics", admin).body()).value("serai_cache_entries", "level", "memory"))
                .isEqualTo(reported);
        return reported;
    }

    @Test
    void theVectorIsChargedToWhoeverAsks() throws Exception {
        String[] admin = {"authorization", "Bearer of-an-admin"};
        try (Lexical vendor = new Lexical("v");
                RunningSerai serai = setup(vendor.url(), "similar: embedding")
                        .with("serai.http.keys", "of-a-client")
                        .with("serai.admin.keys", "of-an-admin")
                        .with("serai.ledger.enabled", "true")
                        .start()) {
            String[] client = {"authorization", "Bearer of-a-client"};
            assertThat(cache(post(serai, body("", "", QUESTION), client))).isEqualTo("miss");
            assertThat(cache(post(serai, body("", "", SAME), client))).isEqualTo("similar");
            String id = json(serai.get("/v1/key", client)).get("id").asText();
            String usage = "/admin/usage?by=target&key=" + id;
            Eventually.await("written", Duration.ofSeconds(20), () -> total(serai, usage, admin, "requests") == 2);

            String vectors = usage + "&target=v/embed";
            assertThat(total(serai, vectors, admin, "attempts")).isEqualTo(2);
            assertThat(total(serai, vectors, admin, "input_tokens")).isEqualTo(10);
            assertThat(total(serai, vectors, admin, "requests")).isZero();
            assertThat(total(serai, "/admin/usage", admin, "requests")).isEqualTo(2);
        }
    }

    private static long total(RunningSerai serai, String path, String[] headers, String field) {
        try {
            return json(serai.get(path, headers)).at("/total/" + field).asLong();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void requestsWithToolsAreNotCompared() throws IOException {
        String tools =
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
        try (Lexical vendor = new Lexical("v");
                RunningSerai serai = serai(vendor.url(), "similar: embedding")) {
            post(serai, body(tools, "", QUESTION));
            assertThat(cache(post(serai, body(tools, "", SAME)))).isEqualTo("miss");
        }
    }

    @Test
    void withoutTheModelAllGoesOn() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("v");
                Unavailable embeddings = new Unavailable();
                RunningSerai serai = setup(vendor.url(), "similar: w/embed")
                        .provider("w", embeddings)
                        .start()) {
            assertThat(serai.ask("light", QUESTION).statusCode()).isEqualTo(200);
            assertThat(cache(serai.ask("light", SAME))).isEqualTo("miss");
            assertThat(cache(serai.ask("light", SAME))).isEqualTo("hit");
        }
    }

    @Test
    void nothingIsComparedUnlessItIsSet() throws IOException {
        try (Lexical vendor = new Lexical("v");
                RunningSerai serai = serai(vendor.url(), "keep: everything")) {
            serai.ask("light", QUESTION);
            assertThat(cache(serai.ask("light", SAME))).isEqualTo("miss");
            assertThat(vendor.count()).as("no vectors").isEqualTo(2);
        }
    }

    private RunningSerai serai(String url, String property) throws IOException {
        return setup(url, property).start();
    }

    private RunningSerai.Setup setup(String url, String property) throws IOException {
        return RunningSerai.in(directory)
                .provider("v", url)
                .pool("light", "v/small")
                .pool("embedding", "v/embed")
                .file(
                        "routes/chat.camel.yaml",
                        Files.readString(Path.of("routes/chat.camel.yaml"))
                                .replace("lifetime: 10m", "lifetime: 10m\n        " + property));
    }

    private static String body(String more, String system, String text) {
        return "{\"model\":\"light\"%s,\"messages\":[%s{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(more, system, text);
    }

    private static HttpResponse<String> post(RunningSerai serai, String body, String... headers) {
        return serai.post("/v1/chat/completions", body, headers);
    }

    private static String cache(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-serai-cache").orElse("");
    }
}
