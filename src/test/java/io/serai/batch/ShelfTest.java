package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the data folder between an upload and a job. */
class ShelfTest {
    @TempDir
    Path directory;

    @Test
    void uploadsThatAKillHasCutGoAndThoseThatComeInStay() throws IOException {
        Shelf shelf = new Shelf(directory);
        Path cut = Files.writeString(shelf.upload(), "half");
        Files.setLastModifiedTime(cut, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
        Path coming = Files.writeString(shelf.upload(), "comes in while Serai starts");
        Files.setLastModifiedTime(coming, FileTime.from(Instant.now().plusSeconds(1)));

        shelf.tidy();

        assertThat(cut).doesNotExist();
        assertThat(coming).exists();
    }

    @Test
    void aLinkThatTakesThePlaceOfAFileIsNotFollowed() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "not for the inbox");
        Path link = Files.createSymbolicLink(directory.resolve("ask.jsonl"), secret);
        Path copy = directory.resolve("copy");

        assertThatThrownBy(() -> Shelf.copy(link, copy)).isInstanceOf(IOException.class);

        assertThat(copy).doesNotExist();
    }
}
