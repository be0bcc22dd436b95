package io.serai.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        return keys.stream().distinct().toList();
    }

    /** The files that the parameter names. */
    static List<Path> files(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> part.startsWith("file:"))
                .map(part -> Path.of(part.substring("file:".length())))
                .toList();
    }

    /** What a file holds; nothing if it is not there or cannot be read. */
    public static ByteBuffer content(Path file) {
        try {
            return Files.exists(file) ? ByteBuffer.wrap(Files.readAllBytes(file)) : ByteBuffer.allocate(0);
        } catch (IOException e) {
            return ByteBuffer.allocate(0);
        }
    }

    /** A file that is not there has no keys: the provider is off until it is. */
    private static List<String> lines(Path file) {
        if (!Files.exists(file)) {
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
