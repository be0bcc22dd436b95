package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import io.serai.wire.Limited;
import io.serai.wire.RecordedRequest;
import io.serai.wire.TooManyRequests;
import io.serai.wire.Unavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in inbox/ are answered in outbox/ or explained in failed/: each once, whole, and none is lost. */
class FolderTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final HealthyVendor WELL = new HealthyVendor("well");

    @TempDir
    static Path common;

    private static Folders shared;
    private static RunningSerai sharedSerai;

    @TempDir
    Path directory;

    private Folders folders;

    /** One for all tests that need nothing special; each has file names of its own. */
    @BeforeAll
    static void startShared() {
        shared = new Folders(common);
        sharedSerai = start(common, WELL);
    }

    @AfterAll
    static void stopShared() {
        sharedSerai.close();
        WELL.close();
    }

    @BeforeEach
    void inbox() {
        folders = new Folders(directory);
    }

    private RunningSerai start(HealthyVendor vendor) {
        return start(directory, vendor);
    }

    private static RunningSerai start(Path directory, HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .provider("v", vendor)
                .pool("light", "v/small")
                .pool("code", "v/coder")
                .pool("embedding", "v/vectors")
                .start();
    }

    @Test
    void aPromptIsAnsweredByTheTextAlone() {
        shared.drop("hello.txt", "Hello, how are you?\n");

        assertThat(shared.answer("hello.txt")).isEqualTo("well says: Hello, how are you?");
        Eventually.await("inbox", SOON, () -> !Files.exists(shared.inbox("hello.txt")));
        assertThat(common.resolve("inbox/.done/hello.txt")).hasContent("Hello, how are you?\n");
        assertThat(shared.in("failed")).isEmpty();
    }

    @Test
    void aSmallFileIsAnsweredWithinASecond() {
        shared.awaitAnotherLook();
        long written = System.nanoTime();
        shared.drop("quick.md", "Quick!");
        shared.answer("quick.md");

        assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aRequestIsAnsweredInOpenAisForm() throws IOException {
        shared.drop("x.json", """
                {"model":"code","temperature":0.5,"stream":true,"stream_options":{"include_usage":true},
                 "messages":[{"role":"system","content":"Be short"},{"role":"user","content":"Sort a list"}]}
                """);

        JsonNode answer = JSON.readTree(shared.answer("x.json"));
        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("well says: Sort a list");
        JsonNode asked = WELL.requests().stream()
                .filter(request -> request.text().contains("Sort a list"))
                .findFirst()
                .orElseThrow()
                .json();
        assertThat(asked.path("model").asText()).isEqualTo("coder");
        assertThat(asked.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(asked.has("stream_options")).isFalse();
    }

    @Test
    void aRequestForVectorsIsAnsweredWithVectors() throws IOException {
        shared.drop("vectors.JSON", "{\"model\":\"auto\",\"input\":[\"one\",\"two\"]}");

        JsonNode answer = JSON.readTree(shared.answer("vectors.JSON"));
        assertThat(answer.path("data")).hasSize(2);
        assertThat((float) answer.at("/data/1/embedding/0").asDouble()).isEqualTo(HealthyVendor.vector("two")[0]);
    }

    @Test
    void textsFromWindowsAreRead() {
        shared.drop("utf8.txt", "\uFEFFGrüße");
        shared.drop("utf16.txt", "\uFEFFGrüße, 世界".getBytes(StandardCharsets.UTF_16LE));

        assertThat(shared.answer("utf8.txt")).isEqualTo("well says: Grüße");
        assertThat(shared.answer("utf16.txt")).isEqualTo("well says: Grüße, 世界");
    }

    @Test
    void whatCannotBeReadFailsWithAReason() {
        record Unreadable(String name, byte[] content, String reason) {
            Unreadable(String name, String text, String reason) {
                this(name, text.getBytes(StandardCharsets.UTF_8), reason);
            }
        }
        List<Unreadable> files = List.of(
                new Unreadable("broken.json", "{\"model\":\"auto\",\n\"messages\":[", "line 2"),
                new Unreadable("list.json", "[1,2]", "JSON"),
                new Unreadable("role.json", "{\"messages\":[{\"content\":\"hi\"}]}", "'messages[0].role' is missing"),
                new Unreadable("empty.txt", "", "The file is empty."),
                new Unreadable("blank.json", "\n \n", "The file is empty."),
                new Unreadable(
                        "photo.txt", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1}, "The file is no text: byte 0"),
                new Unreadable("zeros", new byte[64], "The file is no text: byte 0 is zero"),
                new Unreadable("long.txt", "x".repeat(2000), "larger than 1024 bytes"),
                new Unreadable("unknown.json", RunningSerai.chat("nobody", "hi", false), "Unknown model 'nobody'"));
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.body-limit", "1k")
                        .provider("v", vendor)
                        .start()) {
            files.forEach(file -> folders.drop(file.name, file.content));

            assertThat(files).allSatisfy(file -> {
                assertThat(folders.reason(file.name))
                        .contains(file.reason, "tried: nothing", "again: when the file is changed");
                Eventually.await("inbox", SOON, () -> !Files.exists(folders.inbox(file.name)));
                assertThat(directory.resolve("failed").resolve(file.name)).hasBinaryContent(file.content);
            });
            assertThat(folders.in("outbox")).isEmpty();
        }
    }

    @Test
    void aFailureTellsWhatWasTriedAndWhenItMayBeRetried() throws IOException {
        try (Unavailable ill = new Unavailable();
                TooManyRequests busy = TooManyRequests.retryAfter(Duration.ofSeconds(20));
                RunningSerai serai = RunningSerai.in(directory)
                        .file(
                                "routes/files.camel.yaml",
                                Files.readString(Path.of("routes/files.camel.yaml"))
                                        .replace("x-serai-wait, constant: 10m", "x-serai-wait, constant: 0"))
                        .provider("ill", ill)
                        .provider("busy", busy)
                        .pool("light", "ill/a", "busy/b")
                        .start()) {
            folders.drop("hello.txt", "Hello");

            assertThat(folders.reason("hello.txt"))
                    .startsWith("No target could answer: ")
                    .contains("tried: ill/a 503 ", "busy/b 429 ")
                    .containsPattern("again: after 20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
                    .contains("request: req-");
            assertThat(directory.resolve("failed/hello.txt")).hasContent("Hello");
        }
    }

    @Test
    void aFileWaitsForAQuota() {
        try (Limited vendor = new Limited("well", 1, Duration.ofSeconds(1));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "1/s")
                        .pool("light", "v/small")
                        .start()) {
            folders.drop("one.txt", "One");
            folders.drop("two.txt", "Two");
            folders.drop("three.txt", "Three");

            assertThat(folders.answer("one.txt")).isEqualTo("well says: One");
            assertThat(folders.answer("two.txt")).isEqualTo("well says: Two");
            assertThat(folders.answer("three.txt")).isEqualTo("well says: Three");
            assertThat(vendor.refused()).isZero();
        }
    }

    @Test
    void aProcessThatStopsDoesNotWaitForAQuotaAndKeepsTheFile() {
        try (HealthyVendor vendor = new HealthyVendor("well")) {
            RunningSerai serai = RunningSerai.in(directory)
                    .provider("v", vendor, "limits", "1/5min")
                    .pool("light", "v/small")
                    .start();
            serai.ask("light", "takes the only one");
            folders.drop("hello.txt", "Hello");
            Eventually.await(
                    "it waits",
                    SOON,
                    () -> serai.get("/metrics")
                            .body()
                            .matches("(?s).*serai_requests_in_flight\\{[^}]*folder[^}]*} 1.*"));
            long begin = System.nanoTime();
            serai.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            assertThat(directory.resolve("inbox/hello.txt")).exists();
            assertThat(folders.in("failed")).isEmpty();
        }
    }

    @Test
    void twoHundredFilesAtOnceAreAnsweredOnceEach() {
        List<String> names =
                IntStream.range(0, 200).mapToObj(i -> "job" + i + ".txt").toList();
        names.forEach(name -> shared.drop(name, "This is " + name));

        for (String name : names) {
            assertThat(shared.answer(name)).isEqualTo("well says: This is " + name);
        }
        Eventually.await("inbox", SOON, () -> names.stream().noneMatch(name -> Files.exists(shared.inbox(name))));
        assertThat(WELL.requests())
                .filteredOn(request -> request.text().contains("This is job"))
                .hasSize(200);
    }

    @Test
    void eightFilesAreAnsweredAtATime() {
        try (Held vendor = new Held("held");
                RunningSerai serai = start(vendor)) {
            List<String> names =
                    IntStream.range(0, 20).mapToObj(i -> "job" + i + ".txt").toList();
            names.forEach(name -> folders.drop(name, name));
            vendor.awaitRequests(8);
            assertThat(vendor.count()).isEqualTo(8);

            vendor.release();
            names.forEach(folders::answer);
        }
    }

    @Test
    void aFileThatIsBeingWrittenIsReadWhenItIsWhole() throws IOException {
        try (OutputStream slow = Files.newOutputStream(shared.inbox("slow.txt"))) {
            for (String piece : List.of("", "first half, ", "second half, ")) {
                slow.write(piece.getBytes(StandardCharsets.UTF_8));
                shared.awaitAnotherLook();
            }
            slow.write("end".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(shared.answer("slow.txt")).isEqualTo("well says: first half, second half, end");
        assertThat(WELL.requests())
                .filteredOn(request -> request.text().contains("half"))
                .hasSize(1);
    }

    @Test
    void temporaryFilesAndFoldersAreLeftAlone() throws IOException {
        List<String> temporary = List.of(".hidden", "draft.txt~", "download.part", "save.tmp");
        temporary.forEach(name -> shared.drop(name, "not yet"));
        Files.createDirectories(shared.inbox("sub"));
        shared.drop("sub/below.txt", "not here");
        shared.awaitAnotherLook();

        assertThat(temporary).allSatisfy(name -> assertThat(shared.inbox(name)).exists());
        assertThat(shared.inbox("sub/below.txt")).exists();
        assertThat(WELL.requests())
                .noneMatch(request ->
                        request.text().contains("not yet") || request.text().contains("not here"));

        Files.move(shared.inbox("save.tmp"), shared.inbox("save.txt"));
        assertThat(shared.answer("save.txt")).isEqualTo("well says: not yet");
    }

    @Test
    void aFileWrittenAgainWhileItIsAnsweredIsAnsweredAgain() {
        try (Held vendor = new Held("held");
                RunningSerai serai = start(vendor)) {
            folders.drop("hello.txt", "first thought");
            vendor.awaitRequests(1);
            folders.drop("hello.txt", "second thought");
            vendor.release();

            Eventually.await(
                    "second answer", SOON, () -> folders.answer("hello.txt").equals("held says: second thought"));
            Eventually.await("inbox", SOON, () -> folders.in("inbox").isEmpty());
            assertThat(directory.resolve("inbox/.done/hello.txt")).hasContent("second thought");
        }
    }

    @Test
    void theSameNameDroppedLaterReplacesTheAnswer() {
        shared.drop("again.txt", "one");
        assertThat(shared.answer("again.txt")).isEqualTo("well says: one");
        Eventually.await("inbox", SOON, () -> !Files.exists(shared.inbox("again.txt")));
        shared.drop("again.txt", "two");
        Eventually.await("new answer", SOON, () -> shared.answer("again.txt").equals("well says: two"));
    }

    @Test
    void aFileThatCannotBePutAwayIsNotAnsweredOverAndOver() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = start(vendor)) {
            Files.writeString(directory.resolve("failed"), "a file where the folder should be");
            folders.drop("broken.json", "{");
            folders.drop("hello.txt", "hello");
            folders.answer("hello.txt");
            folders.awaitAnotherLook();

            assertThat(folders.inbox("broken.json")).hasContent("{");
        }
    }

    @Test
    void aFolderForATaskIsACopyOfTheRoute() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = start(vendor)) {
            String file = Files.readString(directory.resolve("routes/files.camel.yaml"));
            String route = file.substring(file.indexOf("- route:"))
                    .replace("id: folder\n", "id: folder-code\n")
                    .replace("/inbox", "/inbox/code")
                    .replace(
                            "        - process: { ref: readJob }",
                            "        - setHeader: { name: x-serai-task, constant: code }\n        - process: { ref: readJob }")
                    .replace("moveFailed: ../failed", "moveFailed: ../../failed");
            Files.writeString(directory.resolve("routes/files-code.camel.yaml"), route);
            Eventually.await("folder", SOON, () -> Files.isDirectory(folders.inbox("code")));
            folders.drop("code/hello.txt", "Hello");
            folders.drop("code/broken.json", "[");

            assertThat(folders.answer("hello.txt")).isEqualTo("well says: Hello");
            assertThat(vendor.requests())
                    .map(RecordedRequest::json)
                    .allSatisfy(
                            asked -> assertThat(asked.path("model").asText()).isEqualTo("coder"));
            assertThat(folders.reason("broken.json")).contains("not a JSON request");
        }
    }
}
