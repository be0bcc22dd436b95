package io.serai.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a tool's arguments as one object: vendors take alternatives, conditions and references within it, but not at its root. An
 * object with the properties of all alternatives takes their place, and words say which belong together.
 *
 * @see <a href="https://github.com/langchain-ai/langchain/issues/39271">Anthropic: "input_schema does not support oneOf, allOf, or anyOf at the top level"</a>
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">OpenAI: root objects must not be anyOf</a>
 */
final class RootSchema {
    /** What a root may not have. */
    private static final List<String> REFUSED = List.of(
            "anyOf",
            "oneOf",
            "allOf",
            "not",
            "if",
            "then",
            "else",
            "enum",
            "const",
            "$ref",
            "dependentSchemas",
            "dependentRequired");

    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf");
    private static final String PROPERTIES = "properties";
    private static final String REQUIRED = "required";
    private static final String DESCRIPTION = "description";
    /** Parts of a schema that are looked at: they may refer to each other without end. */
    private static final int MOST = 1_000;

    private final Map<String, Object> root;
    /** The schemas of each property, of which alternatives may have several. */
    private final Map<String, Set<Object>> properties = new LinkedHashMap<>();

    private final List<String> words = new ArrayList<>(0);
    private int parts;

    private RootSchema(Map<String, Object> root) {
        this.root = root;
    }

    /** The schema itself if it is one object already. */
    static Map<String, Object> of(Map<String, Object> schema) {
        boolean several = schema.get("type") instanceof List<?> types && types.contains("object");
        for (String name : REFUSED) {
            several |= schema.containsKey(name);
        }
        return several ? new RootSchema(schema).object() : schema;
    }

    private Map<String, Object> object() {
        Set<String> required = gather(root);
        Map<String, Object> object = new LinkedHashMap<>(resolved(root));
        REFUSED.forEach(object::remove);
        object.put("type", "object");
        Map<String, Object> all = new LinkedHashMap<>();
        properties.forEach((name, schemas) ->
                all.put(name, schemas.size() == 1 ? schemas.iterator().next() : Map.of("anyOf", List.copyOf(schemas))));
        object.put(PROPERTIES, all);
        object.remove(REQUIRED);
        if (!required.isEmpty()) {
            object.put(REQUIRED, List.copyOf(required));
        }
        for (String alternatives : words) {
            object.merge(DESCRIPTION, alternatives, (before, added) -> before + "\n\n" + added);
        }
        return object;
    }

    /** Adds the properties of a schema and of all that it consists of; gives those that are needed in any case. */
    private Set<String> gather(Map<String, Object> told) {
        Map<String, Object> schema = resolved(told);
        Set<String> required = new LinkedHashSet<>();
        if (++parts > MOST) {
            return required;
        }
        if (schema.get(PROPERTIES) instanceof Map<?, ?> own) {
            own.forEach((name, value) -> properties
                    .computeIfAbsent(String.valueOf(name), first -> new LinkedHashSet<>(1))
                    .add(value));
        }
        if (schema.get(REQUIRED) instanceof List<?> names) {
            names.forEach(name -> required.add(String.valueOf(name)));
        }
        for (Map<String, Object> part : branches(schema, "allOf")) {
            required.addAll(gather(part));
        }
        for (String name : ALTERNATIVES) {
            List<Set<String>> needs = new ArrayList<>();
            branches(schema, name).forEach(branch -> needs.add(gather(branch)));
            required.addAll(common(needs));
        }
        return required;
    }

    /** What all alternatives need; what only some do is told in words. */
    private Set<String> common(List<Set<String>> needs) {
        if (needs.isEmpty()) {
            return Set.of();
        }
        Set<String> common = new LinkedHashSet<>(needs.getFirst());
        needs.forEach(common::retainAll);
        Set<String> sets = needs.stream()
                .map(names ->
                        names.stream().filter(name -> !common.contains(name)).collect(Collectors.joining(" and ")))
                .filter(names -> !names.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!sets.isEmpty()) {
            words.add("Needed are these: " + String.join("; or ", sets) + '.');
        }
        return common;
    }

    private static List<Map<String, Object>> branches(Map<String, Object> schema, String name) {
        List<Map<String, Object>> branches = new ArrayList<>(0);
        if (schema.get(name) instanceof List<?> list) {
            for (Object branch : list) {
                if (branch instanceof Map<?, ?> map) {
                    branches.add(PlainSchema.own(map));
                }
            }
        }
        return branches;
    }

    /** The schema with what it refers to within the root; itself if it refers to nothing there. */
    private Map<String, Object> resolved(Map<String, Object> schema) {
        Map<String, Object> target = schema.get("$ref") instanceof String place ? target(place) : null;
        if (target == null) {
            return schema;
        }
        Map<String, Object> both = new LinkedHashMap<>(target);
        schema.forEach((name, value) -> {
            if (!name.equals("$ref")) {
                both.put(name, value);
            }
        });
        return both;
    }

    private @Nullable Map<String, Object> target(String place) {
        Object target = root;
        for (String step : place.split("/")) {
            if (!step.equals("#")) {
                target = target instanceof Map<?, ?> map
                        ? map.get(step.replace("~1", "/").replace("~0", "~"))
                        : null;
            }
        }
        return target instanceof Map<?, ?> map && target != root ? PlainSchema.own(map) : null;
    }
}
