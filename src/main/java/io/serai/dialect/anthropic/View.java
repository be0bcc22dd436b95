package io.serai.dialect.anthropic;

import io.serai.dialect.Fields;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A JSON object that is read and left as it is, so that it can be passed on. Errors about a missing value name its place. */
record View(Map<String, Object> fields, String path) {

    /** @param object one that {@link io.serai.dialect.Json} has read */
    static View of(Map<?, ?> object, String path) {
        // Made by Jackson from a JSON object, so its keys are texts.
        @SuppressWarnings("unchecked")
        Map<String, Object> fields = (Map<String, Object>) object;
        return new View(fields, path);
    }

    @Nullable
    Object get(String name) {
        return fields.get(name);
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    /** A text if it is one; empty otherwise. */
    String textIfAny(String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    /** A text; empty if it is absent or null. */
    String text(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof String) {
            return textIfAny(name);
        }
        throw wrong(name, "text");
    }

    /** A text that must be there. */
    String neededText(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            throw missing(name, "text");
        }
        return text;
    }

    /** An object if it is one; null otherwise. */
    @Nullable
    View objectIfAny(String name) {
        return fields.get(name) instanceof Map<?, ?> map ? of(map, at(name)) : null;
    }

    /** An object; null if it is absent or null. */
    @Nullable
    View object(String name) {
        if (has(name) && !(get(name) instanceof Map)) {
            throw wrong(name, "an object");
        }
        return objectIfAny(name);
    }

    /** A list of objects; empty if it is absent or null. */
    List<View> objects(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw wrong(name, "a list of objects");
        }
        List<View> views = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            String place = name + '[' + i + ']';
            if (!(items.get(i) instanceof Map<?, ?> map)) {
                throw Fields.of(fields).wrong(path.isEmpty() ? place : path + '.' + place, "an object", items.get(i));
            }
            views.add(of(map, at(place)));
        }
        return views;
    }

    /** A value of any kind that must be of a certain one where it is; null if it is absent or null. */
    @Nullable
    Object value(String name, Predicate<Object> fits, String kind) {
        Object value = fields.get(name);
        if (value != null && !fits.test(value)) {
            throw wrong(name, kind);
        }
        return value;
    }

    MalformedException wrong(String name, String expected) {
        return Fields.of(fields).wrong(at(name), expected, get(name));
    }

    MalformedException missing(String name, String expected) {
        return Fields.of(fields).missing(at(name), expected);
    }

    String at(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }
}
