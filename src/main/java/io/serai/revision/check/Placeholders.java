package io.serai.revision.check;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Checks that every placeholder stands for something: a property, a variable, a parameter of the template. */
final class Placeholders {
    private static final Pattern MISSING = Pattern.compile("Property with key \\[([^]]*)]");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\??(\\w+):([A-Z][A-Z0-9_]*)(?=[:}])");
    private static final Set<String> FUNCTIONS = Set.of("env");
    private static final Set<String> PROSE = Set.of("description", "note", "script");

    private final Scene scene;
    private final Set<String> properties;

    /** @param properties the names in application.properties, for hints */
    Placeholders(Scene scene, Set<String> properties) {
        this.scene = scene;
        this.properties = properties;
    }

    void check(Collection<Source> sources) {
        for (Source source : sources) {
            if (source.root() instanceof SequenceNode entries) {
                entries.getValue().forEach(entry -> check(source.name(), entry, local(entry)));
            }
        }
    }

    private Map<String, String> local(Node entry) {
        return scene.all().templates().values().stream()
                .filter(it -> entry instanceof MappingNode mapping
                        && mapping.getValue().stream().anyMatch(tuple -> tuple.getValueNode() == it.node()))
                .findFirst()
                .map(scene.all()::defaults)
                .orElse(Map.of());
    }

    private void check(String file, Node node, Map<String, String> local) {
        switch (node) {
            case ScalarNode scalar when scalar.getValue().contains("{{") -> text(file, scalar, local);
            case SequenceNode list -> list.getValue().forEach(it -> check(file, it, local));
            case MappingNode mapping
            when !isDisabled(mapping) -> {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (!(tuple.getKeyNode() instanceof ScalarNode key && PROSE.contains(key.getValue()))) {
                        check(file, tuple.getValueNode(), local);
                    }
                }
            }
            default -> {}
        }
    }

    private static boolean isDisabled(MappingNode mapping) {
        return mapping.getValue().stream()
                .anyMatch(it -> it.getKeyNode() instanceof ScalarNode key
                        && (key.getValue().equals("disabled")
                                        && it.getValueNode() instanceof ScalarNode value
                                        && value.getValue().equals("true")
                                || key.getValue().equals("precondition")));
    }

    private void text(String file, ScalarNode scalar, Map<String, String> local) {
        function(file, scalar, local.keySet());
        try {
            scene.scratch().resolve(scalar.getValue(), local);
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            Matcher missing = MISSING.matcher(message);
            if (missing.find()) {
                scene.report().add(file, scalar, explain(missing.group(1), local.keySet()));
            } else if (message.contains("Missing }}") || message.contains("Missing {{")) {
                scene.report().add(file, scalar, "a placeholder lacks its braces; write {{name}} or {{name:default}}");
            } else if (local.isEmpty()) {
                // Camel's own message quotes the whole text, in which a key may be.
                scene.report()
                        .add(file, scalar, "a placeholder here cannot be resolved; check its function and its braces");
            }
        }
    }

    /** {@code {{evn:NAME:}}} is a setting evn that may be missing to Camel. */
    private void function(String file, ScalarNode scalar, Set<String> local) {
        Matcher variable = VARIABLE.matcher(scalar.getValue());
        while (variable.find()) {
            String word = variable.group(1);
            boolean known = FUNCTIONS.contains(word) || properties.contains(word) || local.contains(word);
            String hint = Suggestion.of(word, FUNCTIONS);
            if (!known && hint.contains("did you mean")) {
                scene.report()
                        .add(
                                file,
                                scalar,
                                "there is no '" + word + "' for {{" + word + ":" + variable.group(2) + "}}" + hint);
            }
        }
    }

    private String explain(String key, Set<String> local) {
        if (key.startsWith("env:")) {
            String variable = key.substring(4);
            return "the environment variable " + variable + " is not set; set it, or write {{env:" + variable
                    + ":}} so that it may be missing";
        }
        if (key.startsWith("sys:")) {
            return "the system property " + key.substring(4) + " is not set; set it, or write {{" + key + ":default}}";
        }
        Set<String> known = new TreeSet<>(properties);
        known.addAll(local);
        String hint = Suggestion.of(key, known);
        return "the placeholder {{" + key + "}} has no value"
                + (hint.contains("did you mean")
                        ? hint
                        : "; set " + key + " in application.properties or write {{" + key + ":default}}");
    }
}
