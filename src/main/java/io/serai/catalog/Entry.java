package io.serai.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** A mapping in a YAML file: fields by name, each of which knows where it stands. */
final class Entry {
    private final Value self;
    private final Map<String, Value> fields;

    /** The mapping that a value is, or an exception. */
    Entry(Value self) {
        this(self, new LinkedHashMap<>());
        if (!(self.node() instanceof MappingNode mapping)) {
            throw self.wrong("must be a mapping of fields");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Value name = new Value(self.file(), self.owner(), "a field's name", tuple.getKeyNode());
            Value value = new Value(self.file(), self.owner(), name.text(), tuple.getValueNode());
            if (fields.put(name.text(), value) != null) {
                throw value.wrong("appears twice");
            }
        }
    }

    private Entry(Value self, Map<String, Value> fields) {
        this.self = self;
        this.fields = fields;
    }

    /** This one, with the other's fields where it has none. */
    Entry over(Entry below) {
        Map<String, Value> all = new LinkedHashMap<>(below.fields);
        all.putAll(fields);
        return new Entry(self, all);
    }

    /** The same entry, once it is sure that it has no other fields. */
    Entry only(List<String> known) {
        fields.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw value.wrong("is no field, did you mean `" + Nearest.to(name, known) + "`? Allowed: "
                        + String.join(", ", known));
            }
        });
        return this;
    }

    /** All fields, in the order of the file. */
    Map<String, Value> fields() {
        return fields;
    }

    Optional<Value> get(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    Value need(String field) {
        return get(field).orElseThrow(() -> self.wrong("lacks `" + field + "`"));
    }

    /** A field's name, where it stands in this file. */
    Value name(String field) {
        return ((MappingNode) self.node())
                .getValue().stream()
                        .map(tuple -> new Value(self.file(), self.owner(), field, tuple.getKeyNode()))
                        .filter(name -> name.text().equals(field))
                        .findFirst()
                        .orElseThrow();
    }

    /** The elements of a list, none if the field is absent. */
    List<Value> list(String field) {
        return get(field).map(Value::list).orElse(List.of());
    }
}
