package io.serai.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields that Serai does not know, joined from the pieces of a stream: lists grow, objects are merged, anything else is replaced unless the
 * new value is null. What it has joined is its own and grows in place, so that a piece costs as much as it brings.
 */
final class Fragments {
    /** Texts that come in fragments, by the names that vendors give them; others (ids, types ...) are only repeated. */
    private static final Set<String> TEXTS = Set.of("arguments", "input", "data", "transcript", "text", "summary");

    /** Estimated bytes of a field or an item besides its text. */
    private static final int VALUE = 100;

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private long weight;

    /**
     * Takes over what the fields say, unless it is null.
     *
     * @return how much more memory that takes, in bytes, as estimated
     */
    static long replace(Map<String, Object> into, Map<String, Object> from) {
        long more = 0;
        for (Map.Entry<String, Object> field : from.entrySet()) {
            String name = field.getKey();
            boolean there = into.containsKey(name);
            if (field.getValue() != null || !there) {
                Object old = into.put(name, field.getValue());
                more += weight(field.getValue()) + (there ? -weight(old) : name.length());
            }
        }
        return more;
    }

    /** The memory that a value takes, as JSON has it, in bytes, as estimated. */
    static long weight(@Nullable Object value) {
        return switch (value) {
            case String text -> VALUE + text.length();
            case Map<?, ?> object -> {
                long sum = VALUE;
                for (Map.Entry<?, ?> field : object.entrySet()) {
                    sum += String.valueOf(field.getKey()).length() + weight(field.getValue());
                }
                yield sum;
            }
            case List<?> items -> {
                long sum = VALUE;
                for (Object item : items) {
                    sum += weight(item);
                }
                yield sum;
            }
            case null, default -> VALUE;
        };
    }

    void join(Map<?, ?> from) {
        join(fields, from);
    }

    /** What has been joined so far, as JSON has it. */
    Map<String, Object> whole() {
        return plain(fields);
    }

    /** The memory that it takes, in bytes, as estimated. */
    long weight() {
        return weight;
    }

    private void join(Map<String, Object> into, Map<?, ?> from) {
        for (Map.Entry<?, ?> field : from.entrySet()) {
            String name = String.valueOf(field.getKey());
            Object value = field.getValue();
            Object old = into.get(name);
            if (value != null || old == null) {
                into.put(name, joined(name, old, value));
            }
        }
    }

    private @Nullable Object joined(String name, @Nullable Object old, @Nullable Object value) {
        weight += old == null ? VALUE + name.length() : 0;
        if (value instanceof Map<?, ?> object) {
            Map<String, Object> grown = old instanceof Map<?, ?> ? own(old) : new LinkedHashMap<>();
            join(grown, object);
            return grown;
        }
        if (value instanceof List<?> items) {
            Items list = old instanceof Items before ? before : new Items();
            items.forEach(list::add);
            return list;
        }
        if (value instanceof String text) {
            weight += text.length();
            return TEXTS.contains(name) ? appended(old, text) : text;
        }
        return value;
    }

    private static Object appended(@Nullable Object old, String text) {
        return switch (old) {
            case StringBuilder grown -> grown.append(text);
            case String head -> new StringBuilder(head + text);
            case null, default -> text;
        };
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case StringBuilder text -> text.toString();
            case Map<?, ?> object -> plain(own(object));
            case Items items -> items.plain();
            case null, default -> value;
        };
    }

    private static Map<String, Object> plain(Map<String, Object> object) {
        Map<String, Object> copy = new LinkedHashMap<>(object);
        copy.replaceAll((name, value) -> plain(value));
        return copy;
    }

    @SuppressWarnings("unchecked") // All that is in here was made by joined().
    private static Map<String, Object> own(Object object) {
        return (Map<String, Object>) object;
    }

    /** A list that knows its items by their index: those with the same one, and of the same type, are pieces of one. */
    private final class Items {
        private final List<@Nullable Object> list = new ArrayList<>();
        private final Map<Object, Map<String, Object>> heads = new HashMap<>(0);

        private record Place(Number index, Object type) {}

        void add(@Nullable Object item) {
            if (!(item instanceof Map<?, ?> piece) || !(piece.get("index") instanceof Number index)) {
                list.add(joined("", null, item));
                return;
            }
            Object type = piece.get("type");
            Map<String, Object> head = heads.get(type == null ? index : new Place(index, type));
            if (head != null) {
                join(head, piece);
                return;
            }
            Map<String, Object> begun = own(Objects.requireNonNull(joined("", null, piece)));
            list.add(begun);
            heads.putIfAbsent(index, begun);
            if (type != null) {
                heads.put(new Place(index, type), begun);
            }
        }

        List<@Nullable Object> plain() {
            List<@Nullable Object> copy = new ArrayList<>(list);
            copy.replaceAll(Fragments::plain);
            return copy;
        }
    }
}
