package io.serai.dialect.gemini;

import io.serai.dialect.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas as Google's responseJsonSchema and parametersJsonSchema take them. What they do not take is left out and noted, or written
 * in other words where there are some.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#FIELDS.response_json_schema">the keywords that are taken</a>
 */
final class JsonSchema {
    private static final Set<String> TAKEN = Set.of(
            "$id",
            "$defs",
            "$ref",
            "$anchor",
            "type",
            "format",
            "title",
            "description",
            "enum",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "anyOf",
            "oneOf",
            "properties",
            "additionalProperties",
            "required",
            "propertyOrdering");
    /** Say nothing of what is valid. */
    private static final Set<String> REMARKS = Set.of("$schema", "$comment", "strict");

    /** Their fields are names of schemas. */
    private static final Set<String> NAMED = Set.of("properties", "$defs");

    private final String path;
    private final Notes notes;

    private JsonSchema(String path, Notes notes) {
        this.path = path;
        this.notes = notes;
    }

    /** @param path where the schema stands, for the notes */
    static Object clean(Map<?, ?> schema, String path, Notes notes) {
        return new JsonSchema(path, notes).schema(schema);
    }

    private Map<String, Object> schema(Map<?, ?> schema) {
        Map<String, Object> fields = new LinkedHashMap<>();
        boolean wrapped = schema.get("allOf") instanceof List<?> all
                && all.size() == 1
                && all.getFirst() instanceof Map<?, ?> only
                && only.containsKey("$ref");
        boolean reference = wrapped || schema.containsKey("$ref");
        for (Map.Entry<?, ?> field : schema.entrySet()) {
            String name = String.valueOf(field.getKey());
            boolean taken = name.startsWith("$") || name.equals("definitions") || (wrapped && name.equals("allOf"));
            if (reference && !taken) {
                // Beside a reference nothing else may stand.
                notes.drop(path + '.' + name);
            } else {
                put(fields, name, field.getValue());
            }
        }
        if (fields.get("required") instanceof List<?> names && fields.get("properties") instanceof Map<?, ?> known) {
            require(fields, names, known);
        }
        return fields;
    }

    /** Google refuses a name that is no property's. */
    private void require(Map<String, Object> fields, List<?> names, Map<?, ?> known) {
        List<?> left = names.stream().filter(known::containsKey).toList();
        if (left.size() < names.size()) {
            fields.put("required", left);
            notes.drop(path + ".required");
        }
    }

    private void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (name.equals("definitions") || NAMED.contains(name)) {
            named(fields, name.equals("definitions") ? "$defs" : name, value);
        } else if (name.equals("$ref") && value instanceof String target) {
            fields.put(name, target.replace("#/definitions/", "#/$defs/"));
        } else if (name.equals("const")) {
            List<Object> only = new ArrayList<>(1);
            only.add(value);
            fields.put("enum", only);
        } else if (name.equals("allOf") && value instanceof List<?> all && all.size() == 1) {
            if (all.getFirst() instanceof Map<?, ?> single) {
                schema(single).forEach(fields::putIfAbsent);
            }
        } else if (name.equals("enum")) {
            fields.put(name, value);
        } else if (TAKEN.contains(name)) {
            fields.put(name, inner(value));
        } else if (!REMARKS.contains(name)) {
            notes.drop(path + '.' + name);
        }
    }

    private void named(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> schemas = new LinkedHashMap<>();
            map.forEach((key, schema) -> schemas.put(String.valueOf(key), inner(schema)));
            fields.put(name, schemas);
        }
    }

    private @Nullable Object inner(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> schema(map);
            case List<?> list -> {
                List<Object> items = new ArrayList<>(list.size());
                for (Object item : list) {
                    items.add(inner(item));
                }
                yield items;
            }
            case null, default -> value;
        };
    }
}
