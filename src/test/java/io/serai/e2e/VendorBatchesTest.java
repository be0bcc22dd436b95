package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.Answer.Ending;
import io.serai.wire.BatchingVendor;
import io.serai.wire.ResetsConnections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Lines of jobs are asked in batches of the vendor's own, and each has its one result whatever becomes of the batch. */
class VendorBatchesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "a-vendor-key-0123456789";

    /** The hash is that of "sk-yielding-0123456789". */
    private static final String CLIENTS = """
            keys:
              team:
                hash: "sha256:b38a5ea535f4fa7ff430a12bae1e4ecf1a53bdf2fa67b27eeaef50eae40e7891"
                limits: "2 parallel, 6/day"
            """;

    private static final String FOLDER = """
            - templatedRoute:
                routeTemplateRef: job-batches
                routeId: batches-team
                parameters:
                  - { name: folder, value: team }
                  - { name: clientKey, value: team }
            """;

    private final BatchingVendor vendor = new BatchingVendor("v");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path directory;

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("batches")).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger("batches")).detachAppender(log);
        vendor.close();
    }

    private RunningSerai.Setup setup(String kind) {
        return RunningSerai.in(directory)
                .with("serai.batch.gather", "2s")
                .with("serai.batch.poll", "30ms")
                .file("catalog.yaml", kind + ": { models: [ { id: small, price: { in: 10, out: 20 } } ] }\n")
                .provider("v", vendor, "vendor", kind, "keys", KEY, "batches", "vendor")
                .pool("light", "v/small")
                .pool("embedding", "v/embed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void theLinesOfAJobAreOneBatchAtAPartOfThePrice(String kind) throws IOException {
        try (RunningSerai serai = setup(kind).start()) {
            drop("inbox", "all.jsonl", prompts("line", 40));
            List<String> answers = answers("outbox/all.jsonl");

            assertThat(answers).hasSize(40);
            for (int i = 0; i < 40; i++) {
                assertThat(answers.get(i))
                        .contains("\"custom_id\":\"line-" + (i + 1) + "\"", "v says: line " + i + "\"", "200");
            }
            assertThat(vendor.sizes()).containsExactly(40);
            assertThat(vendor.single()).isZero();
            Eventually.await("files", PATIENCE, () -> vendor.files() == 0);
            assertThat(serai.ask("v/small", "a person").body()).contains("v says: a person");
            assertThat(vendor.single()).isEqualTo(1);
            JsonNode job = job(serai);
            assertThat(job.path("repeated").asInt()).isZero();
            double usual = 0;
            for (String answer : answers) {
                JsonNode usage = JSON.readTree(answer).at("/response/body/usage");
                usual += (10 * usage.path("prompt_tokens").asInt()
                                + 20 * usage.path("completion_tokens").asInt())
                        / 1e6;
            }
            assertThat(usual).isPositive();
            assertThat(job.path("cost").asDouble()).isEqualTo(usual / 2, org.assertj.core.data.Offset.offset(1e-8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void whatABatchDoesNotAnswerIsAskedOneByOne(String kind) {
        try (RunningSerai serai = setup(kind).start()) {
            drop(
                    "inbox",
                    "some.jsonl",
                    "{\"prompt\":\"well\",\"model\":\"v/small\"}\n{\"prompt\":\"expire\",\"model\":\"v/small\"}\n"
                            + "{\"prompt\":\"err\",\"model\":\"v/small\"}\n");

            List<String> answers = answers("outbox/some.jsonl");
            assertThat(answers.get(0)).contains("v says: well");
            assertThat(answers.get(1)).contains("v says: expire");
            assertThat(answers.get(2)).contains("v says: err");
            assertThat(vendor.made()).isEqualTo(1);
            assertThat(vendor.single()).isEqualTo(2);
            assertThat(job(serai).path("done").asInt()).isEqualTo(3);
        }
    }

    @Test
    void whatWasLostBeforeALineWaitsIsInTheLedgerAndInTheLimitsOfItsKey() throws Exception {
        String[] admin = {"authorization", "Bearer an-admin-key-of-this-test"};
        vendor.holding(true);
        try (ResetsConnections lossy = new ResetsConnections();
                RunningSerai serai = setup("openai")
                        .with("serai.ledger.enabled", "true")
                        .with("serai.admin.keys", "an-admin-key-of-this-test")
                        .file("clients.yaml", CLIENTS.replace("2 parallel, 6/day", "6/day, 100000 tokens/day"))
                        .file("routes/jobs.camel.yaml", FOLDER)
                        .provider("w", lossy, "vendor", "openai", "keys", KEY)
                        .pool("light", "w/small", "v/small")
                        .start()) {
            drop("team/inbox", "all.jsonl", "{\"prompt\":\"lost\",\"model\":\"light\"}\n");
            Eventually.await("batch", PATIENCE, () -> said("are in the batch") == 1);
            Eventually.await("written", PATIENCE, () -> !usage(serai, admin).isEmpty());

            JsonNode row = usage(serai, admin).get(0);
            assertThat(row.path("target").asText()).isEqualTo("w/small");
            assertThat(row.path("attempts").asInt()).isPositive();
            assertThat(row.path("requests").asInt()).isZero();
            assertThat(row.path("cost_nanos").asLong()).isPositive();
            long lost = row.path("cost_nanos").asLong();

            vendor.holding(false);
            assertThat(answers("team/outbox/all.jsonl")).hasSize(1).allMatch(line -> line.contains("v says: lost"));
            Eventually.await("written", PATIENCE, () -> usage(serai, admin).size() == 2);
            long requests = 0;
            for (JsonNode each : usage(serai, admin)) {
                requests += each.path("requests").asInt();
                assertThat(each.path("cost_nanos").asLong()).isPositive();
                lost = each.path("target").asText().equals("w/small")
                        ? each.path("cost_nanos").asLong() - lost
                        : lost;
            }
            assertThat(requests).isEqualTo(1);
            assertThat(lost).as("counted once").isZero();
            long tokens = 0;
            for (JsonNode each : usage(serai, admin)) {
                tokens += each.path("input_tokens").asLong()
                        + each.path("output_tokens").asLong();
            }
            JsonNode limits = JSON.readTree(serai.get("/v1/key", "authorization", "Bearer sk-yielding-0123456789")
                            .body())
                    .path("limits");
            assertThat(limits.findValuesAsText("used")).containsExactly("1", Long.toString(tokens));
        }
    }

    private static JsonNode usage(RunningSerai serai, String... headers) {
        try {
            return JSON.readTree(serai.get("/admin/usage?by=target&key=team", headers)
                            .body())
                    .path("rows");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404})
    void aVendorThatRefusesBatchesIsAskedAsUsual(int status) {
        vendor.refusing(status);
        try (RunningSerai serai = setup("openai").start()) {
            drop("inbox", "all.jsonl", prompts("refused", 10));
            assertThat(answers("outbox/all.jsonl")).hasSize(10).allMatch(line -> line.contains("v says: refused"));
            drop("inbox", "more.jsonl", prompts("again", 3));
            assertThat(answers("outbox/more.jsonl")).hasSize(3);

            assertThat(vendor.made()).isZero();
            assertThat(vendor.single()).isEqualTo(13);
            assertThat(said("v takes no batch")).isEqualTo(1);
            assertThat(job(serai).path("failed").asInt()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void aBatchOfWhichNoWordCameIsFoundAgain(String kind) {
        vendor.silent(Ending.CUT);
        try (RunningSerai serai = setup(kind).start()) {
            drop("inbox", "all.jsonl", prompts("found", 10));

            assertThat(answers("outbox/all.jsonl")).hasSize(10).allMatch(line -> line.contains("v says: found"));
            assertThat(vendor.made()).isEqualTo(1);
            assertThat(vendor.single()).isZero();
            assertThat(job(serai).path("repeated").asInt()).isZero();
        }
    }

    @Test
    void aBatchIsTakenUpAfterARestart() {
        vendor.holding(true);
        try (RunningSerai serai = setup("openai").start()) {
            drop("inbox", "all.jsonl", prompts("later", 20));
            Eventually.await("batch", PATIENCE, () -> said("are in the batch") == 1);
            assertThat(job(serai).path("reason").asText()).isEqualTo("20 lines wait for a batch of v");
        }
        vendor.holding(false);
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            assertThat(answers("outbox/all.jsonl")).hasSize(20).allMatch(line -> line.contains("v says: later"));
            assertThat(vendor.made()).isEqualTo(1);
            assertThat(vendor.single()).isZero();
            assertThat(job(serai).path("repeated").asInt()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void aJobThatIsCancelledCancelsItsBatch(String kind) {
        vendor.holding(true);
        try (RunningSerai serai = setup(kind).start()) {
            drop("inbox", "all.jsonl", prompts("cancelled", 5));
            Eventually.await("batch", PATIENCE, () -> said("are in the batch") == 1);
            serai.post("/admin/jobs/" + job(serai).path("id").asText() + "/cancel", "");

            assertThat(answers("outbox/all.jsonl")).hasSize(5).allMatch(line -> line.contains("batch_cancelled"));
            assertThat(job(serai).path("state").asText()).isEqualTo("cancelled");
            assertThat(vendor.made()).isEqualTo(1);
            assertThat(vendor.allCancelled()).isTrue();
        }
    }

    @Test
    void eachModelAndEndpointHasABatchOfItsOwn() {
        try (RunningSerai serai = setup("openai").start()) {
            drop(
                    "inbox",
                    "mixed.jsonl",
                    prompts("chat", 3)
                            + "{\"custom_id\":\"e\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":"
                            + "{\"model\":\"v/embed\",\"input\":\"a text\"}}\n"
                            + "{\"prompt\":\"large\",\"model\":\"v/large\"}\n");

            List<String> answers = answers("outbox/mixed.jsonl");
            assertThat(answers).hasSize(5).allMatch(line -> line.contains("\"status_code\":200"));
            assertThat(answers.get(3)).contains("\"embedding\"");
            assertThat(vendor.sizes()).containsExactlyInAnyOrder(3, 1, 1);
            assertThat(vendor.single()).isZero();
            assertThat(job(serai).path("done").asInt()).isEqualTo(5);
        }
    }

    @Test
    void aKeysLimitHoldsForLinesThatWaitButNotItsCallsAtOnce() {
        try (RunningSerai serai = setup("openai")
                .file("clients.yaml", CLIENTS)
                .file("routes/jobs.camel.yaml", FOLDER)
                .with("serai.admin.keys", "an-admin-key-of-this-test")
                .start()) {
            drop("team/inbox", "all.jsonl", prompts("limited", 10));
            Eventually.await("answers", PATIENCE, () -> done(serai) >= 6);

            assertThat(vendor.sizes().stream().mapToInt(size -> size).sum()).isEqualTo(6);
            assertThat(vendor.single()).isZero();
            assertThat(done(serai)).isEqualTo(6);
        }
    }

    private static int done(RunningSerai serai) {
        return job(serai).path("done").asInt();
    }

    private long said(String words) {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getFormattedMessage().contains(words))
                .count();
    }

    private static String prompts(String text, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"prompt\":\"" + text + ' ' + i + "\",\"model\":\"v/small\"}\n")
                .collect(Collectors.joining());
    }

    private void drop(String folder, String name, String content) {
        try {
            Path part = directory.resolve(folder).resolve(name + ".part");
            Files.createDirectories(part.getParent());
            Files.writeString(part, content);
            Files.move(part, part.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> answers(String name) {
        Path file = directory.resolve(name);
        Eventually.await(name, PATIENCE, () -> Files.exists(file));
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode job(RunningSerai serai) {
        try {
            return JSON.readTree(serai.get("/admin/jobs", "authorization", "Bearer an-admin-key-of-this-test")
                            .body())
                    .at("/jobs/0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
