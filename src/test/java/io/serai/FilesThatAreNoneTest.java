package io.serai;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.revision.RevisionException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file with keys, limits or settings that is there and cannot be read is not the same as none: Serai does not start without it. */
class FilesThatAreNoneTest {
    @TempDir
    Path directory;

    /** A container's engine makes a folder of a file to mount that is not there. */
    @Test
    void aFolderInPlaceOfTheSettings() throws IOException {
        RunningSerai.in(directory).write();
        Files.delete(directory.resolve("application.properties"));
        Files.createDirectory(directory.resolve("application.properties"));

        assertThatThrownBy(() -> Serai.start(directory))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("application.properties is a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clients.yaml", "catalog.yaml"})
    void aFolderInPlaceOfKeysOrVendors(String name) throws IOException {
        RunningSerai.in(directory).write();
        Files.createDirectory(directory.resolve(name));

        assertThatThrownBy(() -> Serai.start(directory))
                .isInstanceOf(RevisionException.class)
                .hasMessageContaining(name + " is a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clients.yaml", "catalog.yaml"})
    void aLinkToNothing(String name) throws IOException {
        RunningSerai.in(directory).write();
        Files.createSymbolicLink(directory.resolve(name), Path.of("gone"));

        assertThatThrownBy(() -> Serai.start(directory))
                .isInstanceOf(RevisionException.class)
                .hasMessageContaining(name + " is a link to nothing");
    }

    @Test
    void aFileOfAnAbsurdSize() throws IOException {
        RunningSerai.in(directory).write();
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("application.properties").toFile(), "rw")) {
            file.setLength(100L << 30);
        }

        assertThatThrownBy(() -> Serai.start(directory))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("application.properties is larger than 16 MiB");
    }
}
