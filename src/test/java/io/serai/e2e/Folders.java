package io.serai.e2e;

import io.serai.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The folders of a Serai under test, as its user sees them. */
final class Folders {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Path directory;

    Folders(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory.resolve("inbox"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file into the inbox, as an editor or a shell does. */
    Path drop(String name, String text) {
        return drop(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path drop(String name, byte[] content) {
        try {
            return Files.write(inbox(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path inbox(String name) {
        return directory.resolve("inbox").resolve(name);
    }

    /** Waits for an answer. */
    String answer(String name) {
        return content(directory.resolve("outbox").resolve(name));
    }

    /** Waits for a failure, and gives its reason. */
    String reason(String name) {
        Path file = directory.resolve("failed").resolve(name);
        Eventually.await(file.toString(), SOON, () -> Files.exists(file));
        return content(directory.resolve("failed").resolve(name + ".reason.txt"));
    }

    /** Waits until the inbox has been looked through again. */
    void awaitAnotherLook() {
        String marker = "marker-" + System.nanoTime() + ".txt";
        drop(marker, marker);
        answer(marker);
    }

    /** The files of a folder, without the hidden ones. */
    List<String> in(String folder) {
        Path path = directory.resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Path file) {
        Eventually.await(file.toString(), SOON, () -> Files.exists(file));
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
