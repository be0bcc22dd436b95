package io.serai.revision.check;

import io.serai.revision.check.Shape.Any;
import io.serai.revision.check.Shape.Fields;
import io.serai.revision.check.Shape.Free;
import io.serai.revision.check.Shape.ListOf;
import io.serai.revision.check.Shape.Ref;
import io.serai.revision.check.Shape.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Goes through a file along the schema: reports what does not belong, and keeps the definitions. */
final class Walk {
    private final Schema schema;
    private final String file;
    private final Report report;
    private final List<Element> elements = new ArrayList<>();

    private Walk(Schema schema, String file, Report report) {
        this.schema = schema;
        this.file = file;
        this.report = report;
    }

    /** The definitions in a file, outer ones first. */
    static List<Element> through(Source source, Schema schema, Report report) {
        Walk walk = new Walk(schema, source.name(), report);
        if (source.root() instanceof SequenceNode list) {
            list.getValue().forEach(entry -> walk.fields(schema.root(), "the file", null, entry));
        }
        return walk.elements;
    }

    private void value(Shape unresolved, String label, @Nullable Element parent, Node node) {
        switch (schema.resolve(unresolved)) {
            case Any any -> {}
            case Free free -> free(label, node);
            case Text text -> new Texts(file, report).check(text, label, node);
            case ListOf list -> list(list, label, parent, node);
            case Fields fields -> fields(fields, label, parent, node);
            case Ref ref -> throw new IllegalStateException(ref.name());
        }
    }

    private void list(ListOf list, String label, @Nullable Element parent, Node node) {
        if (node instanceof SequenceNode items) {
            items.getValue().forEach(item -> value(list.items(), label, parent, item));
        } else if (!(list.items() instanceof Text) || !(node instanceof ScalarNode)) {
            report.add(file, node, "'" + label + "' must be a list; begin each entry with a dash");
        }
    }

    private void free(String label, Node node) {
        if (node instanceof MappingNode mapping) {
            entries(label, mapping, true);
        } else {
            report.add(file, node, "'" + label + "' must hold names and values, as in 'name: value'");
        }
    }

    private void fields(Fields shape, String label, @Nullable Element parent, Node node) {
        Element element = new Element(file, shape.name(), label, parent, node);
        elements.add(element);
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL)) {
            String what = shape.single() ? "an entry of '" + label + "'" : "'" + label + "'";
            report.add(
                    file,
                    node,
                    what + " is empty"
                            + (shape.required().isEmpty() && !shape.single()
                                    ? "; write '" + label + ": {}' if it needs no options"
                                    : ""));
            return;
        }
        if (node instanceof ScalarNode && shape.shorthand()) {
            return;
        }
        if (node instanceof ScalarNode scalar && shape.single()) {
            report.add(
                    file, node, "'" + scalar.getValue() + "' is not whole; write a name, a colon, and options or {}");
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            report.add(
                    file,
                    node,
                    "'" + label + "' cannot be " + (node instanceof ScalarNode ? "a text" : "a list")
                            + "; it has options, each on a line of its own"
                            + Words.list(shape.fields().keySet()));
            return;
        }
        if (shape.single() && mapping.getValue().size() > 1) {
            report.add(
                    file,
                    mapping.getValue().get(1).getKeyNode(),
                    "one entry too many: each step or entry of a list has a dash"
                            + " of its own, and its options are indented below it");
        }
        // Camel knows the names of steps in one spelling only, those of options in two.
        Map<String, Element.Field> given = entries(label, mapping, !shape.single());
        given.forEach((name, field) -> {
            element.put(name, field);
            Shape known = shape.fields().get(name);
            if (known == null) {
                unknown(shape, label, name, field.key());
            } else {
                value(known, name, element, field.value());
            }
        });
        for (String required : new TreeSet<>(shape.required())) {
            if (!given.containsKey(required)) {
                report.add(file, node, "'" + label + "' lacks '" + required + "'");
            }
        }
        Choices.missing(shape, given.keySet())
                .ifPresent(choice -> report.add(file, node, "'" + label + "' lacks " + choice));
    }

    private void unknown(Fields shape, String label, String name, Node key) {
        if (shape.single()) {
            String kind = shape == schema.root() ? "entry" : "step";
            boolean step = kind.equals("entry") && schema.steps().contains(name);
            report.add(
                    file,
                    key,
                    "there is no " + kind + " '" + name + "'"
                            + (step
                                    ? "; it is a step and belongs in the 'steps' of a route"
                                    : Suggestion.of(name, shape.fields().keySet())));
            return;
        }
        String place = schema.steps().contains(name) && !shape.fields().containsKey(name)
                ? "; it is a step: begin it with a dash, below 'steps'"
                : "";
        String nearest = Suggestion.of(name, shape.fields().keySet());
        report.add(
                file,
                key,
                "'" + label + "' has no option '" + name + "'"
                        + (place.isEmpty() || nearest.contains("did you mean") ? nearest : place));
    }

    private Map<String, Element.Field> entries(String label, MappingNode mapping, boolean dashes) {
        Map<String, Element.Field> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                report.add(file, tuple.getKeyNode(), "a name must be a plain text");
                continue;
            }
            String name = dashes ? StringHelper.dashToCamelCase(key.getValue()) : key.getValue();
            if (entries.put(name, new Element.Field(key, tuple.getValueNode())) != null) {
                report.add(file, key, "'" + key.getValue() + "' appears twice in '" + label + "'; remove one");
            }
        }
        return entries;
    }
}
