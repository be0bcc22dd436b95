package io.serai.revision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the files of a revision said: {@code application.properties} and everything under {@code routes/}, by relative path. */
record SavedFiles(Map<String, byte[]> contents) {

    static SavedFiles read(Path directory) {
        Map<String, byte[]> contents = new TreeMap<>();
        for (Path file : paths(directory)) {
            try {
                contents.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            } catch (IOException e) {
                // Gone again since it was listed; a change that will be noticed.
                contents.remove(directory.relativize(file).toString());
            }
        }
        return new SavedFiles(contents);
    }

    /** The files that make a revision, through links, without hidden ones. */
    static List<Path> paths(Path directory) {
        Path routes = directory.resolve("routes");
        try (Stream<Path> found =
                Files.isDirectory(routes) ? Files.walk(routes, 2, FileVisitOption.FOLLOW_LINKS) : Stream.empty()) {
            Stream<Path> yaml = found.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !routes.relativize(path).toString().startsWith("."))
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile);
            Path properties = directory.resolve("application.properties");
            return Stream.concat(yaml, Stream.of(properties).filter(Files::isRegularFile))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Writes them into a folder of their own. */
    Copy copy() {
        try {
            Path directory = Files.createTempDirectory("serai-revision");
            for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            return new Copy(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that goes when it is closed. */
    record Copy(Path directory) implements AutoCloseable {
        @Override
        public void close() {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
