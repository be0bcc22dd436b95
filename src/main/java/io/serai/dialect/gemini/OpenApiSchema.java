package io.serai.dialect.gemini;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Google's own schemas, a piece of OpenAPI 3.0, to JSON schemas: types in capitals, {@code nullable}, numbers of 64 bits as texts.
 *
 * @see <a href="https://ai.google.dev/api/caching#Schema">Schema</a>
 */
final class OpenApiSchema {
    private static final List<String> COUNTS =
            List.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");

    private OpenApiSchema() {}

    static Map<String, Object> toJsonSchema(Map<?, ?> schema) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : schema.entrySet()) {
            put(fields, camel(String.valueOf(field.getKey())), field.getValue());
        }
        if (Boolean.TRUE.equals(fields.remove("nullable"))) {
            allowNull(fields);
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (name.equals("type") && value instanceof String type) {
            if (!type.equals("TYPE_UNSPECIFIED")) {
                fields.put(name, type.toLowerCase(Locale.ROOT));
            }
        } else if (name.equals("format") && "enum".equals(value)) {
            return;
        } else if (name.equals("properties") && value instanceof Map<?, ?> properties) {
            Map<String, Object> read = new LinkedHashMap<>();
            properties.forEach((property, inner) -> read.put(String.valueOf(property), inner(inner)));
            fields.put(name, read);
        } else if (name.equals("example")) {
            fields.put("examples", value == null ? List.of() : List.of(value));
        } else if (COUNTS.contains(name) && value instanceof String count && count.matches("\\d{1,18}")) {
            fields.put(name, Long.parseLong(count));
        } else if (!name.equals("propertyOrdering")) {
            fields.put(name, inner(value));
        }
    }

    private static @Nullable Object inner(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> schema -> toJsonSchema(schema);
            case List<?> schemas -> {
                List<Object> read = new ArrayList<>(schemas.size());
                for (Object schema : schemas) {
                    read.add(inner(schema));
                }
                yield read;
            }
            case null, default -> value;
        };
    }

    private static void allowNull(Map<String, Object> fields) {
        if (fields.get("type") instanceof String type) {
            fields.put("type", List.of(type, "null"));
        }
        if (fields.get("enum") instanceof List<?> values && !values.contains(null)) {
            List<Object> more = new ArrayList<>(values);
            more.add(null);
            fields.put("enum", more);
        }
    }

    private static String camel(String name) {
        int gap = name.indexOf('_');
        if (gap <= 0 || gap == name.length() - 1) {
            return name;
        }
        return camel(name.substring(0, gap) + Character.toUpperCase(name.charAt(gap + 1)) + name.substring(gap + 2));
    }
}
