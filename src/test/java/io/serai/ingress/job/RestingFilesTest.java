package io.serai.ingress.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RestingFilesTest {
    @TempDir
    private Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final RestingFiles files = new RestingFiles(() -> now, Duration.ZERO);

    @BeforeEach
    void name() {
        file = folder.resolve("prompt.txt");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(now));
    }

    private boolean isWholeAfter(long millis) {
        now = now.plusMillis(millis);
        FileLook look = FileLook.at(file);
        return look != null && files.isWhole(file, look);
    }

    @Test
    void aFileIsWholeWhenItHasRested() throws IOException {
        write("Hello");

        assertThat(isWholeAfter(0)).isFalse();
        assertThat(isWholeAfter(299)).isFalse();
        assertThat(isWholeAfter(1)).isTrue();
    }

    @Test
    void aFileThatWasMovedHereIsWholeAtOnce() throws IOException {
        write("Hello");
        now = now.plusSeconds(60);

        assertThat(isWholeAfter(0)).isTrue();
    }

    @Test
    void aFileThatGrowsRestsLonger() throws IOException {
        write("Hello");
        assertThat(isWholeAfter(100)).isFalse();
        write("Hello, world");

        assertThat(isWholeAfter(400)).isFalse();
        assertThat(isWholeAfter(900)).isFalse();
        assertThat(isWholeAfter(100)).isTrue();
    }

    @Test
    void anEmptyFileMayYetBeFilled() throws IOException {
        write("");

        assertThat(isWholeAfter(2_999)).isFalse();
        assertThat(isWholeAfter(1)).isTrue();
    }

    @Test
    void aTimeInTheFutureHoldsNothingUp() throws IOException {
        write("Hello");
        Files.setLastModifiedTime(file, FileTime.from(now.plusSeconds(3600)));

        assertThat(isWholeAfter(0)).isFalse();
        assertThat(isWholeAfter(300)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatIsOpenForWritingIsNotWholeHoweverLongItRests() throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write('H');
            assertThat(isWholeAfter(60_000)).isFalse();
            assertThat(isWholeAfter(60_000)).isFalse();
            out.write('i');
        }
        assertThat(isWholeAfter(0)).isFalse();
        assertThat(isWholeAfter(60_000)).isTrue();
    }

    @Test
    void aSettingSaysHowLongFilesRest() throws IOException {
        RestingFiles slow = new RestingFiles(() -> now, Duration.ofSeconds(20));
        write("Hello");
        FileLook look = Objects.requireNonNull(FileLook.at(file));

        assertThat(slow.isWhole(file, look)).isFalse();
        now = now.plusMillis(19_999);
        assertThat(slow.isWhole(file, look)).isFalse();
        now = now.plusMillis(1);
        assertThat(slow.isWhole(file, look)).isTrue();
    }
}
