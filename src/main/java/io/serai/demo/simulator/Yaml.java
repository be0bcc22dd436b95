package io.serai.demo.simulator;

import io.serai.catalog.Nearest;
import io.serai.text.BoundedYaml;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value in a scenario's file, read as what it should be; if it is something else, the exception says where it stands and what to write.
 *
 * @param field what it is called there
 */
record Yaml(String file, String field, Node node) {
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|min|h|days?)");
    private static final Map<String, Integer> MILLIS =
            Map.of("ms", 1, "s", 1000, "min", 60_000, "h", 3_600_000, "day", 86_400_000, "days", 86_400_000);

    static Yaml compose(String text, String file) {
        try {
            Node root = BoundedYaml.compose(
                            LoadSettings.builder().setLabel(file).build(), text)
                    .orElseThrow(
                            () -> new ScenarioException(file + ":1 the file is empty; list the vendors to simulate"));
            return new Yaml(file, "the file", root);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new ScenarioException(file + ':' + line + " this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ScenarioException(file + " is no YAML: " + e.getMessage());
        }
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    String text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw wrong("must be a text");
    }

    List<Yaml> list() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(item -> new Yaml(file, field, item))
                    .toList();
        }
        throw wrong("must be a list, such as [a, b]");
    }

    /** The fields of a mapping, none but the known ones. */
    Map<String, Yaml> fields(Collection<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("must be a mapping with the fields " + String.join(", ", known));
        }
        Map<String, Yaml> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = new Yaml(file, "a field's name", tuple.getKeyNode()).text();
            if (!known.contains(name)) {
                throw new Yaml(file, name, tuple.getKeyNode()).wrong("is not known here" + meant(name, known));
            }
            if (fields.put(name, new Yaml(file, name, tuple.getValueNode())) != null) {
                throw new Yaml(file, name, tuple.getKeyNode()).wrong("appears twice; leave one out");
            }
        }
        return fields;
    }

    long integer(long least, long most) {
        try {
            long number = Long.parseLong(text());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong("must be a whole number from " + least + " to " + most + ", not '" + text() + "'");
    }

    double number(int least, int most) {
        try {
            double number = Double.parseDouble(text());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong("must be a number from " + least + " to " + most + ", not '" + text() + "'");
    }

    Duration time() {
        Matcher time = TIME.matcher(text());
        if (!time.matches()) {
            throw wrong("must be a time such as 200ms, 1.5s, 10min, 2h or 1day, not '" + text() + "'");
        }
        int unit = MILLIS.getOrDefault(time.group(2), 1);
        return Duration.ofNanos((long) (Double.parseDouble(time.group(1)) * unit * 1e6));
    }

    /** What this word stands for. */
    <T> T word(Map<String, T> known) {
        @Nullable T meaning = known.get(text());
        if (meaning == null) {
            throw wrong("does not know '" + text() + "'" + meant(text(), known.keySet()));
        }
        return meaning;
    }

    ScenarioException wrong(String problem) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        return new ScenarioException(file + ':' + line + ' ' + field + ' ' + problem);
    }

    private static String meant(String name, Collection<String> known) {
        return "; did you mean '" + Nearest.to(name, known) + "'? There are: "
                + String.join(", ", new TreeSet<>(known));
    }
}
