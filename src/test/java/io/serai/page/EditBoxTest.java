package io.serai.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.RunningSerai;
import io.serai.revision.check.WrongEdits;
import io.serai.revision.check.WrongEdits.Edit;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edit box for pools and providers: what is wrong is refused with its line and changes nothing, what is right serves at once. */
class EditBoxTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POOLS = "routes/pools.camel.yaml";
    private static final String PROVIDERS = "routes/providers.camel.yaml";
    private static final String KEY = "literal-vendor-key-12345";

    @TempDir
    static Path directory;

    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.admin.edit", "true")
                .with("serai.watch", "0")
                .asShipped()
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    @BeforeEach
    void asShipped() throws IOException {
        boolean edited = false;
        for (String name : new String[] {POOLS, PROVIDERS}) {
            if (Files.mismatch(Path.of(name), directory.resolve(name)) >= 0) {
                Files.writeString(directory.resolve(name), Files.readString(Path.of(name)));
                edited = true;
            }
        }
        if (edited) {
            serai.serai().revisions().load();
        }
    }

    private static JsonNode shown(String name) throws IOException {
        return JSON.readTree(serai.get("/admin/routes/file?name=" + name).body());
    }

    private static HttpResponse<String> send(String method, String path, String text, String version) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body = JSON.writeValueAsString(Map.of("text", text, "version", version));
            return client.send(
                    serai.request(path)
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> save(String name, String text) throws IOException {
        return send(
                "PUT",
                "/admin/routes/file?name=" + name,
                text,
                shown(name).get("version").asText());
    }

    private static int revision() {
        return serai.serai().revisions().current().number();
    }

    static Stream<Edit> wrong() {
        return WrongEdits.all()
                .filter(edit -> edit.file().equals(POOLS) || edit.file().equals(PROVIDERS));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongEditIsRefusedInItsLineAndChangesNothing(Edit edit) throws IOException {
        String before = Files.readString(directory.resolve(edit.file()));
        int revision = revision();
        String wrong = edit.applied(before);
        HttpResponse<String> answer = save(edit.file(), wrong);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(JSON.readTree(answer.body()).get("findings")).anySatisfy(finding -> {
            assertThat(finding.get("message").asText()).contains(edit.message());
            assertThat(finding.get("line").asLong()).isEqualTo(edit.line(wrong));
        });
        assertThat(directory.resolve(edit.file())).hasContent(before);
        assertThat(revision()).isEqualTo(revision);
    }

    @Test
    void theCheckSaysTheSameAndSavesNothing() throws IOException {
        String before = Files.readString(directory.resolve(POOLS));
        String wrong = before.replace("llm:mistral/codestral-latest", "llm:mistal/codestral-latest");
        HttpResponse<String> answer = send("POST", "/admin/routes/file/check?name=" + POOLS, wrong, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode finding = JSON.readTree(answer.body()).get("findings").get(0);
        assertThat(finding.get("file").asText()).isEqualTo(POOLS);
        assertThat(finding.get("message").asText()).contains("did you mean 'mistral'");
        assertThat(finding.get("warning").asBoolean()).isFalse();
        assertThat(directory.resolve(POOLS)).hasContent(before);
        HttpResponse<String> fine =
                send("POST", "/admin/routes/file/check?name=" + POOLS, before + "# A comment.\n", "");
        assertThat(JSON.readTree(fine.body()).get("findings"))
                .noneMatch(it -> !it.get("warning").asBoolean());
    }

    @Test
    void aRightEditServesAtOnceAndIsInTheFile() throws IOException {
        String text = shown(POOLS).get("text").asText();
        int revision = revision();
        HttpResponse<String> answer =
                save(POOLS, text.replaceFirst("- to: llm:", "- to: llm:demo/first-of-all\n              - to: llm:"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("revision").asInt()).isEqualTo(revision + 1);
        assertThat(directory.resolve(POOLS)).content().contains("llm:demo/first-of-all");
        assertThat(serai.ask("code", "who is first").headers().firstValue("x-serai-target"))
                .hasValue("demo/first-of-all");
    }

    @Test
    void aFileThatSomebodyElseHasChangedIsNotOverwritten() throws IOException {
        String version = shown(POOLS).get("version").asText();
        String other = Files.readString(directory.resolve(POOLS)) + "# By hand.\n";
        Files.writeString(directory.resolve(POOLS), other);
        HttpResponse<String> answer = send("PUT", "/admin/routes/file?name=" + POOLS, "[]", version);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(directory.resolve(POOLS)).hasContent(other);
    }

    @Test
    void aKeyInTheFileIsHiddenAndStaysWhatItIs() throws IOException {
        String shipped = Files.readString(directory.resolve(PROVIDERS));
        Files.writeString(directory.resolve(PROVIDERS), shipped.replace("{{env:GROQ_API_KEY:}}", KEY));
        serai.serai().revisions().load();
        String text = shown(PROVIDERS).get("text").asText();
        assertThat(text).doesNotContain(KEY).contains("[hidden key groq#1]");
        HttpResponse<String> answer = save(PROVIDERS, "# Edited.\n" + text);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(KEY);
        assertThat(directory.resolve(PROVIDERS)).content().contains(KEY).startsWith("# Edited.");
    }

    @Test
    void aLinkGoesOnLeadingToTheFile() throws IOException {
        Path real = directory.resolve("elsewhere.yaml");
        Files.move(directory.resolve(POOLS), real);
        Files.createSymbolicLink(directory.resolve(POOLS), real);
        try {
            HttpResponse<String> answer = save(POOLS, shown(POOLS).get("text").asText() + "# Linked.\n");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(directory.resolve(POOLS)).isSymbolicLink();
            assertThat(real).content().endsWith("# Linked.\n");
        } finally {
            Files.delete(directory.resolve(POOLS));
            Files.move(real, directory.resolve(POOLS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application.properties",
                "clients.yaml",
                "routes/chat.camel.yaml",
                "routes/parts/provider.camel.yaml",
                "routes/../application.properties",
                "../secret",
                "/etc/passwd",
                ""
            })
    void noOtherFileIsShownOrWritten(String name) {
        assertThat(serai.get("/admin/routes/file?name=" + name).statusCode()).isEqualTo(404);
        assertThat(send("PUT", "/admin/routes/file?name=" + name, "x", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void itIsOffUnlessTheSettingSaysSo(@TempDir Path other) throws Exception {
        try (RunningSerai off = RunningSerai.in(other).start()) {
            assertThat(off.get("/admin/routes/file?name=" + POOLS).statusCode()).isEqualTo(403);
            assertThat(off.get("/admin/routes/files").body()).contains("serai.admin.edit");
        }
    }
}
