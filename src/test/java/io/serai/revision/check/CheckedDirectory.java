package io.serai.revision.check;

import io.serai.Beans;
import io.serai.catalog.Catalog;
import io.serai.provider.Placeholders;
import io.serai.settings.Overrides;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A copy of the shipped files, to be edited and checked. */
final class CheckedDirectory {
    private static final Catalog CATALOG = Catalog.shipped();
    static final Surroundings SURROUNDINGS = new Surroundings(
            Beans.names(),
            CATALOG,
            CheckedDirectory.class.getClassLoader(),
            Placeholders::of,
            Map.of("serai.dir", "."),
            Overrides.NONE,
            folder -> Optional.empty(),
            true);

    private final Path directory;

    CheckedDirectory(Path directory) {
        this.directory = directory;
        copy(Path.of("application.properties"), directory.resolve("application.properties"));
        copy(Path.of("routes"), directory.resolve("routes"));
    }

    Path path() {
        return directory;
    }

    /** Replaces the first occurrence of a text, which must be there. */
    CheckedDirectory edit(String file, String from, String to) {
        try {
            Path path = directory.resolve(file);
            String text = Files.readString(path);
            int at = text.indexOf(from);
            if (at < 0) {
                throw new AssertionError(file + " has no " + from);
            }
            Files.writeString(path, text.substring(0, at) + to + text.substring(at + from.length()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a file. */
    CheckedDirectory file(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In which line of a file a text stands, from 1; {@code @2 text} is where it stands the second time. */
    int line(String file, String wanted) {
        try {
            String whole = Files.readString(directory.resolve(file));
            String text = wanted.startsWith("@2 ") ? wanted.substring(3) : wanted;
            int at = whole.indexOf(text);
            at = wanted.startsWith("@2 ") ? whole.indexOf(text, at + 1) : at;
            return (int) whole.substring(0, at).chars().filter(it -> it == '\n').count() + 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Finding> check() {
        return new RouteCheck(SURROUNDINGS).check(directory);
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
