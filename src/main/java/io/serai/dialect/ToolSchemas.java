package io.serai.dialect;

import io.serai.chat.Tool;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of tools' arguments as vendors insist on them: one object with its properties, were there none, in the draft of 2020.
 *
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">OpenAI refuses "object schema missing properties"</a>
 */
public final class ToolSchemas {
    private static final String PROPERTIES = "properties";

    private ToolSchemas() {}

    /** The schema as one object; that of no arguments if there is none, and the schema itself if there is nothing to change. */
    public static Map<String, Object> plain(@Nullable Map<String, Object> schema) {
        return schema == null ? of(new LinkedHashMap<>()) : RootSchema.of(PlainSchema.of(schema));
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
}
