package io.serai.dialect.anthropic;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The references within a JSON schema, which may lead back to where they are. */
final class References {
    private static final String REFERENCE = "$ref";

    private final Map<?, ?> root;
    private final Set<String> done = new HashSet<>();
    private final Set<String> path = new HashSet<>();

    private References(Map<?, ?> root) {
        this.root = root;
    }

    /** Whether a schema holds itself, so that what fits it may be of any depth. */
    static boolean leadBack(Map<?, ?> schema) {
        References references = new References(schema);
        for (Map.Entry<?, ?> field : schema.entrySet()) {
            // What nobody refers to does not matter.
            boolean defined = "$defs".equals(field.getKey()) || "definitions".equals(field.getKey());
            boolean reference = REFERENCE.equals(field.getKey())
                    && field.getValue() instanceof String place
                    && references.leadsBack(place);
            if (reference || (!defined && references.leadBackFrom(field.getValue()))) {
                return true;
            }
        }
        return false;
    }

    private boolean leadBackFrom(@Nullable Object value) {
        if (value instanceof Iterable<?> items) {
            for (Object item : items) {
                if (leadBackFrom(item)) {
                    return true;
                }
            }
        }
        if (!(value instanceof Map<?, ?> map)) {
            return false;
        }
        if (map.get(REFERENCE) instanceof String place && leadsBack(place)) {
            return true;
        }
        for (Object inner : map.values()) {
            if (leadBackFrom(inner)) {
                return true;
            }
        }
        return false;
    }

    private boolean leadsBack(String place) {
        if (place.equals("#") || path.contains(place)) {
            return true;
        }
        if (!done.add(place)) {
            return false;
        }
        path.add(place);
        boolean back = leadBackFrom(target(place));
        path.remove(place);
        return back;
    }

    private @Nullable Object target(String place) {
        Object target = root;
        for (String step : place.split("/")) {
            if (!step.equals("#")) {
                target = target instanceof Map<?, ?> map
                        ? map.get(step.replace("~1", "/").replace("~0", "~"))
                        : null;
            }
        }
        return target;
    }
}
