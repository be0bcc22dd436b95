package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken and hostile files are each parked as they came, with the reason beside them; nobody is asked, and the folder goes on. */
class HostileFilesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CONTROLS = "line\nand\u001b[2Jmore";

    @TempDir
    Path directory;

    /**
     * A file.
     *
     * @param reason what its reason says among other things
     */
    private record Hostile(String name, byte[] content, String reason) {
        Hostile(String name, String text, String reason) {
            this(name, text.getBytes(StandardCharsets.UTF_8), reason);
        }
    }

    private static final List<Hostile> TEXTS = List.of(
            new Hostile("empty.txt", "", "The file is empty."),
            new Hostile("blank.md", " \n\t\r\n", "The file is empty."),
            new Hostile("mark-alone.txt", "\uFEFF", "The file is empty."),
            new Hostile("mark16-alone.txt", bytes(0xFF, 0xFE), "The file is empty."),
            new Hostile("half-utf16.txt", bytes(0xFF, 0xFE, 'H', 0, 'i'), "byte 4 is not UTF-16"),
            new Hostile("lone-surrogate.txt", bytes(0xFE, 0xFF, 0xD8, 0, 0, 'x'), "byte 2 is not UTF-16"),
            new Hostile("utf16-unmarked.txt", bytes('H', 0, 'i', 0), "byte 1 is zero"),
            new Hostile("utf32.txt", bytes(0xFF, 0xFE, 0, 0, 'H', 0, 0, 0), "byte 2 is zero"),
            new Hostile("latin1.txt", bytes('G', 'r', 0xFC, 0xDF, 'e'), "byte 2 is not UTF-8"),
            new Hostile("half-utf8.md", bytes('G', 'r', 0xC3), "byte 2 is not UTF-8"),
            new Hostile("nul.txt", "Grüße\0!", "byte 7 is zero"),
            new Hostile("photo.png", bytes(0x89, 'P', 'N', 'G', 0x0D, 0x0A), "is no text: byte 0"),
            new Hostile("packed.txt", gzip("Hello"), "is no text: byte 1"),
            new Hostile("huge.txt", "x".repeat(70_000), "larger than 65536 bytes"));

    private static final List<Hostile> FRONT_MATTER = List.of(
            new Hostile("open.md", "---\nmodel: light\nHello", "open.md:1 '---' begins front matter"),
            new Hostile("alone.md", "---\nmodel: light\n---\n \n", "front matter and no prompt"),
            new Hostile("broken.md", "---\nmodel: [light\n---\nHello", "is no YAML"),
            new Hostile("prose.md", "---\nonly words\n---\nHello", "prose.md:2 there must be fields here"),
            new Hostile("misspelt.md", "---\nmodell: light\n---\nHello", "misspelt.md:2 'modell' is unknown"),
            new Hostile("kind.md", "---\ntemperature: [1]\n---\nHello", "kind.md:2 'temperature' must be a number"),
            new Hostile("bomb.md", "---\na: &a [x,x]\nb: &b [*a,*a]\nstop: [*b,*b]\n---\nHello", "an alias (*)"),
            new Hostile("deep.md", "---\nstop: " + "[".repeat(9_000) + "\n---\nHello", "deeper than 20 levels"),
            new Hostile("class.md", "---\nstop: !!javax.script.ScriptEngineManager []\n---\nHello", "is no YAML"),
            new Hostile("nobody.md", "---\nmodel: nobody-knows\n---\nHello", "Unknown model 'nobody-knows'"));

    private static final List<Hostile> JSON = List.of(
            new Hostile("empty.json", "", "The file is empty."),
            new Hostile("half.json", "{\"messages\":[{\"role\":\"user\",\"cont", "line 1"),
            new Hostile("list.json", "[1,2]", "Expected a JSON object"),
            new Hostile("text.json", "\"Hello\"", "Expected a JSON object"),
            new Hostile("prompt.json", "Hello", "not a JSON request"),
            new Hostile("two.json", RunningSerai.chat("light", "x", false) + "{}", "follows the JSON"),
            new Hostile("comment.json", "{/* x */\"messages\":[]}", "not a JSON request"),
            new Hostile("twice.json", "{\"model\":\"light\",\"model\":\"code\",\"messages\":[]}", "model"),
            new Hostile("deep.json", "{\"messages\":" + "[".repeat(30_000), "not a JSON request"),
            new Hostile("exponent.json", "{\"temperature\":1e9999999999,\"messages\":[]}", "exponent"),
            new Hostile("utf8.json", bytes('{', '"', 0xFF, '"', ':', '1', '}'), "is not UTF-8"),
            new Hostile("huge.json", RunningSerai.chat("light", "x".repeat(70_000), false), "larger than 65536 bytes"),
            new Hostile("nothing.json", "{}", "'messages' is missing"),
            new Hostile("silent.json", "{\"messages\":[]}", "messages"),
            new Hostile("role.json", "{\"messages\":[{\"content\":\"hi\"}]}", "'messages[0].role' is missing"),
            new Hostile("unknown.json", RunningSerai.chat("nobody", "hi", false), "Unknown model 'nobody'"),
            new Hostile("gemini.json", "{\"contents\":[]}", "contents"),
            new Hostile("claude.json", "{\"system\":\"x\",\"max_tokens\":9,\"messages\":[]}", "messages"),
            new Hostile(
                    "follow.json",
                    "{\"input\":[{\"role\":\"user\",\"content\":\"x\"}],\"previous_response_id\":\"resp_none\"}",
                    "resp_none"));

    private static final List<Hostile> NAMES = List.of(
            new Hostile(CONTROLS + ".json", "{", "not a JSON request"),
            new Hostile(CONTROLS + ".md", "---\nx: 1\n---\nHello", "line?and?[2Jmore.md:2 'x' is unknown"),
            new Hostile("${body} {{serai.dir}} %s ; rm -rf.json", "{", "not a JSON request"),
            new Hostile("dots....json", "{", "not a JSON request"),
            new Hostile("世界👋.json", "{", "not a JSON request"),
            new Hostile("taken.txt", "Hello", "is a folder"));

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] gzip(String text) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachIsParkedWithItsReasonAndTheFolderGoesOn() throws IOException {
        List<Hostile> files = new ArrayList<>();
        List.of(TEXTS, FRONT_MATTER, JSON, NAMES).forEach(files::addAll);
        assertThat(files).hasSizeGreaterThan(30);
        Folders folders = new Folders(directory);
        Files.createDirectories(directory.resolve("outbox/taken.txt"));
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.body-limit", "64k")
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            files.forEach(file -> folders.drop(file.name, file.content));
            Files.delete(folders.drop("vanishes.txt", "gone before anybody reads it"));
            folders.drop("last.txt", "and the next, please");

            assertThat(folders.answer("last.txt")).isEqualTo("well says: and the next, please");
            Eventually.await("inbox", SOON, () -> folders.in("inbox").isEmpty());
            assertThat(files).allSatisfy(file -> {
                assertThat(folders.reason(file.name)).contains(file.reason, "code: ", "again: ", "request: req-");
                assertThat(directory.resolve("failed").resolve(file.name)).hasBinaryContent(file.content);
            });
            assertThat(folders.in("failed")).hasSize(2 * files.size());
            assertThat(vendor.requests())
                    .filteredOn(request -> request.method().equals("POST"))
                    .hasSize(1);
            assertThat(serai.ask("light", "are you there?").statusCode()).isEqualTo(200);
        }
    }
}
