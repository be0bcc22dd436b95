package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch takes what people leave of a limit, waits for the rest, and people do not wait for it. */
class YieldingBatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The hash is that of the key. */
    private static final String KEY = "sk-yielding-0123456789";

    private static final String CLIENTS = """
            keys:
              team:
                hash: "sha256:b38a5ea535f4fa7ff430a12bae1e4ecf1a53bdf2fa67b27eeaef50eae40e7891"
                limits: "3 parallel"
            """;

    private static final String FOLDER = """
            - templatedRoute:
                routeTemplateRef: job-batches
                routeId: batches-team
                parameters:
                  - { name: folder, value: team }
                  - { name: clientKey, value: team }
            """;

    @TempDir
    Path directory;

    @Test
    void peopleFindTheirPartOfALimitThatABatchUsesUp() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "40/h")
                        .pool("light", "v/small")
                        .start()) {
            assertThat(serai.ask("v/small", "before the batch").statusCode()).isEqualTo(200);
            Files.createDirectories(directory.resolve("inbox"));
            Files.writeString(directory.resolve("inbox/all.jsonl"), lines("yield", 60));
            Eventually.await("takes its part", PATIENCE, () -> done(serai) >= 20);
            Eventually.await("waits", PATIENCE, () -> !job(serai, "waitsUntil").isEmpty());

            assertThat(done(serai)).isLessThanOrEqualTo(38);
            for (int i = 0; i < 5; i++) {
                assertThat(serai.ask("v/small", "from people " + i).statusCode())
                        .isEqualTo(200);
            }
            assertThat(job(serai, "state")).isEqualTo("in_progress");
            assertThat(job(serai, "failed")).isEqualTo("0");
        }
    }

    @Test
    void aKeysOwnBatchLeavesPeopleOneOfItsParallelCalls() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(150));
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.cache.size", "0")
                        .file("clients.yaml", CLIENTS)
                        .file("routes/jobs.camel.yaml", FOLDER)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            Files.createDirectories(directory.resolve("team/inbox"));
            Files.writeString(directory.resolve("team/inbox/all.jsonl"), lines("team", 400));
            Eventually.await("runs", PATIENCE, () -> vendor.count() > 4);
            for (int i = 0; i < 8; i++) {
                assertThat(serai.post(
                                        "/v1/chat/completions",
                                        RunningSerai.chat("v/small", "from the team " + i, false),
                                        "authorization",
                                        "Bearer " + KEY)
                                .statusCode())
                        .isEqualTo(200);
            }
            long asked = vendor.requests().stream()
                    .filter(request -> request.text().contains("team"))
                    .count();
            assertThat(asked).isLessThan(400);
        }
    }

    @Test
    void peopleHaveAtOnceWhatTheVendorLeavesWhileABatchTakesItBitByBit() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v")
                        .telling("x-ratelimit-limit-requests", "10")
                        .telling("x-ratelimit-remaining-requests", "4")
                        .telling("x-ratelimit-reset-requests", "60s");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            Files.createDirectories(directory.resolve("inbox"));
            Files.writeString(directory.resolve("inbox/all.jsonl"), lines("spread", 200));
            Eventually.await("begins", PATIENCE, () -> done(serai) > 0);

            for (int i = 0; i < 10; i++) {
                assertThat(serai.post(
                                        "/v1/chat/completions",
                                        RunningSerai.chat("v/small", "in a hurry " + i, false),
                                        "x-serai-wait",
                                        "0s")
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(job(serai, "state")).isEqualTo("in_progress");
            assertThat(job(serai, "failed")).isEqualTo("0");
        }
    }

    /** The clock stands still, so that no quota ever comes back. */
    @Test
    void aPausedBatchHoldsNothingOfItsKeysLimits() throws Exception {
        Instant now = Instant.now();
        String[] admin = {"authorization", "Bearer an-admin-key-of-this-test"};
        try (HealthyVendor vendor = new HealthyVendor("v");
                HealthyVendor other = new HealthyVendor("w");
                RunningSerai serai = RunningSerai.in(directory)
                        .clock(() -> now)
                        .file("clients.yaml", CLIENTS.replace("3 parallel", "8/day"))
                        .with("serai.admin.keys", "an-admin-key-of-this-test")
                        .provider("v", vendor, "limits", "2/20s")
                        .provider("w", other)
                        .pool("light", "w/small")
                        .start()) {
            String answer = serai.post("/v1/messages/batches", requests("paused", 4), "authorization", "Bearer " + KEY)
                    .body();
            String id = JSON.readTree(answer).path("id").asText();
            Eventually.await(
                    "two are answered, two wait",
                    PATIENCE,
                    () -> get(serai, "/admin/jobs", admin).at("/jobs/0/done").asInt() == 2
                            && serai.get("/metrics", admin)
                                    .body()
                                    .contains("serai_requests_in_flight{ingress=\"batch\"} 2.0"));

            assertThat(serai.post("/admin/jobs/" + id + "/pause", "", admin).statusCode())
                    .isEqualTo(200);
            Eventually.await(
                    "nobody waits",
                    PATIENCE,
                    () -> serai.get("/metrics", admin)
                            .body()
                            .contains("serai_requests_in_flight{ingress=\"batch\"} 0.0"));

            for (int i = 0; i < 6; i++) {
                assertThat(serai.askAs(KEY, "meanwhile " + i).statusCode()).isEqualTo(200);
            }
            assertThat(serai.askAs(KEY, "one too many").statusCode()).isEqualTo(402);
        }
    }

    /** The clock stands still, so that no quota ever comes back. */
    @Test
    void linesThatWaitForAQuotaEndWhenTheirBatchIsCancelled() throws Exception {
        Instant now = Instant.now();
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .clock(() -> now)
                        .provider("v", vendor, "limits", "2/20s")
                        .pool("light", "v/small")
                        .start()) {
            String path = "/v1/messages/batches";
            JsonNode made =
                    JSON.readTree(serai.post(path, requests("cancelled", 4)).body());
            String id = made.path("id").asText();
            Eventually.await(
                    "two are answered, two wait",
                    PATIENCE,
                    () -> get(serai, path + '/' + id)
                                            .at("/request_counts/succeeded")
                                            .asInt()
                                    == 2
                            && serai.get("/metrics")
                                    .body()
                                    .contains("serai_requests_in_flight{ingress=\"batch\"} 2.0"));

            assertThat(serai.post(path + '/' + id + "/cancel", "").statusCode()).isEqualTo(200);

            Eventually.await(
                    "end",
                    PATIENCE,
                    () -> get(serai, path + '/' + id)
                            .path("processing_status")
                            .asText()
                            .equals("ended"));
            assertThat(get(serai, path + '/' + id)
                            .at("/request_counts/canceled")
                            .asInt())
                    .isEqualTo(2);
            assertThat(vendor.requests().stream()
                            .filter(request -> request.text().contains("cancelled")))
                    .hasSize(2);
        }
    }

    private static JsonNode get(RunningSerai serai, String path, String... headers) {
        try {
            return JSON.readTree(serai.get(path, headers).body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The body of a message batch. */
    private static String requests(String word, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"custom_id\":\"c" + i + "\",\"params\":{\"max_tokens\":9,"
                        + RunningSerai.chat("v/small", word + ' ' + i, false).substring(1) + '}')
                .collect(Collectors.joining(",", "{\"requests\":[", "]}"));
    }

    private static String lines(String word, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"prompt\":\"" + word + ' ' + i + "\",\"model\":\"v/small\"}\n")
                .collect(Collectors.joining());
    }

    private static int done(RunningSerai serai) {
        String done = job(serai, "done");
        return done.isEmpty() ? 0 : Integer.parseInt(done);
    }

    private static String job(RunningSerai serai, String field) {
        try {
            var value = JSON.readTree(serai.get("/admin/jobs").body()).at("/jobs/0/" + field);
            return value.isNull() || value.isMissingNode() ? "" : value.asText();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
