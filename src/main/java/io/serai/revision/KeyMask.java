package io.serai.revision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Puts the names of keys in the place of keys that stand in a text, and the keys back. */
final class KeyMask {
    private final List<Map.Entry<String, String>> keys = new ArrayList<>();

    /** @param keys by what they are called, such as {@code groq#1} */
    KeyMask(Map<String, String> keys) {
        this.keys.addAll(keys.entrySet());
        // One key may begin like another.
        this.keys.sort(Comparator.comparingInt(entry -> -entry.getValue().length()));
    }

    String masked(String text) {
        String masked = text;
        for (Map.Entry<String, String> key : keys) {
            masked = masked.replace(key.getValue(), name(key));
        }
        return masked;
    }

    String unmasked(String text) {
        String plain = text;
        for (Map.Entry<String, String> key : keys) {
            plain = plain.replace(name(key), key.getValue());
        }
        return plain;
    }

    private static String name(Map.Entry<String, String> key) {
        return "[hidden key " + key.getKey() + ']';
    }
}
