package io.serai.dialect.gemini;

import io.serai.chat.Usage;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of Google's messages by their names: JSON of protocol buffers has them in camelCase or, as in the .proto files, in
 * snake_case, and a list of one may be written without its brackets. Reads only; the tree stays as it is.
 */
final class Names {
    private static final Map<String, String> SNAKE = new ConcurrentHashMap<>();

    private Names() {}

    /** The value of a field, given by its name in camelCase. */
    static @Nullable Object get(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        return value != null ? value : fields.get(SNAKE.computeIfAbsent(name, Names::snake));
    }

    /** The name in camelCase of a field that may have its name in snake_case. */
    static String camel(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_")) {
            camel.append(
                    camel.isEmpty() || word.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }

    /** The text of a field; empty if there is none. */
    static String text(Map<?, ?> fields, String name) {
        return get(fields, name) instanceof String text ? text : "";
    }

    /** The object in a field; null if there is none. */
    static @Nullable Map<?, ?> object(Map<?, ?> fields, String name) {
        return get(fields, name) instanceof Map<?, ?> map ? map : null;
    }

    /** The list in a field, which for a single value may have lost its brackets. */
    static List<?> list(Map<?, ?> fields, String name) {
        return switch (get(fields, name)) {
            case null -> List.of();
            case List<?> list -> list;
            case Object single -> List.of(single);
        };
    }

    /** A whole number; numbers of 64 bits are texts in Google's JSON. */
    static long number(Map<?, ?> fields, String name, long otherwise) {
        Object value = get(fields, name);
        if (value instanceof Number number) {
            return Usage.whole(number);
        }
        try {
            return value instanceof String text ? Long.parseLong(text) : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The objects in a field of a request. */
    static List<Map<?, ?>> objects(Map<?, ?> fields, String name, String path) {
        List<?> items = list(fields, name);
        List<Map<?, ?>> objects = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Map<?, ?> map)) {
                throw wrong(at(path, name) + '[' + i + ']', "an object");
            }
            objects.add(map);
        }
        return objects;
    }

    /** An object that {@link io.serai.dialect.Json} has read, whose names are texts therefore. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> own(Map<?, ?> object) {
        return (Map<String, Object>) object;
    }

    static String at(String path, String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    static MalformedException wrong(String path, String expected) {
        return new MalformedException("'" + path + "' must be " + expected, path);
    }

    static String snake(String camel) {
        StringBuilder snake = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char letter = camel.charAt(i);
            if (Character.isUpperCase(letter)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(letter));
        }
        return snake.toString();
    }
}
