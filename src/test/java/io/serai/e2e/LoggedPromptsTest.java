package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prompt log over HTTP: opted in by key, free of secrets wherever it is looked at, rated by its key, followed, exported and erased. */
class LoggedPromptsTest {
    private static final String ADMIN = "the-admin-key-of-this-test";
    private static final String VIEWER = "the-viewers-key-of-this-test";
    private static final String CANARY = "sk-proj-" + "c4n4ryC4N4RYc4n4ry77";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void onlyKeysThatSaySoAreLoggedAndNoSecretIsAnywhere() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor)) {
            String logged = key(serai, "{\"id\":\"logged\",\"prompts\":true}");
            String silent = key(serai, "{\"id\":\"silent\"}");
            chat(serai, silent, "never to be seen " + CANARY);
            serai.post(
                    "/v1/chat/completions",
                    RunningSerai.chat("light", "streamed " + CANARY, true),
                    "authorization",
                    "Bearer " + logged);
            HttpResponse<String> answer = serai.post(
                    "/v1/messages",
                    ("{\"model\":\"light\",\"max_tokens\":9,\"system\":\"I am ann@example.org\",\"metadata\":{\"user_id\":\"%s\"},"
                                    + "\"messages\":[{\"role\":\"user\",\"content\":\"whole %s\"}]}")
                            .formatted(CANARY, CANARY),
                    "x-api-key",
                    logged,
                    "x-request-id",
                    CANARY);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            await(serai, 2);

            String shown = admin(serai, "GET", "/admin/prompts").body();
            assertThat(shown)
                    .contains("streamed [key-1]", "v says: streamed [key-1]", "whole [key-1]", "I am [email-1]")
                    .contains("\"log\":\"keys\"", "\"dialect\":\"anthropic\"")
                    .doesNotContain("never to be seen");
            assertThat(shown + files(directory.resolve("data"))).doesNotContain(CANARY, "ann@example.org");
            for (String other : new String[] {logged, VIEWER}) {
                assertThat(serai.get("/admin/prompts", "authorization", "Bearer " + other)
                                .statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void onlyTheKeyThatMadeARequestMayRateIt() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor)) {
            String ann = key(serai, "{\"id\":\"ann\",\"prompts\":true}");
            String bob = key(serai, "{\"id\":\"bob\",\"prompts\":true}");
            String id = chat(serai, ann, "rate me")
                    .headers()
                    .firstValue("x-request-id")
                    .orElseThrow();
            String rating =
                    "{\"trace_id\":\"" + id + "\",\"value\":-1,\"comment\":\"wrong, says %s\"}".formatted(CANARY);

            assertThat(rate(serai, bob, rating).statusCode()).isEqualTo(404);
            assertThat(rate(serai, ann, rating.replace("trace_id", "trace")).body())
                    .contains("'trace' is no field");
            assertThat(rate(serai, ann, rating.replace("-1", "11")).statusCode())
                    .isEqualTo(400);
            HttpResponse<String> rated = rate(serai, ann, rating);
            assertThat(rated.body()).contains("\"status\":\"success\"", "\"feedback_ids\":[\"fb-");
            await(serai, 2);
            assertThat(files(directory.resolve("data/prompts")))
                    .contains("\"feedback\":{\"value\":-1,\"weight\":1,\"comment\":\"wrong, says [key-1]\"}")
                    .doesNotContain(CANARY);
        }
    }

    @Test
    void theLogIsFollowedAndErasedByKey() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor)) {
            String ann = key(serai, "{\"id\":\"ann\",\"prompts\":true}");
            String bob = key(serai, "{\"id\":\"bob\",\"prompts\":true}");
            HttpRequest follow = serai.request("/admin/prompts")
                    .header("authorization", "Bearer " + ADMIN)
                    .header("accept", "text/event-stream")
                    .build();
            try (InputStream events =
                    CLIENT.send(follow, BodyHandlers.ofInputStream()).body()) {
                chat(serai, ann, "of ann");
                StringBuilder seen = new StringBuilder();
                while (!seen.toString().contains("of ann")) {
                    int next = events.read();
                    assertThat(next).isNotNegative();
                    seen.append((char) next);
                }
                assertThat(seen.toString()).contains("data: {\"time\":");
            }
            chat(serai, bob, "of bob");
            await(serai, 2);
            assertThat(admin(serai, "DELETE", "/admin/prompts").statusCode()).isEqualTo(400);
            assertThat(admin(serai, "DELETE", "/admin/prompts?key=ann").body()).contains("\"erased\":1");
            assertThat(admin(serai, "GET", "/admin/prompts?last=5").body())
                    .contains("of bob")
                    .doesNotContain("of ann");
        }
    }

    @Test
    void nobodyFollowsTheLogWithAKeyThatWasTakenAway() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor)) {
            String ann = key(serai, "{\"id\":\"ann\",\"prompts\":true}");
            HttpRequest follow = serai.request("/admin/prompts")
                    .header("authorization", "Bearer " + ADMIN)
                    .header("accept", "text/event-stream")
                    .build();
            try (InputStream events =
                    CLIENT.send(follow, BodyHandlers.ofInputStream()).body()) {
                Path file = directory.resolve("application.properties");
                Files.writeString(file, Files.readString(file).replace(ADMIN, ADMIN + "-another-one"));
                serai.serai().revisions().load();
                chat(serai, ann, "not to be shown");
                StringBuilder seen = new StringBuilder();
                try {
                    for (int next = events.read(); next >= 0; next = events.read()) {
                        seen.append((char) next);
                    }
                } catch (IOException e) {
                    assertThat(e).as("the connection is closed").isNotNull();
                }
                assertThat(seen.toString()).doesNotContain("not to be shown");
            }
        }
    }

    @Test
    void switchedOffItLeavesNoTrace() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai =
                        setup(vendor).with("serai.prompts.log", "off").start()) {
            String ann = key(serai, "{\"id\":\"ann\",\"prompts\":true}");
            String id = chat(serai, ann, "hello")
                    .headers()
                    .firstValue("x-request-id")
                    .orElseThrow();
            assertThat(rate(serai, ann, "{\"request_id\":\"" + id + "\",\"value\":1}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(admin(serai, "GET", "/admin/prompts").body()).contains("\"log\":\"off\"", "\"prompts\":[]");
            assertThat(directory.resolve("data/prompts")).doesNotExist();
        }
    }

    private RunningSerai.Setup setup(HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .with("serai.admin.keys", ADMIN)
                .with("serai.admin.viewers", VIEWER)
                .with("serai.data", directory.resolve("data").toString())
                .with("serai.ledger.enabled", "true")
                .provider("v", vendor)
                .pool("light", "v/small");
    }

    private RunningSerai start(HealthyVendor vendor) {
        return setup(vendor).start();
    }

    private static String key(RunningSerai serai, String body) {
        HttpResponse<String> made = serai.post("/admin/keys", body, "authorization", "Bearer " + ADMIN);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.body().replaceFirst("(?s).*\"key\":\"([^\"]+)\".*", "$1");
    }

    private static HttpResponse<String> chat(RunningSerai serai, String key, String question) {
        HttpResponse<String> answer = serai.post(
                "/v1/chat/completions", RunningSerai.chat("light", question, false), "authorization", "Bearer " + key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static HttpResponse<String> rate(RunningSerai serai, String key, String body) {
        return serai.post("/v1/feedback", body, "authorization", "Bearer " + key);
    }

    private static HttpResponse<String> admin(RunningSerai serai, String method, String path) throws Exception {
        return CLIENT.send(
                serai.request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("authorization", "Bearer " + ADMIN)
                        .build(),
                BodyHandlers.ofString());
    }

    private void await(RunningSerai serai, int lines) {
        Eventually.await(
                lines + " lines",
                Duration.ofSeconds(20),
                () -> files(serai.directory().resolve("data/prompts")).lines().count() == lines);
    }

    /** All that stands in the files of a folder. */
    private static String files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return Files.readString(file, StandardCharsets.ISO_8859_1);
                        } catch (IOException e) {
                            return "";
                        }
                    })
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
