package io.serai.dialect.anthropic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas in the part of the language that Anthropic can hold a model to: every object says which properties it has and has no
 * others, and none holds itself; limits of numbers, texts and lists are words in the description.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations">JSON schema limitations</a>
 */
final class Schemas {
    private static final Set<String> LIMITS = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "pattern");

    /** The formats of texts that it knows; others are limits. */
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    /** What it has no word for, and what is more than a limit. */
    private static final Set<String> UNKNOWN = Set.of(
            "not",
            "if",
            "then",
            "else",
            "contains",
            "prefixItems",
            "propertyNames",
            "patternProperties",
            "dependentSchemas",
            "dependentRequired",
            "unevaluatedProperties",
            "unevaluatedItems");

    /** Fields that hold schemas by name. */
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

    private static final int DEEPEST = 100;

    private Schemas() {}

    /** The schema in that part of the language; null if it allows what cannot be said there, such as properties of any name. */
    static @Nullable Map<String, Object> strict(Map<?, ?> schema) {
        return References.leadBack(schema) ? null : strict(schema, 0);
    }

    private static @Nullable Map<String, Object> strict(Map<?, ?> schema, int depth) {
        if (depth > DEEPEST || isOpen(schema) || UNKNOWN.stream().anyMatch(schema::containsKey)) {
            return null;
        }
        if (schema.get("allOf") instanceof List<?> all && all.size() == 1 && all.getFirst() instanceof Map<?, ?> only) {
            return strict(joined(schema, only), depth + 1);
        }
        Map<String, Object> strict = new LinkedHashMap<>();
        StringJoiner limits = new StringJoiner(", ", "{", "}");
        for (Map.Entry<?, ?> field : schema.entrySet()) {
            String name = String.valueOf(field.getKey());
            if (LIMITS.contains(name)
                    || (name.equals("format")
                            && field.getValue() instanceof String format
                            && !FORMATS.contains(format))) {
                limits.add(name + ": " + field.getValue());
                continue;
            }
            Object value = NAMED.contains(name) && field.getValue() instanceof Map<?, ?> named
                    ? named(named, depth + 1)
                    : inner(field.getValue(), depth + 1);
            if (value == null && field.getValue() != null) {
                return null;
            }
            strict.put(name.equals("oneOf") ? "anyOf" : name, value);
        }
        if (limits.length() > 2) {
            strict.merge("description", limits.toString(), (before, added) -> before + "\n\n" + added);
        }
        if ("object".equals(schema.get("type"))) {
            strict.put("additionalProperties", false);
        }
        return strict;
    }

    /** A schema and the only one that it consists of besides. */
    private static Map<String, Object> joined(Map<?, ?> schema, Map<?, ?> only) {
        Map<String, Object> joined = new LinkedHashMap<>();
        only.forEach((name, value) -> joined.put(String.valueOf(name), value));
        schema.forEach((name, value) -> {
            if (!"allOf".equals(name)) {
                joined.put(String.valueOf(name), value);
            }
        });
        return joined;
    }

    /** Whether an object may have properties of names that the schema does not tell. */
    private static boolean isOpen(Map<?, ?> schema) {
        Object others = schema.get("additionalProperties");
        return others instanceof Map
                || Boolean.TRUE.equals(others)
                || ("object".equals(schema.get("type"))
                        && others == null
                        && !(schema.get("properties") instanceof Map));
    }

    private static @Nullable Object named(Map<?, ?> schemas, int depth) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : schemas.entrySet()) {
            Object value = inner(field.getValue(), depth);
            if (value == null) {
                return null;
            }
            all.put(String.valueOf(field.getKey()), value);
        }
        return all;
    }

    private static @Nullable Object inner(@Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> schema) {
            return strict(schema, depth);
        }
        if (!(value instanceof List<?> items)) {
            return value;
        }
        List<@Nullable Object> all = new ArrayList<>(items.size());
        for (Object item : items) {
            Object one = inner(item, depth);
            if (one == null && item != null) {
                return null;
            }
            all.add(one);
        }
        return all;
    }
}
