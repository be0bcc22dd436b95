package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What may lie in a folder: requests in any client's dialect, prompts with front matter, defaults for all of them; and further folders. */
class FolderKindsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static RunningSerai serai;
    private static Folders folders;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    static void start() {
        vendor = new HealthyVendor("well");
        folders = new Folders(directory);
        serai = RunningSerai.in(directory)
                .provider("v", vendor)
                .pool("light", "v/small")
                .pool("code", "v/coder")
                .pool("embedding", "v/vectors")
                .file("routes/mine.camel.yaml", """
                        - templatedRoute:
                            routeTemplateRef: job-folder
                            routeId: folder-code
                            parameters:
                              - { name: folder, value: jobs/code }
                              - { name: task, value: code }
                        - templatedRoute:
                            routeTemplateRef: job-folder
                            routeId: folder-defaults
                            parameters:
                              - { name: folder, value: jobs/defaults }
                        - templatedRoute:
                            routeTemplateRef: job-folder
                            routeId: folder-broken
                            parameters:
                              - { name: folder, value: jobs/broken }
                        - templatedRoute:
                            routeTemplateRef: job-folder
                            routeId: folder-full
                            parameters:
                              - { name: folder, value: jobs/full }
                        """)
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
    }

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("io.serai.ingress")).addAppender(log);
    }

    @AfterEach
    void leave() {
        ((Logger) LoggerFactory.getLogger("io.serai.ingress")).detachAppender(log);
    }

    private static JsonNode asked(String question) {
        return vendor.requests().stream()
                .filter(request -> request.text().contains(question))
                .map(RecordedRequest::json)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private static void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Path half = path.resolveSibling(path.getFileName() + ".part");
        Files.writeString(half, text);
        Files.move(half, path);
    }

    private static String read(String file) throws IOException {
        Path path = directory.resolve(file);
        Eventually.await(file, SOON, () -> Files.exists(path));
        return Files.readString(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chat        | /choices/0/message/content       | {"model":"light","messages":[{"role":"user","content":"I am chat"}]}
            responses   | /output/0/content/0/text         | {"model":"light","input":[{"role":"user","content":"I am responses"}]}
            anthropic   | /content/0/text                  | {"model":"light","max_tokens":99,"system":"x","messages":[{"role":"user","content":"I am anthropic"}]}
            gemini      | /candidates/0/content/parts/0/text | {"model":"light","contents":[{"parts":[{"text":"I am gemini"}]}]}
            ollama      | /message/content                 | {"model":"light","options":{},"keep_alive":"5m","messages":[{"role":"user","content":"I am ollama"}]}
            generate    | /response                        | {"model":"light","prompt":"I am generate","system":"x"}
            completions | /choices/0/text                  | {"model":"light","prompt":"I am completions","max_tokens":99}
            """)
    void aRequestIsAnsweredInItsOwnDialect(String name, String place, String json) throws IOException {
        folders.drop(name + ".json", json);

        JsonNode answer = JSON.readTree(folders.answer(name + ".json"));
        assertThat(answer.at(place).asText()).as("%s", answer).isEqualTo("well says: I am " + name);
    }

    @Test
    void frontMatterSetsModelSystemPromptAndParameters() {
        folders.drop("front.md", """
                ---
                task: code
                system: Answer in French.
                temperature: 0.25
                max_tokens: 77
                ---
                # Sort
                this list
                """);

        assertThat(folders.answer("front.md")).isEqualTo("well says: # Sort\nthis list");
        JsonNode asked = asked("this list");
        assertThat(asked.path("model").asText()).isEqualTo("coder");
        assertThat(asked.at("/messages/0/content").asText()).isEqualTo("Answer in French.");
        assertThat(asked.path("temperature").asDouble()).isEqualTo(0.25);
        assertThat(asked.findValue("max_tokens").asInt()).isEqualTo(77);
    }

    @Test
    void anUnknownFieldOfFrontMatterParksTheFileWithItsPlace() throws IOException {
        folders.drop("unknown.txt", "---\nmodel: light\ntemprature: 1\n---\nHello, unknown");

        assertThat(folders.reason("unknown.txt"))
                .startsWith("unknown.txt:3 'temprature' is unknown. Known are: ")
                .contains("again: when the file is changed");

        Path parked = directory.resolve("failed/unknown.txt");
        Eventually.await("parked", SOON, () -> Files.exists(parked));
        Files.delete(parked);
        folders.drop("unknown.txt", "---\nmodel: light\n---\nHello, unknown");
        Eventually.await("taken", SOON, () -> !Files.exists(directory.resolve("failed/unknown.txt.reason.txt")));
    }

    @Test
    void anotherFolderIsAFewLines() throws IOException {
        write("jobs/code/inbox/hello.txt", "Hello, other folder");
        write("jobs/code/inbox/broken.json", "[");

        assertThat(read("jobs/code/outbox/hello.txt")).isEqualTo("well says: Hello, other folder");
        assertThat(asked("Hello, other folder").path("model").asText()).isEqualTo("coder");
        assertThat(read("jobs/code/failed/broken.json.reason.txt")).contains("not a JSON request");
        assertThat(read("jobs/code/failed/broken.json")).isEqualTo("[");
        Eventually.await("done", SOON, () -> Files.exists(directory.resolve("jobs/code/inbox/.done/hello.txt")));
    }

    @Test
    void defaultsHoldForAllJobsOfAFolderThatSayNothingElse() throws IOException {
        write("jobs/defaults/inbox/defaults.yaml", "task: code\nsystem: By default.\ntemperature: 0.125\n");
        write("jobs/defaults/inbox/one.txt", "Hello, first default");
        write("jobs/defaults/inbox/two.md", "---\nsystem: My own.\n---\nHello, second default");
        write("jobs/defaults/inbox/three.json", RunningSerai.chat("auto", "Hello, third default", false));

        for (List<String> file : List.of(
                List.of("one.txt", "Hello, first default", "By default."),
                List.of("two.md", "Hello, second default", "My own."),
                List.of("three.json", "Hello, third default", "By default."))) {
            assertThat(read("jobs/defaults/outbox/" + file.get(0))).contains("well says: " + file.get(1));
            JsonNode asked = asked(file.get(1));
            assertThat(asked.path("model").asText()).isEqualTo("coder");
            assertThat(asked.at("/messages/0/content").asText()).isEqualTo(file.get(2));
            assertThat(asked.path("temperature").asDouble()).isEqualTo(0.125);
        }
        assertThat(directory.resolve("jobs/defaults/inbox/defaults.yaml")).exists();
    }

    @Test
    void brokenDefaultsHoldUpTheirFolderAndParkNothing() throws IOException {
        write("jobs/broken/inbox/defaults.yaml", "task: code\ntemprature: 1\n");
        write("jobs/broken/inbox/one.txt", "Hello, broken defaults");
        Eventually.await("finding", SOON, () -> !broken().isEmpty());
        folders.awaitAnotherLook();
        folders.awaitAnotherLook();

        assertThat(broken()).hasSize(1).first().asString().contains("defaults.yaml:2 'temprature' is unknown", "wait");
        assertThat(directory.resolve("jobs/broken/inbox/one.txt")).exists();
        assertThat(directory.resolve("jobs/broken/failed")).doesNotExist();
        assertThat(vendor.requests()).noneMatch(request -> request.text().contains("Hello, broken defaults"));

        Files.writeString(directory.resolve("jobs/broken/inbox/defaults.yaml"), "task: code\ntemperature: 1\n");
        assertThat(read("jobs/broken/outbox/one.txt")).isEqualTo("well says: Hello, broken defaults");
    }

    @Test
    void nobodyIsAskedWhereAFurtherFolderCannotStoreAnswers() throws IOException {
        write("jobs/full/outbox", "a file where the folder should be");
        write("jobs/full/inbox/one.txt", "Hello, no place");
        Eventually.await(
                "outage", SOON, () -> !lines("No answer can be stored in").isEmpty());
        folders.awaitAnotherLook();

        assertThat(directory.resolve("jobs/full/inbox/one.txt")).exists();
        assertThat(directory.resolve("jobs/full/failed")).doesNotExist();
        assertThat(vendor.requests()).noneMatch(request -> request.text().contains("Hello, no place"));
        assertThat(lines("No answer can be stored in")).hasSize(1);

        Files.delete(directory.resolve("jobs/full/outbox"));
        assertThat(read("jobs/full/outbox/one.txt")).isEqualTo("well says: Hello, no place");
    }

    private List<String> broken() {
        return lines("jobs/broken/inbox/defaults.yaml");
    }

    private List<String> lines(String part) {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(part))
                .toList();
    }
}
