package io.serai.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins fields that Serai does not know, as the pieces of a stream bring them: lists grow, objects are merged, anything else is replaced
 * unless the new value is null. What it has joined is its own, so that it can grow in place.
 */
final class Fragments {
    /** Texts that come in fragments, by the names that vendors give them; others (ids, types ...) are only repeated. */
    private static final Set<String> TEXTS = Set.of("arguments", "input", "data", "transcript", "text", "summary");

    private Fragments() {}

    /** Takes over what the fields say, unless it is null. */
    static void replace(Map<String, Object> into, Map<String, Object> from) {
        from.forEach((name, value) -> {
            if (value != null || !into.containsKey(name)) {
                into.put(name, value);
            }
        });
    }

    static void join(Map<String, Object> into, Map<?, ?> from) {
        for (Map.Entry<?, ?> field : from.entrySet()) {
            String name = String.valueOf(field.getKey());
            Object value = field.getValue();
            Object old = into.get(name);
            if (value != null || old == null) {
                into.put(name, joined(name, old, value));
            }
        }
    }

    private static @Nullable Object joined(String name, @Nullable Object old, @Nullable Object value) {
        if (value instanceof Map<?, ?> fields) {
            Map<String, Object> object = old instanceof Map<?, ?> ? own(old) : new LinkedHashMap<>();
            join(object, fields);
            return object;
        }
        if (value instanceof List<?> items) {
            List<Object> list = old instanceof List<?> ? ownList(old) : new ArrayList<>();
            items.forEach(item -> add(list, item));
            return list;
        }
        if (value instanceof String text && old instanceof String head && TEXTS.contains(name)) {
            return head.concat(text);
        }
        return value;
    }

    /** Items that tell their index are pieces of one if that and their type are the same. */
    private static void add(List<Object> list, @Nullable Object item) {
        if (item instanceof Map<?, ?> piece && piece.get("index") instanceof Number index) {
            Object type = piece.get("type");
            for (Object before : list) {
                if (before instanceof Map<?, ?> head
                        && index.equals(head.get("index"))
                        && (type == null || type.equals(head.get("type")))) {
                    join(own(before), piece);
                    return;
                }
            }
        }
        list.add(joined("", null, item));
    }

    @SuppressWarnings("unchecked") // All that is in here was made by joined().
    private static Map<String, Object> own(Object object) {
        return (Map<String, Object>) object;
    }

    @SuppressWarnings("unchecked") // All that is in here was made by joined().
    private static List<Object> ownList(Object list) {
        return (List<Object>) list;
    }
}
