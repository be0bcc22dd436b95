package io.serai.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON schema in the draft of 2020 against which vendors check it: no field is null, each list has its items, and what older drafts wrote
 * otherwise (tuples, exclusive limits, {@code required} of a property, the type {@code any}) has its present form.
 *
 * @see <a href="https://json-schema.org/draft/2020-12/release-notes">Changes of the draft of 2020</a>
 * @see <a href="https://json-schema.org/draft/2019-09/json-schema-core#rfc.section.9.3.1.1">Tuples before it</a>
 */
final class PlainSchema {
    /** What may hold any value, null included, and no schema. */
    private static final Set<String> VALUES = Set.of("default", "const", "enum", "examples", "example");

    /** Fields that hold schemas by name. */
    private static final Set<String> NAMED =
            Set.of("properties", "$defs", "definitions", "patternProperties", "dependentSchemas");

    private static final String ITEMS = "items";
    private static final String TYPE = "type";

    private PlainSchema() {}

    /** The schema itself if there is nothing to change. */
    static Map<String, Object> of(Map<String, Object> schema) {
        Map<String, Object> changed = null;
        for (Map.Entry<String, Object> field : schema.entrySet()) {
            Object value = value(field.getKey(), field.getValue());
            if (value != field.getValue() || (value == null && !VALUES.contains(field.getKey()))) {
                changed = changed == null ? new LinkedHashMap<>(schema) : changed;
                if (value == null) {
                    changed.remove(field.getKey());
                } else {
                    changed.put(field.getKey(), value);
                }
            }
        }
        Map<String, Object> left = changed == null ? schema : changed;
        return isOld(left) ? renewed(new LinkedHashMap<>(left)) : left;
    }

    private static @Nullable Object value(String name, @Nullable Object value) {
        if (value == null || VALUES.contains(name)) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            return NAMED.contains(name) ? named(own(map)) : of(own(map));
        }
        return value instanceof List<?> list ? list(list) : value;
    }

    private static Map<String, Object> named(Map<String, Object> schemas) {
        Map<String, Object> changed = null;
        for (Map.Entry<String, Object> field : schemas.entrySet()) {
            Object value = field.getValue() instanceof Map<?, ?> map ? of(own(map)) : field.getValue();
            if (value == null || value != field.getValue()) {
                changed = changed == null ? new LinkedHashMap<>(schemas) : changed;
                if (value == null) {
                    changed.remove(field.getKey());
                } else {
                    changed.put(field.getKey(), value);
                }
            }
        }
        return changed == null ? schemas : changed;
    }

    private static List<?> list(List<?> schemas) {
        List<@Nullable Object> changed = null;
        for (int i = 0; i < schemas.size(); i++) {
            if (schemas.get(i) instanceof Map<?, ?> map) {
                Map<String, Object> plain = of(own(map));
                if (plain != map) {
                    changed = changed == null ? new ArrayList<>(schemas) : changed;
                    changed.set(i, plain);
                }
            }
        }
        return changed == null ? schemas : changed;
    }

    private static boolean isOld(Map<String, Object> schema) {
        return lacksItems(schema)
                || schema.get(ITEMS) instanceof List
                || schema.get("required") instanceof Boolean
                || schema.get("exclusiveMinimum") instanceof Boolean
                || schema.get("exclusiveMaximum") instanceof Boolean
                || "any".equals(schema.get(TYPE));
    }

    /** OpenAI refuses an "array schema missing items". */
    private static boolean lacksItems(Map<String, Object> schema) {
        Object type = schema.get(TYPE);
        boolean array = "array".equals(type) || (type instanceof List<?> types && types.contains("array"));
        return array && !schema.containsKey(ITEMS);
    }

    private static Map<String, Object> renewed(Map<String, Object> schema) {
        if (schema.get(ITEMS) instanceof List<?> tuple) {
            if (!tuple.isEmpty()) {
                schema.put("prefixItems", tuple);
            }
            schema.put(ITEMS, schema.get("additionalItems") instanceof Map<?, ?> others ? others : Map.of());
            schema.remove("additionalItems");
        } else if (lacksItems(schema)) {
            schema.put(ITEMS, Map.of());
        }
        if (schema.get("required") instanceof Boolean) {
            schema.remove("required");
        }
        if ("any".equals(schema.get(TYPE))) {
            schema.remove(TYPE);
        }
        exclusive(schema, "exclusiveMinimum", "minimum");
        exclusive(schema, "exclusiveMaximum", "maximum");
        return schema;
    }

    private static void exclusive(Map<String, Object> schema, String name, String limit) {
        if (schema.get(name) instanceof Boolean exclusive) {
            Object number = exclusive ? schema.remove(limit) : null;
            if (number == null) {
                schema.remove(name);
            } else {
                schema.put(name, number);
            }
        }
    }

    /** An object that {@link Json} has read, whose names are texts therefore. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> own(Map<?, ?> object) {
        return (Map<String, Object>) object;
    }
}
