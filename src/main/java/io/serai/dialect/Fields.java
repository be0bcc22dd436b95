package io.serai.dialect;

import io.serai.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object while it is read: what a reader takes is known, what is left over is kept as it is. A known field that
 * is null stays among what is left over, so that it is null again when written.
 */
public final class Fields {
    private static final int LONGEST_QUOTE = 40;

    private final Map<String, Object> fields;
    private final String path;

    private Fields(Map<?, ?> fields, String path) {
        // Made by Jackson from a JSON object, so it is a LinkedHashMap with text keys, and nobody else holds it.
        @SuppressWarnings("unchecked")
        Map<String, Object> own = (Map<String, Object>) fields;
        this.fields = own;
        this.path = path;
    }

    /** The fields of an object that {@link Json} has read. */
    public static Fields of(Map<?, ?> object) {
        return new Fields(object, "");
    }

    /** What nobody took. */
    public Map<String, Object> rest() {
        return fields.isEmpty() ? Map.of() : fields;
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public @Nullable Object peek(String name) {
        return fields.get(name);
    }

    /** Takes a field of any kind; null if it is absent or null. */
    public @Nullable Object take(String name) {
        Object value = fields.get(name);
        if (value != null) {
            fields.remove(name);
        }
        return value;
    }

    /** Takes a field away, whatever it is. */
    public void drop(String name) {
        fields.remove(name);
    }

    /** Takes a text; empty if it is absent, null or empty, and then it stays as it is. */
    public String text(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return "";
        }
        if (!(value instanceof String text)) {
            throw wrong(name, "text", value);
        }
        if (!text.isEmpty()) {
            fields.remove(name);
        }
        return text;
    }

    /** Takes a text if it is one, and else leaves it. For vendors, whose small mistakes shall not cost an answer. */
    public String textIfAny(String name) {
        return fields.get(name) instanceof String ? text(name) : "";
    }

    /** Takes a whole number if it is one, and else leaves it. */
    public long numberIfAny(String name, long fallback) {
        if (fields.get(name) instanceof Number number) {
            fields.remove(name);
            return Usage.whole(number);
        }
        return fallback;
    }

    /** Takes a place in a list if it is a number, and else leaves it; {@code fallback} if there is no such place. */
    public int placeIfAny(String name, int fallback) {
        if (fields.get(name) instanceof Number number) {
            fields.remove(name);
            return Places.of(number, fallback);
        }
        return fallback;
    }

    /** Takes true or false; false if it is absent or null. */
    public boolean truth(String name) {
        Object value = take(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw wrong(name, "true or false", value);
    }

    /** Takes an object; null if it is absent or null. */
    public @Nullable Fields object(String name) {
        Object value = take(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            return new Fields(map, at(name));
        }
        throw wrong(name, "an object", value);
    }

    /** Takes a list of objects; empty if it is absent or null. */
    public List<Fields> objects(String name) {
        List<?> items = list(name);
        List<Fields> objects = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Map<?, ?> map) {
                objects.add(new Fields(map, at(name) + '[' + i + ']'));
            } else {
                throw wrong(name + '[' + i + ']', "an object", items.get(i));
            }
        }
        return objects;
    }

    /** A part of this object that was taken as it is, to be read in turn. */
    public Fields part(String name, Map<?, ?> value) {
        return new Fields(value, at(name));
    }

    /** Takes a list; empty if it is absent or null. */
    public List<?> list(String name) {
        Object value = take(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "a list", value);
    }

    /** Puts what is left of a part back under its name, so that it is written there again. */
    public void keep(String name, Map<String, Object> leftOver) {
        if (!leftOver.isEmpty()) {
            fields.put(name, leftOver);
        }
    }

    /** Adds a value to what is left over. */
    public void put(String name, Object value) {
        fields.put(name, value);
    }

    /** Adds what was left over to an object that is to be written; what it says already stays. */
    public static Map<String, Object> addRest(Map<String, Object> object, @Nullable Object rest) {
        if (rest instanceof Map<?, ?> leftOver) {
            for (Map.Entry<?, ?> field : leftOver.entrySet()) {
                object.putIfAbsent(String.valueOf(field.getKey()), field.getValue());
            }
        }
        return object;
    }

    /** What to say of a field that is not what it should be. */
    public MalformedException wrong(String name, String expected, @Nullable Object value) {
        return new MalformedException("'" + at(name) + "' must be " + expected + ", not " + kind(value), at(name));
    }

    /** What to say of a field that must be there. */
    public MalformedException missing(String name, String expected) {
        return new MalformedException("'" + at(name) + "' is missing; it must be " + expected, at(name));
    }

    /** The full name of a field. */
    public String at(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> text.length() <= LONGEST_QUOTE ? "the text \"" + text + '"' : "text";
            case Boolean truth -> truth.toString();
            case Number number -> number.toString().length() <= LONGEST_QUOTE ? "the number " + number : "a number";
            case List<?> list -> list.isEmpty() ? "an empty list" : "a list";
            default -> "an object";
        };
    }
}
