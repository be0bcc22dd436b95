package io.serai.demo.simulator;

import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Small help with JSON that is maps and lists. */
final class Tree {
    private static final int CHARACTERS_PER_TOKEN = 4;

    private Tree() {}

    /** An object; names and values in turn. */
    static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }

    /** What a path leads to; null if there is nothing. */
    static @Nullable Object at(@Nullable Object tree, String... path) {
        Object at = tree;
        for (String name : path) {
            at = at instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return at;
    }

    static String text(@Nullable Object tree, String... path) {
        return at(tree, path) instanceof String text ? text : "";
    }

    static boolean truth(@Nullable Object tree, boolean otherwise, String... path) {
        return at(tree, path) instanceof Boolean truth ? truth : otherwise;
    }

    /** A number above 0; else the greatest. */
    static int most(@Nullable Object tree, String... path) {
        return at(tree, path) instanceof Number number && number.intValue() > 0 ? number.intValue() : Integer.MAX_VALUE;
    }

    /** A number for each element of a list, or for what is no list; the same for equal ones. */
    static List<Integer> seeds(@Nullable Object list) {
        List<?> elements = list instanceof List<?> many ? many : List.of(String.valueOf(list));
        return elements.stream().map(Objects::hashCode).toList();
    }

    /** The tokens of all texts in it, at four characters each. */
    static int tokens(@Nullable Object tree) {
        return (int) Math.min(Integer.MAX_VALUE / 2, characters(tree) / CHARACTERS_PER_TOKEN + 1);
    }

    private static long characters(@Nullable Object tree) {
        return switch (tree) {
            case String text -> text.length();
            case List<?> list -> list.stream().mapToLong(Tree::characters).sum();
            case Map<?, ?> fields ->
                fields.entrySet().stream()
                        .filter(field -> !"model".equals(field.getKey()))
                        .mapToLong(field -> characters(field.getValue()))
                        .sum();
            case null, default -> 0;
        };
    }

    static byte[] bytes(@Nullable Object tree) {
        return Json.write(tree);
    }

    static String json(@Nullable Object tree) {
        return new String(bytes(tree), StandardCharsets.UTF_8);
    }
}
