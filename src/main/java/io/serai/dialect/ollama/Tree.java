package io.serai.dialect.ollama;

import io.serai.dialect.Counts;
import io.serai.dialect.Fields;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of a request while it is read and stays as it is, since it may be passed on.
 *
 * @param path where it is, with a dot at the end; empty for the whole
 */
record Tree(Map<?, ?> fields, String path) {

    boolean has(String name) {
        return fields.get(name) != null;
    }

    @Nullable
    Object get(String name) {
        return fields.get(name);
    }

    /** The fields that are neither null nor among these. */
    Map<String, Object> others(Set<String> known) {
        Map<String, Object> others = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (value != null && !known.contains(String.valueOf(name))) {
                others.put(String.valueOf(name), value);
            }
        });
        return others;
    }

    /** A text; empty if it is absent or null. */
    String text(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof String) {
            return value == null ? "" : (String) value;
        }
        throw wrong(name, "text", value);
    }

    boolean truth(String name, boolean otherwise) {
        Object value = fields.get(name);
        if (value == null || value instanceof Boolean) {
            return value == null ? otherwise : (Boolean) value;
        }
        throw wrong(name, "true or false", value);
    }

    @Nullable
    Number number(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof Number) {
            return (Number) value;
        }
        throw wrong(name, "a number", value);
    }

    /** A number that counts something. */
    @Nullable
    Number count(String name, long least) {
        Number value = number(name);
        if (value != null && (!Counts.hasNoFraction(value) || Counts.isBelow(value, least))) {
            throw wrong(name, Counts.words(least), value);
        }
        return value;
    }

    @Nullable
    Tree object(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof Map) {
            return value == null ? null : new Tree((Map<?, ?>) value, path + name + '.');
        }
        throw wrong(name, "an object", value);
    }

    List<?> list(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof List) {
            return value == null ? List.of() : (List<?>) value;
        }
        throw wrong(name, "a list", value);
    }

    List<Tree> objects(String name) {
        List<Tree> objects = new ArrayList<>();
        for (Object item : list(name)) {
            String at = name + '[' + objects.size() + ']';
            if (!(item instanceof Map<?, ?> map)) {
                throw wrong(at, "an object", item);
            }
            objects.add(new Tree(map, path + at + '.'));
        }
        return objects;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(name)) {
            if (!(item instanceof String text)) {
                throw wrong(name + '[' + texts.size() + ']', "text", item);
            }
            texts.add(text);
        }
        return texts;
    }

    MalformedException wrong(String name, String expected, @Nullable Object value) {
        return Fields.of(Map.of()).wrong(path + name, expected, value);
    }

    MalformedException missing(String name, String expected) {
        return Fields.of(Map.of()).missing(path + name, expected);
    }
}
