package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.settings.Overrides;
import io.serai.settings.Settings;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of a file are answered from the command line. */
class RunCommandTest {
    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.http.keys", "sk-command-0123456789")
                .provider("well", WELL)
                .pool("light", "well/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        WELL.close();
    }

    @Test
    void theSeraiThatRunsAnswersThem() throws Exception {
        Files.writeString(
                directory.resolve("ask.jsonl"), "{\"prompt\":\"run one\"}\n{oops\n{\"prompt\":\"run three\"}\n");
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        int code = run(said, "ask.jsonl", "-o", "told.jsonl", "--model", "well/small", "--system", "be brief");

        assertThat(code).isEqualTo(RunCommand.SOME_FAILED);
        List<String> results = Files.readAllLines(directory.resolve("told.jsonl"));
        assertThat(results).hasSize(3);
        assertThat(results.get(0)).contains("well says: run one");
        assertThat(results.get(1)).contains("\"status_code\":400");
        assertThat(results.get(2)).contains("well says: run three");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("2/3, 1 failed", "2 answered, 1 failed");
        assertThat(directory.resolve("told.jsonl.job")).doesNotExist();
        assertThat(WELL.requests()).anyMatch(request -> request.text().contains("be brief"));
    }

    @Test
    void aTableIsAnsweredByATemplate() throws Exception {
        Files.writeString(directory.resolve("words.csv"), "word\nsky\nsea\n");

        int code = run(
                new ByteArrayOutputStream(),
                "words.csv",
                "-o",
                "words-out.csv",
                "--model",
                "well/small",
                "--template",
                "Rhyme with {word}");

        assertThat(code).isEqualTo(RunCommand.FINE);
        assertThat(Files.readAllLines(directory.resolve("words-out.csv")))
                .containsExactly("word,answer", "sky,well says: Rhyme with sky", "sea,well says: Rhyme with sea");
    }

    @Test
    void aRunThatWasCutGoesOnWithItsBatch() throws Exception {
        Path file = directory.resolve("cut.jsonl");
        Files.writeString(file, "{\"prompt\":\"cut one\",\"model\":\"well/small\"}\n");
        try (BatchClient client = new BatchClient(url(), "sk-command-0123456789")) {
            String batch = client.create(client.upload(file), Map.of());
            note("cut-out.jsonl", file, "batch", batch);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        assertThat(run(said, "cut.jsonl", "-o", "cut-out.jsonl")).isEqualTo(RunCommand.FINE);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("Going on with batch_");
        assertThat(Files.readString(directory.resolve("cut-out.jsonl"))).contains("well says: cut one");
        assertThat(WELL.requests().stream().filter(request -> request.text().contains("cut one")))
                .hasSize(1);
    }

    @Test
    void aRunThatWasCutBeforeItKnewItsBatchMakesNoSecondOne() throws Exception {
        Path file = directory.resolve("early.jsonl");
        Files.writeString(file, "{\"prompt\":\"cut early\",\"model\":\"well/small\"}\n");
        String batch;
        try (BatchClient client = new BatchClient(url(), "sk-command-0123456789")) {
            String uploaded = client.upload(file);
            batch = client.create(uploaded, Map.of());
            note("early-out.jsonl", file, "file", uploaded);

            assertThat(run(new ByteArrayOutputStream(), "early.jsonl", "-o", "early-out.jsonl"))
                    .isEqualTo(RunCommand.FINE);

            assertThat(client.create(uploaded, Map.of())).isEqualTo(batch);
        }
        assertThat(Files.readString(directory.resolve("early-out.jsonl"))).contains("well says: cut early");
        assertThat(WELL.requests().stream().filter(request -> request.text().contains("cut early")))
                .hasSize(1);
    }

    @Test
    void aBatchThatCannotBeLookedForIsNotBegunAnew() throws Exception {
        Path file = directory.resolve("locked.jsonl");
        Files.writeString(file, "{\"prompt\":\"locked\",\"model\":\"well/small\"}\n");
        note("locked-out.jsonl", file, "batch", "batch_0123456789abcdef");

        assertThat(run(new ByteArrayOutputStream(), "locked.jsonl", "-o", "locked-out.jsonl", "--key", "sk-wrong"))
                .isEqualTo(RunCommand.CANNOT);

        assertThat(Files.readString(directory.resolve("locked-out.jsonl.job"))).contains("batch_0123456789abcdef");
    }

    @Test
    void aNoteThatAKillHasLeftDamagedIsNoObstacle() throws Exception {
        Files.writeString(
                directory.resolve("damaged.jsonl"), "{\"prompt\":\"damaged note\",\"model\":\"well/small\"}\n");
        Files.writeString(directory.resolve("damaged-out.jsonl.job"), "");

        assertThat(run(new ByteArrayOutputStream(), "damaged.jsonl", "-o", "damaged-out.jsonl"))
                .isEqualTo(RunCommand.FINE);

        assertThat(Files.readString(directory.resolve("damaged-out.jsonl"))).contains("well says: damaged note");
    }

    @Test
    void aSeraiThatIsStartedAgainMeanwhileIsWaitedFor(@TempDir Path elsewhere) throws Exception {
        int port = freePort();
        try (Held held = new Held("held")) {
            RunningSerai.in(elsewhere)
                    .with("serai.http.port", String.valueOf(port))
                    .with("serai.stop.timeout", "1ms")
                    .provider("held", held)
                    .write();
            Settings settings =
                    Settings.read(Files.readAllBytes(elsewhere.resolve("application.properties")), Overrides.NONE);
            Files.writeString(
                    elsewhere.resolve("ask.jsonl"), "{\"prompt\":\"through a restart\",\"model\":\"held/small\"}\n");
            Path out = elsewhere.resolve("out.jsonl");
            AtomicInteger code = new AtomicInteger(-1);
            RunningSerai first = RunningSerai.startedIn(elsewhere);
            Thread run = Thread.ofPlatform().start(() -> {
                try {
                    PrintStream said = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
                    code.set(new RunCommand(elsewhere, settings, said, false)
                            .run(List.of(elsewhere.resolve("ask.jsonl").toString(), "-o", out.toString())));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Eventually.await(
                    "asked",
                    Duration.ofSeconds(30),
                    () -> held.requests().stream()
                            .anyMatch(request -> request.text().contains("through a restart")));
            first.stop();
            held.release();
            try (RunningSerai second = RunningSerai.startedIn(elsewhere)) {
                assertThat(run.join(Duration.ofSeconds(60))).as("ended").isTrue();
                assertThat(second.serai().port()).isEqualTo(port);
            }
            assertThat(code).hasValue(RunCommand.FINE);
            assertThat(Files.readString(out)).contains("through a restart");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Writes what an earlier run would have left. */
    private static void note(String output, Path file, String field, String id) throws Exception {
        Files.writeString(
                directory.resolve(output + ".job"),
                "{\"" + field + "\":\"" + id + "\",\"source\":\"" + file.toAbsolutePath() + " " + Files.size(file) + ' '
                        + Files.getLastModifiedTime(file) + "\"}");
    }

    @Test
    void withoutARunningSeraiItStartsOneAndEndsIt(@TempDir Path elsewhere) throws Exception {
        RunningSerai.in(elsewhere)
                .provider("well", WELL)
                .pool("light", "well/small")
                .write();
        Path out = elsewhere.resolve("out.jsonl");
        Files.writeString(elsewhere.resolve("ask.jsonl"), "{\"prompt\":\"run alone\",\"model\":\"well/small\"}\n");
        Settings settings =
                Settings.read(Files.readAllBytes(elsewhere.resolve("application.properties")), Overrides.NONE);
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        int code = new RunCommand(elsewhere, settings, new PrintStream(said, true, StandardCharsets.UTF_8), false)
                .run(List.of(elsewhere.resolve("ask.jsonl").toString(), "-o", out.toString()));

        assertThat(code).isEqualTo(RunCommand.FINE);
        assertThat(Files.readString(out)).contains("well says: run alone");
        // Its data folder is free again.
        try (RunningSerai next = RunningSerai.startedIn(elsewhere)) {
            assertThat(next.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        assertThat(run(new ByteArrayOutputStream(), "none.jsonl", "-o", "x.jsonl"))
                .isEqualTo(RunCommand.CANNOT);
        assertThat(run(new ByteArrayOutputStream(), "none.jsonl")).isEqualTo(RunCommand.CANNOT);
        assertThat(run(new ByteArrayOutputStream(), "--nonsense")).isEqualTo(RunCommand.CANNOT);
        Files.writeString(directory.resolve("empty.jsonl"), "\n\n");
        assertThat(run(new ByteArrayOutputStream(), "empty.jsonl", "-o", "x.jsonl"))
                .isEqualTo(RunCommand.CANNOT);
    }

    private static String url() {
        return serai.uri("").toString();
    }

    private static int run(ByteArrayOutputStream said, String... words) throws Exception {
        Settings settings =
                Settings.read(Files.readAllBytes(directory.resolve("application.properties")), Overrides.NONE);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            boolean path = i == 0 && !words[i].startsWith("-") || i > 0 && words[i - 1].equals("-o");
            all.add(path ? directory.resolve(words[i]).toString() : words[i]);
        }
        all.addAll(List.of("--url", url()));
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new RunCommand(directory, settings, out, false).run(all);
    }
}
