package io.serai.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the keys parameter: keys separated by commas, or {@code file:keys/groq.txt} with one in each line. */
public final class KeyList {

    private KeyList() {}

    static List<String> read(String text) {
        List<String> keys = new ArrayList<>();
        for (String part : text.split(",")) {
            String key = part.strip();
            if (key.startsWith("file:")) {
                keys.addAll(lines(Path.of(key.substring("file:".length()))));
            } else if (!key.isEmpty()) {
                keys.add(key);
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            String why = mistake(keys.get(i));
            if (!why.isEmpty()) {
                throw new IllegalArgumentException("key " + (i + 1) + ' ' + why);
            }
        }
        return keys.stream().distinct().toList();
    }

    /** What is wrong with a key that no vendor can have given out, without showing it; empty if nothing is. */
    private static String mistake(String key) {
        if (key.contains("${") || key.contains("{{")) {
            return "is the name of a variable; write {{env:NAME:}} for what it holds";
        }
        if (key.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return "begins with 'Bearer '; leave that out";
        }
        for (char c : key.toCharArray()) {
            if (c == '"' || c == '\'') {
                return "has a quote in it; write it without";
            }
            if (c <= ' ') {
                return "has a space or the end of a line in it; separate keys by commas";
            }
            if (c > '~') {
                return "has a letter in it that no key can have; copy it once more";
            }
        }
        return "";
    }

    /**
     * Looks at the keys that stand in the parameter itself.
     *
     * @throws IllegalArgumentException if one is no key; the message does not show it
     */
    public static void check(String text) {
        var unused = read(Arrays.stream(text.split(","))
                .map(part -> part.strip().startsWith("file:") ? "key-in-a-file" : part)
                .collect(Collectors.joining(",")));
    }

    /** The files that the parameter names. */
    static List<Path> files(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> part.startsWith("file:"))
                .map(part -> Path.of(part.substring("file:".length())))
                .toList();
    }

    /** What a file holds; nothing if it is not there, cannot be read, or is a pipe or a device, which might never be read to its end. */
    public static ByteBuffer content(Path file) {
        try {
            return Files.isRegularFile(file) ? ByteBuffer.wrap(Files.readAllBytes(file)) : ByteBuffer.allocate(0);
        } catch (IOException e) {
            return ByteBuffer.allocate(0);
        }
    }

    /** A file that is not there has no keys: the provider is off until it is. */
    private static List<String> lines(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("The key file " + file + " cannot be read", e);
        }
    }
}
