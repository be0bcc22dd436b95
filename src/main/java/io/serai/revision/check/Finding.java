package io.serai.revision.check;

import java.util.Comparator;

/**
 * A mistake in the routes or the settings.
 *
 * @param file relative to the directory, such as {@code routes/providers.camel.yaml}
 * @param line from 1; 0 for the whole file
 * @param message what is wrong and what to change
 */
public record Finding(String file, int line, String message) implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::file).thenComparingInt(Finding::line).thenComparing(Finding::message);

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ' ' + message;
    }
}
