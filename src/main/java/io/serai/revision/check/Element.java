package io.serai.revision.check;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A definition that stands in a file: a route, a step, an expression, a bean. */
final class Element {

    /** A field of it. */
    record Field(Node key, Node value) {}

    private final String file;
    private final String type;
    private final String label;
    private final @Nullable Element parent;
    private final Node node;
    private final Map<String, Field> fields = new HashMap<>();

    /**
     * @param type the definition's name in the schema, such as {@code ToDefinition}
     * @param label what it is called in the file, such as {@code to}
     */
    Element(String file, String type, String label, @Nullable Element parent, Node node) {
        this.file = file;
        this.type = type;
        this.label = label;
        this.parent = parent;
        this.node = node;
    }

    void put(String name, Field field) {
        fields.put(name, field);
    }

    String file() {
        return file;
    }

    String type() {
        return type;
    }

    String label() {
        return label;
    }

    Node node() {
        return node;
    }

    Map<String, Field> fields() {
        return fields;
    }

    /** The value of a field, whatever it is. */
    @Nullable Node get(String field) {
        Field found = fields.get(field);
        return found == null ? null : found.value();
    }

    /** The text in a field, if it is one. */
    @Nullable ScalarNode scalar(String field) {
        return get(field) instanceof ScalarNode scalar ? scalar : null;
    }

    /** The text in a field, or where the whole element is a text, that. */
    @Nullable ScalarNode scalarOrSelf(String field) {
        return node instanceof ScalarNode scalar ? scalar : scalar(field);
    }

    @Nullable String text(String field) {
        ScalarNode scalar = scalar(field);
        return scalar == null ? null : scalar.getValue();
    }

    @Nullable Element parent() {
        return parent;
    }

    /** The nearest element of a type that this one is in. */
    @Nullable Element within(String wanted) {
        Element up = parent;
        while (up != null && !up.type.equals(wanted)) {
            up = up.parent;
        }
        return up;
    }

    /** Whether Camel leaves it out, or may: it or what it is in is disabled or has a precondition. */
    boolean off() {
        String disabled = text("disabled");
        boolean here = disabled != null && !disabled.equals("false") || fields.containsKey("precondition");
        return here || parent != null && parent.off();
    }
}
