package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metrics as Prometheus would read them; whatever is not of its text format fails.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
public final class Scrape {
    private static final Pattern COMMENT = Pattern.compile(
            "# (HELP [a-zA-Z_:][\\w:]* .+|TYPE ([a-zA-Z_:][\\w:]*) (counter|gauge|histogram|summary|untyped))");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][\\w:]*)(?:\\{((?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, Double> samples = new HashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();

    /** @param text all of it */
    public Scrape(String text) {
        assertThat(text).endsWith("\n");
        for (String line : text.split("\n")) {
            if (line.startsWith("#")) {
                Matcher comment = COMMENT.matcher(line);
                assertThat(comment.matches()).as(line).isTrue();
                if (comment.group(2) != null) {
                    assertThat(types.put(comment.group(2), comment.group(3)))
                            .as("one family, told once: " + line)
                            .isNull();
                }
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                String key = key(sample.group(1), labels(sample.group(2)));
                double value = Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"));
                assertThat(samples.put(key, value)).as("told once: " + line).isNull();
            }
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    private static String key(String name, Map<String, String> labels) {
        // An empty label is the same as none.
        labels.values().removeIf(String::isEmpty);
        return name + labels;
    }

    /** A sample, 0 if there is none. Labels are names and values in turn, all of them. */
    public double value(String name, String... labels) {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        return samples.getOrDefault(key(name, all), 0.0);
    }

    /** The samples of a name, added up. */
    public double sum(String name) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** How many samples a name has. */
    public long series(String name) {
        return samples.keySet().stream()
                .filter(sample -> sample.startsWith(name + "{"))
                .count();
    }

    public Map<String, String> types() {
        return types;
    }

    @Override
    public String toString() {
        return samples.toString();
    }
}
