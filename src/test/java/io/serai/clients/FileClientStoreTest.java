package io.serai.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileClientStoreTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"shop\",\"ha", "[]", "{\"id\":7}"})
    void whereKeysWereDamagedKeysAreWantedStillUntilOneIsMade(String line) throws IOException {
        Path file = directory.resolve("clients.log");
        Files.writeString(file, line + "\n");

        // What is damaged is read once, and stays known.
        for (int i = 0; i < 2; i++) {
            try (ClientKeys keys = open(file)) {
                assertThat(keys.any()).isTrue();
                assertThat(keys.find("sk-serai-shop-0123")).isNull();
            }
        }
    }

    @Test
    void aFolderInPlaceOfTheFileLetsNobodyIn() throws IOException {
        Path file = Files.createDirectory(directory.resolve("clients.log"));
        try (ClientKeys keys = open(file)) {
            assertThat(keys.any()).isTrue();
        }
    }

    @Test
    void withoutAFileNoneAreWanted() {
        try (ClientKeys keys = open(directory.resolve("clients.log"))) {
            assertThat(keys.any()).isFalse();
        }
    }

    private static ClientKeys open(Path file) {
        InstantSource clock = InstantSource.system();
        return new ClientKeys(clock, new FileClientStore(file, clock, text -> {}));
    }
}
