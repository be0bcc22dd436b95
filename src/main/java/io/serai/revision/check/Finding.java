package io.serai.revision.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A mistake in the routes or the settings.
 *
 * @param file relative to the directory, such as {@code routes/providers.camel.yaml}
 * @param line from 1; 0 for the whole file
 * @param message what is wrong and what to change
 * @param warning whether it stands in nobody's way: it is of the environment, or may be meant so
 */
public record Finding(String file, int line, String message, boolean warning) implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::file).thenComparingInt(Finding::line).thenComparing(Finding::message);

    public Finding(String file, int line, String message) {
        this(file, line, message, false);
    }

    /** What it says without what changes though nothing was mended: lines that moved, and hints, which list other names. */
    String gist() {
        int hint = message.indexOf(';');
        return file + ' ' + (hint < 0 ? message : message.substring(0, hint)).replaceAll("\\bline \\d+", "line");
    }

    /** Those that another state of the files did not have. Of several that say the same, those in lines that were free of it. */
    public static List<Finding> news(List<Finding> now, List<Finding> before) {
        Map<String, List<Finding>> old = before.stream().collect(Collectors.groupingBy(Finding::gist));
        List<Finding> news = new ArrayList<>();
        now.stream().collect(Collectors.groupingBy(Finding::gist)).forEach((gist, alike) -> {
            List<Finding> known = old.getOrDefault(gist, List.of());
            alike.stream()
                    .sorted(Comparator.comparing(it -> known.stream().anyMatch(other -> other.line() == it.line())))
                    .limit(Math.max(0, alike.size() - known.size()))
                    .forEach(news::add);
        });
        return news.stream().sorted().toList();
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ' ' + message;
    }
}
