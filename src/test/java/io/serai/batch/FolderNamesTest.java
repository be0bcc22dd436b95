package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written beside a file has a name that can be, and is its own. */
class FolderNamesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"n, 1", "n, 249", "n, 255", "ä, 127", "你, 85", "😀, 63"})
    void everyNameCanBe(String letter, int count) throws Exception {
        Path file = Files.createFile(folder.resolve(letter.repeat(count)));
        Path other = Files.createFile(folder.resolve("x" + letter.repeat(count - 1)));

        for (Path made : new Path[] {FolderNames.hidden(file), FolderNames.reason(file), FolderNames.progress(file)}) {
            assertThat(bytes(made)).isLessThanOrEqualTo(255);
            assertThat(Files.createFile(made)).exists();
        }
        assertThat(FolderNames.hidden(other)).isNotEqualTo(FolderNames.hidden(file));
        Path free = folder.resolve(FolderNames.free(folder, String.valueOf(file.getFileName())));
        assertThat(bytes(free)).isLessThanOrEqualTo(255);
        assertThat(free).doesNotExist();
    }

    private static int bytes(Path file) {
        return String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void aFileTakesThePlaceOfAFileAndNoFoldersPlace() throws Exception {
        Files.createFile(folder.resolve("file.jsonl"));
        Files.createDirectory(folder.resolve("folder.jsonl"));

        assertThat(FolderNames.place(folder, "file.jsonl")).isEqualTo(folder.resolve("file.jsonl"));
        assertThat(FolderNames.place(folder, "folder.jsonl")).isEqualTo(folder.resolve("folder.2.jsonl"));
    }
}
