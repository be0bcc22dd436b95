package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of 2,000 lines, and Serai is killed ten times: each line has one result, and only what was being asked is asked again. */
@Tag("slow")
class KilledBatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 2_000;
    private static final int KILLS = 10;

    @TempDir
    Path directory;

    @Test
    void eachLineHasOneResult() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(20));
                HttpClient client = HttpClient.newHttpClient()) {
            RunningSerai.in(directory)
                    .with("serai.cache.size", "0")
                    .with("serai.batch.parallel", "16")
                    .provider("v", vendor)
                    .pool("light", "v/small")
                    .write();
            Files.createDirectories(directory.resolve("inbox"));
            Files.writeString(
                    directory.resolve("inbox/many.jsonl"),
                    IntStream.range(0, LINES)
                            .mapToObj(i -> "{\"custom_id\":\"id-" + i + "\",\"prompt\":\"line " + i
                                    + "\",\"model\":\"v/small\"}\n")
                            .collect(Collectors.joining()));
            Random random = new Random(7);
            long done = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                long atLeast = Math.max(done, (long) kill * LINES / (KILLS + 2) - random.nextInt(80));
                try (ChildSerai child = ChildSerai.start(directory)) {
                    Eventually.await("lines", PATIENCE, () -> done(client, child) >= atLeast);
                    done = done(client, child);
                    child.kill();
                }
            }
            JsonNode job;
            try (ChildSerai child = ChildSerai.start(directory)) {
                Path answers = directory.resolve("outbox/many.jsonl");
                Eventually.await("answers", PATIENCE, () -> Files.exists(answers) && done(client, child) == LINES);
                job = job(client, child);
            }
            List<String> results = Files.readAllLines(directory.resolve("outbox/many.jsonl"));
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < results.size(); i++) {
                JsonNode result = JSON.readTree(results.get(i));
                assertThat(result.path("custom_id").asText()).isEqualTo("id-" + i);
                assertThat(result.at("/response/status_code").asInt()).isEqualTo(200);
                assertThat(ids.add(result.path("custom_id").asText())).isTrue();
            }
            long calls = vendor.requests().stream()
                    .filter(request -> request.method().equals("POST"))
                    .count();
            long repeated = job.path("repeated").asLong();
            System.out.println(LINES + " lines, " + KILLS + " kills: " + calls + " calls, " + repeated + " repeated");
            assertThat(results).hasSize(LINES);
            assertThat(calls).isBetween((long) LINES, LINES + repeated);
        }
    }

    private static long done(HttpClient client, ChildSerai child) {
        return job(client, child).path("done").asLong();
    }

    private static JsonNode job(HttpClient client, ChildSerai child) {
        try {
            URI uri = child.address().resolve("/admin/jobs");
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            JsonNode jobs = JSON.readTree(
                            client.send(request, BodyHandlers.ofString()).body())
                    .path("jobs");
            return jobs.isEmpty() ? JSON.createObjectNode() : jobs.get(0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
