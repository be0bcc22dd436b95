package io.serai.provider.refusal;

import io.serai.dialect.Notes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fields of a payload by their paths, such as {@code tools.*.strict}. */
final class Paths {

    private Paths() {}

    /** What is done with a field. */
    private interface Change {
        /** @return whether anything was changed */
        boolean of(Map<Object, Object> object, String name);
    }

    /** The first value at a path; null if there is none. */
    static @Nullable Object find(Object tree, String path) {
        Object[] found = new Object[1];
        boolean unused = at(tree, path, (object, name) -> {
            found[0] = found[0] == null ? object.get(name) : found[0];
            return false;
        });
        return found[0];
    }

    static boolean remove(Object tree, String path, Notes notes) {
        boolean removed = at(tree, path, (object, name) -> object.remove(name) != null);
        if (removed) {
            notes.drop(path.replace(".*", "[]"));
        }
        return removed;
    }

    static boolean rename(Object tree, String path, String other) {
        return at(tree, path, (object, name) -> {
            Object value = object.remove(name);
            return value != null && (object.putIfAbsent(other, value) == null || true);
        });
    }

    /** @param changing gives the new value, or null to leave the field out */
    static boolean change(Object tree, String path, Function<Object, @Nullable Object> changing, Notes notes) {
        return at(tree, path, (object, name) -> {
            Object old = object.get(name);
            Object value = old == null ? null : changing.apply(old);
            if (Objects.equals(old, value)) {
                return false;
            }
            if (value == null) {
                object.remove(name);
                notes.drop(path);
            } else {
                object.put(name, value);
                notes.adjust(path, Objects.requireNonNull(old), value);
            }
            return true;
        });
    }

    @SuppressWarnings("unchecked")
    private static boolean at(@Nullable Object value, String path, Change change) {
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        if (first.equals("*") && value instanceof List<?> list && dot >= 0) {
            boolean changed = false;
            for (Object item : list) {
                changed |= at(item, path.substring(dot + 1), change);
            }
            return changed;
        }
        if (!(value instanceof Map<?, ?> object) || !object.containsKey(first)) {
            return false;
        }
        return dot < 0
                ? change.of((Map<Object, Object>) object, first)
                : at(object.get(first), path.substring(dot + 1), change);
    }
}
