package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System prompts and templates in the shipped routes: put in, hot, and part of what answers are kept by. */
class PromptsTest {
    private static final Path CHAT = Path.of("routes/chat.camel.yaml");

    @TempDir
    Path directory;

    @Test
    void aFileIsPutInAndASaveOfItIsEffectiveAtOnceAlsoForTheCache() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor).start()) {
            edit(serai, "mode: \"off\"", "mode: prepend\n        file: prompts/team.md");
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("miss");
            assertThat(last(vendor)).contains("{\"role\":\"system\",\"content\":\"Be kind.\"}");
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("hit");

            save(serai, Path.of("prompts/team.md"), "Be brief.\r\n");
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("miss");
            assertThat(last(vendor)).contains("\"Be brief.\"").doesNotContain("Be kind");
        }
    }

    @Test
    void aRetryUnderItsNameGetsItsAnswerThoughThePromptWasEditedMeanwhile() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor).start()) {
            edit(serai, "mode: \"off\"", "mode: prepend\n        file: prompts/team.md");
            String body = RunningSerai.chat("light", "hello", false);
            String[] name = {"idempotency-key", "n1"};
            assertThat(cache(serai.post("/v1/chat/completions", body, name))).isEqualTo("miss");
            save(serai, Path.of("prompts/team.md"), "Be brief.");

            assertThat(cache(serai.post("/v1/chat/completions", body, name))).isEqualTo("hit");
            assertThat(serai.post("/v1/chat/completions", RunningSerai.chat("light", "hello you", false), name)
                            .statusCode())
                    .isEqualTo(422);
            assertThat(cache(serai.ask("light", "hello")))
                    .as("without the name")
                    .isEqualTo("miss");
        }
    }

    @Test
    void aStepInAPoolIsPartOfWhatAnswersAreKeptByToo() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai =
                        serai(vendor).file("routes/mine.camel.yaml", """
                            - beans:
                                - name: pirate
                                  type: io.serai.prompts.SystemPrompt
                                  properties:
                                    mode: if-absent
                                    file: prompts/team.md
                            - route:
                                id: pool-pirate
                                from:
                                  uri: direct:pool-pirate
                                  steps:
                                    - process: { ref: pirate }
                                    - to: llm:v/small
                            """).start()) {
            assertThat(cache(serai.ask("pirate", "hello"))).isEqualTo("miss");
            assertThat(last(vendor)).contains("Be kind.");
            serai.ask("light", "hello");
            assertThat(last(vendor)).doesNotContain("Be kind.");

            save(serai, Path.of("prompts/team.md"), "Say arr.");
            assertThat(cache(serai.ask("pirate", "hello"))).isEqualTo("miss");
            assertThat(last(vendor)).contains("Say arr.");
        }
    }

    @Test
    void anEditThatTakesAPromptsFileAwayIsRefusedAndTheTextStaysInForce() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor).start()) {
            edit(serai, "mode: \"off\"", "mode: prepend\n        file: prompts/team.md");
            Files.delete(serai.directory().resolve("prompts/team.md"));
            Eventually.await(
                    "the edit is refused",
                    Duration.ofSeconds(20),
                    () -> serai.get("/admin/routes").body().contains("there is no file prompts/team.md"));
            serai.ask("light", "still there?");
            assertThat(last(vendor)).contains("Be kind.");
        }
    }

    @Test
    void requestsNameTemplatesInTheShapesOfOpenAiAndLiteLlm() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)
                        .file("prompts/ask.md", "Speak {{language}}.{{role \"user\"}}What is {{topic}}?")
                        .start()) {
            serai.post(
                    "/v1/chat/completions",
                    "{\"model\":\"light\",\"prompt_id\":\"ask\",\"prompt_variables\":{\"language\":\"Greek\",\"topic\":\"tea\"}}");
            assertThat(last(vendor)).contains("Speak Greek.", "What is tea?").doesNotContain("prompt_");
            HttpResponse<String> answer = serai.post(
                    "/v1/responses",
                    "{\"model\":\"light\",\"prompt\":{\"id\":\"ask\",\"variables\":{\"language\":\"Thai\",\"topic\":\"rice\"}}}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(last(vendor)).contains("Speak Thai.", "What is rice?").doesNotContain("variables");

            HttpResponse<String> wrong =
                    serai.post("/v1/responses", "{\"model\":\"light\",\"prompt\":{\"id\":\"ask\"}}");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("missing language, topic");
        }
    }

    /** The header and the model's name are for every dialect, and the template may be all that is asked; without messages Ollama loads a model. */
    @Test
    void aTemplateNeedsNoMessagesInAnyDialect() {
        Map<String, String> paths = Map.of(
                "/v1/chat/completions", "{\"model\":\"prompt:ask\"}",
                "/v1/responses", "{\"model\":\"prompt:ask\"}",
                "/v1/messages", "{\"model\":\"prompt:ask\",\"max_tokens\":9,\"messages\":[]}",
                "/v1beta/models/prompt:ask:generateContent", "{}",
                "/v1beta/models/prompt:ask:streamGenerateContent?alt=sse", "{\"contents\":[]}");
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)
                        .file("prompts/ask.md", "Speak {{language}}.{{role \"user\"}}What is tea?")
                        .file("prompts/plain.md", "Say it plainly.")
                        .start()) {
            paths.forEach((path, body) -> {
                HttpResponse<String> answer = serai.post(
                        path,
                        body,
                        "x-serai-task",
                        "light",
                        "x-serai-prompt-variables",
                        "{\"language\":\"" + path.replaceAll("\\W", "") + "\"}");
                assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
                assertThat(last(vendor)).contains("Speak " + path.replaceAll("\\W", ""), "What is tea?");
            });
            HttpResponse<String> ollama = serai.post(
                    "/api/chat",
                    "{\"model\":\"light\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}",
                    "x-serai-prompt",
                    "plain");
            assertThat(ollama.statusCode()).as(ollama.body()).isEqualTo(200);
            assertThat(last(vendor)).contains("Say it plainly.", "Why?");
            HttpResponse<String> named = serai.post(
                    "/v1beta/models/light:generateContent",
                    "{\"contents\":[{\"parts\":[{\"text\":\"Why?\"}]}]}",
                    "x-serai-prompt",
                    "plain");
            assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
            assertThat(last(vendor)).contains("Say it plainly.", "Why?");
            HttpResponse<String> missing = serai.post("/v1beta/models/prompt:ask:generateContent", "{}");
            assertThat(missing.statusCode()).isEqualTo(400);
            assertThat(missing.body()).contains("missing language", "INVALID_ARGUMENT");
            assertThat(serai.post("/v1beta/models/light:generateContent", "{}").statusCode())
                    .isEqualTo(400);
        }
    }

    private RunningSerai.Setup serai(HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .with("serai.watch", "20ms")
                .provider("v", vendor)
                .pool("light", "v/small")
                .file("prompts/team.md", "Be kind.\n");
    }

    private static void edit(RunningSerai serai, String from, String to) throws IOException {
        String text = Files.readString(serai.directory().resolve(CHAT));
        assertThat(text).contains(from);
        save(serai, CHAT, text.replace(from, to));
    }

    private static void save(RunningSerai serai, Path file, String text) throws IOException {
        int before = serai.serai().revisions().current().number();
        Files.writeString(serai.directory().resolve(file), text);
        Eventually.await(
                file + " is loaded",
                Duration.ofSeconds(20),
                () -> serai.serai().revisions().current().number() > before);
    }

    private static String cache(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-serai-cache").orElse("");
    }

    private static String last(HealthyVendor vendor) {
        return vendor.requests().stream()
                .filter(it -> it.method().equals("POST"))
                .reduce((one, two) -> two)
                .orElseThrow()
                .text();
    }
}
