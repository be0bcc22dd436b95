package io.serai.provider.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks if an answer fits the schema that its request names. Loaded when the first answer is checked. Schemas come from clients, so nothing
 * of them is fetched, and no pattern of theirs is run.
 */
final class SchemaCheck {
    private static final ObjectMapper TREES = new ObjectMapper();

    /** What would fetch, or run for long, or means nothing. */
    private static final Set<String> LEFT_OUT = Set.of(
            "$id",
            "$schema",
            "$anchor",
            "$dynamicRef",
            "$dynamicAnchor",
            "$vocabulary",
            "pattern",
            "patternProperties",
            "format");

    private SchemaCheck() {}

    /** What does not fit, in words; null if all does, or the schema is none that can be checked. */
    static @Nullable String problem(Map<?, ?> schema, @Nullable Object answer) {
        try {
            JsonNode rules = TREES.valueToTree(harmless(schema));
            return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(rules)
                    .validate(TREES.valueToTree(answer))
                    .stream()
                    .findFirst()
                    .map(Object::toString)
                    .orElse(null);
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    private static @Nullable Object harmless(@Nullable Object schema) {
        if (schema instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(harmless(item)));
            return items;
        }
        if (!(schema instanceof Map<?, ?> map)) {
            return schema;
        }
        boolean patterns = map.get("patternProperties") instanceof Map;
        Map<String, @Nullable Object> rules = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            boolean elsewhere = name.equals("$ref") && !(value instanceof String place && place.startsWith("#"));
            boolean left = LEFT_OUT.contains(name) && !(value instanceof Map && !name.equals("patternProperties"));
            boolean typed =
                    !name.equals("type") || value instanceof String || value instanceof List || value instanceof Map;
            if (typed && !elsewhere && !left && !(patterns && name.equals("additionalProperties"))) {
                rules.put(name, harmless(value));
            }
        });
        return rules;
    }
}
