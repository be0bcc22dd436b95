package io.serai.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the keys parameter: keys separated by commas, or {@code file:keys/groq.txt} with one in each line. */
final class KeyList {

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
