package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.settings.Overrides;
import io.serai.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the prompt log work on the files of a Serai that does not run. */
class PromptsCommandTest {
    private static final String LINE =
            "{\"id\":\"1\",\"key\":\"%s\",\"status\":200,\"request\":{\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"of %s\"}]},\"answer\":{\"role\":\"assistant\",\"content\":\"x\"},\"finish\":\"stop\"}\n";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private PromptsCommand command;

    @BeforeEach
    void write() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("data/prompts"));
        Files.writeString(folder.resolve("2026-11-29.jsonl"), LINE.formatted("ann", "ann"));
        Files.writeString(folder.resolve("2026-11-30.jsonl"), LINE.formatted("bob", "bob"));
        byte[] settings = "serai.data = data\nserai.http.port = 1\n".getBytes(StandardCharsets.UTF_8);
        command = new PromptsCommand(directory, Settings.read(settings, Overrides.NONE));
    }

    @Test
    void exportTakesDaysAndKeys() {
        assertThat(command.export(List.of("--format", "openai", "--from", "2026-11-30"), out))
                .isZero();
        assertThat(text()).contains("of bob").doesNotContain("of ann");
        bytes.reset();
        assertThat(command.export(List.of("--key", "ann"), out)).isZero();
        assertThat(text()).contains("of ann").doesNotContain("of bob");
    }

    @Test
    void erasureTakesAKeyFromAllDays() throws Exception {
        assertThat(command.prompts(List.of("erase", "--key", "ann"), out)).isZero();
        assertThat(text()).contains("{\"erased\":1}");
        bytes.reset();
        command.export(List.of("--format", "raw"), out);
        assertThat(text()).contains("of bob").doesNotContain("of ann");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format xml",
                "--from yesterday",
                "--from 2026-11-30 --to 2026-11-29",
                "--key",
                "--kee x",
                "--min-feedback good",
                "--key a --key b"
            })
    void wrongOptionsAreRefused(String words) {
        assertThat(command.export(List.of(words.split(" ")), out)).isEqualTo(PromptsCommand.CANNOT);
        assertThat(text()).isEmpty();
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
