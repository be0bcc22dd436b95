package io.serai.ingress.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.responses.ChatServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the defaults of a folder is known with its line. */
class DefaultsFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "model: auto\\ntemprature: 1         | 2 | 'temprature' is unknown",
                "model: auto\\n\\ntemperature: warm  | 3 | temperature",
                "model: [1\\n                        | 2 | is no YAML",
                "- model                             | 1 | there must be fields here",
                "model:                              | 1 | 'model' has no value"
            })
    void aMistakeHasItsLine(String yaml, int line, String text) throws Exception {
        Files.writeString(folder.resolve("defaults.yaml"), yaml.replace("\\n", "\n"));
        assertThat(DefaultsFile.mistake(List.of(new ChatServer()), folder)).hasValueSatisfying(mistake -> {
            assertThat(mistake.line()).isEqualTo(line);
            assertThat(mistake.text()).contains(text);
        });
    }

    @Test
    void goodOnesAndNoneAreFine() throws Exception {
        assertThat(DefaultsFile.mistake(List.of(new ChatServer()), folder)).isEmpty();
        Files.writeString(folder.resolve("defaults.yaml"), "task: code\ntemperature: 0.5\n");
        assertThat(DefaultsFile.mistake(List.of(new ChatServer()), folder)).isEmpty();
    }
}
