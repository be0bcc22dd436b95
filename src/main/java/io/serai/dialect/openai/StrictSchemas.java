package io.serai.dialect.openai;

import io.serai.chat.Tool;
import io.serai.dialect.Notes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schemas that OpenAI can be held to strictly: each object needs all of its properties, and has no others. Other vendors hold to more, so
 * that what came from their clients may be asked for without {@code strict} only.
 *
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs#all-fields-must-be-required">All fields must be required</a>
 */
final class StrictSchemas {
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");
    private static final Set<String> VALUES = Set.of("default", "const", "enum", "examples", "required");
    private static final String FORMAT = "json_schema";
    private static final String STRICT = "strict";

    private StrictSchemas() {}

    /** A {@code response_format} that can be asked for. */
    static Object format(Object format, Notes notes) {
        if (!(format instanceof Map<?, ?> told)
                || !(told.get(FORMAT) instanceof Map<?, ?> named)
                || !Boolean.TRUE.equals(named.get(STRICT))
                || fits(named.get("schema"))) {
            return format;
        }
        notes.adjust("response_format.json_schema.strict", true, false);
        Map<Object, Object> loose = new LinkedHashMap<>(named);
        loose.put(STRICT, false);
        Map<Object, Object> whole = new LinkedHashMap<>(told);
        whole.put(FORMAT, loose);
        return whole;
    }

    /** The fields of a tool besides its schema, of which {@code strict} stays if it can be kept. */
    static Map<String, Object> extras(Tool tool, Map<String, Object> schema, Notes notes) {
        boolean strict = tool.extras().get("function") instanceof Map<?, ?> function
                && Boolean.TRUE.equals(function.get(STRICT));
        if (!strict || fits(schema)) {
            return tool.extras();
        }
        notes.adjust("tools." + tool.name() + ".strict", true, false);
        Map<String, Object> loose = new LinkedHashMap<>(tool.extras());
        loose.remove("function");
        return loose;
    }

    private static boolean fits(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().allMatch(StrictSchemas::fits);
        }
        if (!(value instanceof Map<?, ?> schema)) {
            return true;
        }
        boolean object = "object".equals(schema.get("type")) || schema.get("properties") instanceof Map;
        return (!object || isClosed(schema)) && schema.entrySet().stream().allMatch(StrictSchemas::fitsWithin);
    }

    private static boolean fitsWithin(Map.Entry<?, ?> field) {
        String name = String.valueOf(field.getKey());
        return VALUES.contains(name)
                || (NAMED.contains(name) && field.getValue() instanceof Map<?, ?> schemas
                        ? schemas.values().stream().allMatch(StrictSchemas::fits)
                        : fits(field.getValue()));
    }

    private static boolean isClosed(Map<?, ?> object) {
        Set<?> properties = object.get("properties") instanceof Map<?, ?> map ? map.keySet() : Set.of();
        List<?> required = object.get("required") instanceof List<?> names ? names : List.of();
        return Boolean.FALSE.equals(object.get("additionalProperties")) && required.containsAll(properties);
    }
}
