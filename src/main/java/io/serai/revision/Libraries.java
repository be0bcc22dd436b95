package io.serai.revision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The jars that a user puts beside the routes, for components and classes that Serai does not bring along. */
public final class Libraries {
    private static final String FOLDER = "lib";

    private Libraries() {}

    /** What finds the classes of the jars in {@code lib/}, after Serai's own; it lives as long as the process. */
    public static ClassLoader in(Path directory) {
        ClassLoader own = Libraries.class.getClassLoader();
        Path folder = directory.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return own;
        }
        try (Stream<Path> files = Files.list(folder)) {
            URL[] jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Libraries::url)
                    .toArray(URL[]::new);
            return jars.length == 0 ? own : new URLClassLoader("lib", jars, own);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + FOLDER + " cannot be read", e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
