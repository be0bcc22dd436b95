package io.serai.routing.classify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The data files of the classifier. */
final class Resources {
    private Resources() {}

    /** A file of {@code /classifier}, without the lines that begin with {@code #} and a space. */
    static String text(String name) {
        try (InputStream in = Resources.class.getResourceAsStream("/classifier/" + name)) {
            if (in == null) {
                throw new IllegalStateException("classifier/" + name + " is missing from the class path");
            }
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            StringBuilder kept = new StringBuilder(all.length());
            all.lines()
                    .filter(line -> !line.startsWith("# "))
                    .forEach(line -> kept.append(line).append('\n'));
            return kept.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("classifier/" + name, e);
        }
    }
}
