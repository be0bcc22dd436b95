package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of many lines in a folder become jobs, and operators see and steer them. */
class BatchFolderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final HealthyVendor SLOW = new HealthyVendor("slow").thinking(Duration.ofMillis(200));
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("well", WELL)
                .provider("slow", SLOW, "limits", "1 parallel")
                .pool("light", "well/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        WELL.close();
        SLOW.close();
    }

    @Test
    void linesOfAllKindsAreAnsweredInTheirOrder() {
        drop(
                "kinds.jsonl",
                String.join(
                        "\n",
                        List.of(
                                "{\"prompt\":\"kind one\",\"model\":\"well/small\"}",
                                "{\"custom_id\":\"two\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                                        + RunningSerai.chat("well/small", "kind two", false) + "}",
                                "{oops",
                                "{\"custom_id\":\"four\",\"params\":{\"model\":\"well/small\",\"max_tokens\":9,\"messages\":"
                                        + "[{\"role\":\"user\",\"content\":\"kind four\"}]}}",
                                "",
                                RunningSerai.chat("no/such", "kind six", false))));

        List<String> answers = answers("kinds.jsonl");

        assertThat(answers).hasSize(5);
        assertThat(answers.get(0)).contains("\"custom_id\":\"line-1\"", "well says: kind one");
        assertThat(answers.get(1)).contains("\"custom_id\":\"two\"", "well says: kind two");
        assertThat(answers.get(2)).contains("line-3", "\"status_code\":400");
        assertThat(answers.get(3)).contains("\"custom_id\":\"four\"", "well says: kind four", "\"type\":\"message\"");
        assertThat(answers.get(4)).contains("line-6", "\"status_code\":404");
        assertThat(read("failed/kinds.jsonl").lines()).hasSize(2).first().isEqualTo("{oops");
        assertThat(read("failed/kinds.jsonl.reason.txt")).contains("line 3: The line is no JSON", "line 6: ");
        assertThat(directory.resolve("inbox/.done/kinds.jsonl")).exists();
    }

    @Test
    void theReasonGoesWhenTheFileIsTakenAgain() throws Exception {
        drop("again.jsonl", RunningSerai.chat("no/such", "again", false) + "\n");
        assertThat(answers("again.jsonl")).hasSize(1);
        Path reason = directory.resolve("failed/again.jsonl.reason.txt");
        assertThat(reason).exists();

        Files.delete(directory.resolve("failed/again.jsonl"));
        drop("again.jsonl", RunningSerai.chat("well/small", "again", false) + "\n");

        assertThat(answers("again.2.jsonl").getFirst()).contains("well says: again");
        assertThat(reason).doesNotExist();
    }

    @Test
    void aTableGetsAColumn() {
        drop("table.csv", "n,prompt,model\n1,\"table, one\",well/small\n2,table two,no/such\n");

        List<String> answers = answers("table.csv");

        assertThat(answers.get(0)).isEqualTo("n,prompt,model,answer,error");
        assertThat(answers.get(1)).isEqualTo("1,\"table, one\",well/small,\"well says: table, one\",");
        assertThat(answers.get(2)).startsWith("2,table two,no/such,,").contains("no/such");
        assertThat(read("failed/table.csv")).isEqualTo("n,prompt,model\n2,table two,no/such\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "empty.jsonl  | ''                       | no lines",
                "columns.csv  | 'a,b' | 'prompt'",
                "zip.csv      | 'PK  ' | spreadsheet",
            })
    void aFileThatIsNoneIsParkedWithItsReason(String name, String content, String reason) {
        drop(name, content.equals("''") || content.isEmpty() ? "\n" : content.replace("PK", "PK\3\4") + "\n");
        Path why = directory.resolve("failed/" + name + ".reason.txt");
        Eventually.await("reason", PATIENCE, () -> Files.exists(why));
        assertThat(read("failed/" + name + ".reason.txt")).contains(reason.replace("'", "'"));
        assertThat(directory.resolve("failed").resolve(name)).exists();
        assertThat(directory.resolve("outbox").resolve(name)).doesNotExist();
    }

    @Test
    void operatorsPauseResumeAndCancel() throws Exception {
        drop("slow.jsonl", prompts("slow/small", "slow", 40));
        String id = await("slow.jsonl", "in_progress");
        Eventually.await("first", PATIENCE, () -> job("slow.jsonl").path("done").asInt() > 0);

        assertThat(serai.post("/admin/jobs/" + id + "/pause", "").statusCode()).isEqualTo(200);
        assertThat(job("slow.jsonl").path("state").asText()).isEqualTo("paused");
        assertThat(serai.post("/admin/jobs/" + id + "/pause", "").statusCode()).isEqualTo(409);
        assertThat(serai.post("/admin/jobs/" + id + "/resume", "").statusCode()).isEqualTo(200);
        int done = job("slow.jsonl").path("done").asInt();
        Eventually.await("more", PATIENCE, () -> job("slow.jsonl").path("done").asInt() > done);
        assertThat(serai.post("/admin/jobs/" + id + "/cancel", "").statusCode()).isEqualTo(200);
        await("slow.jsonl", "cancelled");

        List<String> answers = answers("slow.jsonl");
        assertThat(answers).hasSize(40);
        assertThat(answers)
                .anyMatch(line -> line.contains("slow says"))
                .anyMatch(line -> line.contains("batch_cancelled"));
        assertThat(serai.post("/admin/jobs/job_none/cancel", "").statusCode()).isEqualTo(404);
        Path last = directory.resolve("outbox/slow.jsonl.progress.json");
        Eventually.await("the last progress", PATIENCE, () -> Files.exists(last));
        JsonNode progress = JSON.readTree(read("outbox/slow.jsonl.progress.json"));
        assertThat(progress.path("total").asInt()).isEqualTo(40);
    }

    @Test
    void whatFailedIsReplayedAndNothingElse() throws Exception {
        drop(
                "replay.jsonl",
                "{\"prompt\":\"replay one\",\"model\":\"well/small\"}\n{\"prompt\":\"replay two\",\"model\":\"later/small\"}\n");
        String id = await("replay.jsonl", "completed");
        assertThat(job("replay.jsonl").path("failures").get(0).path("line").asInt())
                .isEqualTo(2);
        long before = asked("replay one");

        String routes = read("routes/providers.camel.yaml");
        Files.writeString(
                directory.resolve("routes/later.camel.yaml"),
                routes.substring(0, routes.indexOf("- templatedRoute", 5)).replace("well", "later"));
        assertThat(serai.post("/admin/routes/reload", "").statusCode()).isEqualTo(200);
        assertThat(serai.post("/admin/jobs/" + id + "/replay", "").statusCode()).isEqualTo(200);
        Eventually.await(
                "answers",
                PATIENCE,
                () -> job("replay.jsonl").path("done").asInt() == 2
                        && job("replay.jsonl").path("state").asText().equals("completed"));

        assertThat(answers("replay.jsonl")).hasSize(2).allMatch(line -> line.contains("\"status_code\":200"));
        assertThat(asked("replay one")).isEqualTo(before).isEqualTo(1);
    }

    @Test
    void answersOfTheSameNameAreNotWrittenOver() {
        drop("twice.jsonl", prompts("well/small", "twice first", 1));
        answers("twice.jsonl");
        drop("twice.jsonl", prompts("well/small", "twice second", 1));
        assertThat(answers("twice.2.jsonl").getFirst()).contains("twice second");
        assertThat(answers("twice.jsonl").getFirst()).contains("twice first");
    }

    @Test
    void aNameThatIsAsLongAsCanBeHoldsUpNobody() throws Exception {
        String name = "n".repeat(244) + ".jsonl";
        drop(name, prompts("well/small", "long name", 1) + prompts("no/such", "long name fails", 1));

        assertThat(answers(name)).hasSize(2);
        assertThat(read("failed/" + name)).contains("long name fails");
        assertThat(names("failed")).anyMatch(file -> file.startsWith("nnn") && file.endsWith(".reason.txt"));
        drop(name, prompts("well/small", "long name again", 1));
        assertThat(answers("n".repeat(244) + ".2.jsonl").getFirst()).contains("long name again");
    }

    @Test
    void aFolderInTheWayIsPassedBy() throws Exception {
        Files.createDirectories(directory.resolve("failed/way.jsonl/in it"));
        drop("way.jsonl", prompts("no/such", "in the way", 1));

        assertThat(answers("way.jsonl")).hasSize(1);

        assertThat(read("failed/way.2.jsonl")).contains("in the way");
        assertThat(read("failed/way.2.jsonl.reason.txt")).contains("no/such");
        assertThat(directory.resolve("failed/way.jsonl/in it")).isDirectory();
    }

    private static Stream<String> names(String folder) {
        String[] names = directory.resolve(folder).toFile().list();
        return names == null ? Stream.empty() : Stream.of(names);
    }

    private static long asked(String question) {
        return WELL.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .filter(request -> request.text().contains(question))
                .count();
    }

    private static String prompts(String model, String text, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"prompt\":\"" + text + ' ' + i + "\",\"model\":\"" + model + "\"}\n")
                .collect(Collectors.joining());
    }

    private static void drop(String name, String content) {
        try {
            Path part = directory.resolve("inbox/" + name + ".part");
            Files.createDirectories(part.getParent());
            Files.writeString(part, content);
            Files.move(part, part.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> answers(String name) {
        Path file = directory.resolve("outbox").resolve(name);
        Eventually.await("outbox/" + name, PATIENCE, () -> Files.exists(file));
        return read("outbox/" + name).lines().toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String await(String name, String state) {
        Eventually.await(state, PATIENCE, () -> job(name).path("state").asText().equals(state));
        return job(name).path("id").asText();
    }

    private static JsonNode job(String name) {
        try {
            for (JsonNode job : JSON.readTree(serai.get("/admin/jobs").body()).path("jobs")) {
                if (job.path("name").asText().equals(name)) {
                    return job;
                }
            }
            return JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
