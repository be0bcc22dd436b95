package io.serai.revision.check;

import io.serai.revision.check.Shape.Text;
import java.util.Locale;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Checks the values of options: texts, numbers, true or false, and words of a fixed set. Placeholders may stand for any. */
final class Texts {
    private final String file;
    private final Report report;

    Texts(String file, Report report) {
        this.file = file;
        this.report = report;
    }

    void check(Text shape, String label, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            report.add(file, node, "'" + label + "' must be a text, not " + (node instanceof SequenceNode ? "a list" : "a mapping"));
            return;
        }
        String value = scalar.getValue();
        if (value.isEmpty() || value.contains("{{") || value.startsWith("#") || value.contains("${")) {
            return;
        }
        switch (shape.kind()) {
            case BOOLEAN -> {
                if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                    report.add(file, node, "'" + label + "' must be true or false, not '" + value + "'");
                }
            }
            case NUMBER -> {
                if (!value.strip().matches("[-+]?\\d[\\d_]*(\\.\\d+)?")) {
                    report.add(file, node, "'" + label + "' must be a number, not '" + value + "'");
                }
            }
            case TEXT -> {
                if (!shape.words().isEmpty() && shape.words().stream().noneMatch(word -> same(word, value))) {
                    report.add(file, node, "'" + label + "' does not know '" + value + "'" + Suggestion.of(value, shape.words()));
                }
            }
        }
    }

    private static boolean same(String word, String value) {
        return plain(word).equals(plain(value));
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }
}
