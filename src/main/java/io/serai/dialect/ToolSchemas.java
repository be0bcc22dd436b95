package io.serai.dialect;

import io.serai.chat.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of tools' arguments as vendors insist on them: an object with its properties, were there none, and no field that is null.
 *
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">OpenAI refuses "object schema missing properties"</a>
 */
public final class ToolSchemas {
    private static final String PROPERTIES = "properties";

    /** What may hold null as a value. */
    private static final Set<String> VALUES = Set.of("default", "const", "enum", "examples", "example");

    private ToolSchemas() {}

    /** The schema without nulls; that of no arguments if there is none. */
    public static Map<String, Object> plain(@Nullable Map<String, Object> schema) {
        if (schema == null) {
            return of(new LinkedHashMap<>());
        }
        return holdsNull(schema) ? withoutNulls(schema) : schema;
    }

    /** The same with its properties; the schema itself if there is nothing to mend. */
    public static Map<String, Object> mended(Map<String, Object> schema) {
        Map<String, Object> plain = plain(schema);
        boolean object = plain.get("type") == null || "object".equals(plain.get("type"));
        boolean complete = plain.get("type") != null && plain.get(PROPERTIES) instanceof Map;
        return !object || complete ? plain : of(new LinkedHashMap<>(plain));
    }

    /** A function in the form that most vendors have from OpenAI. */
    public static Map<String, Object> function(Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("description", tool.description());
        function.put("parameters", plain(tool.parameters()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "function");
        fields.put("function", function);
        return fields;
    }

    private static Map<String, Object> of(Map<String, Object> schema) {
        schema.putIfAbsent("type", "object");
        if (!(schema.get(PROPERTIES) instanceof Map)) {
            schema.put(PROPERTIES, Map.of());
        }
        return schema;
    }

    private static boolean holdsNull(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> field : map.entrySet()) {
                if (!VALUES.contains(String.valueOf(field.getKey()))
                        && (field.getValue() == null || holdsNull(field.getValue()))) {
                    return true;
                }
            }
        } else if (value instanceof List<?> list) {
            for (Object item : list) {
                if (holdsNull(item)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<String, Object> withoutNulls(Map<?, ?> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (value != null) {
                plain.put(name, VALUES.contains(name) ? value : withoutNulls(value));
            }
        });
        return plain;
    }

    private static Object withoutNulls(Object value) {
        if (value instanceof Map<?, ?> map) {
            return withoutNulls(map);
        }
        if (!(value instanceof List<?> list)) {
            return value;
        }
        List<@Nullable Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(item == null ? null : withoutNulls(item)));
        return items;
    }
}
