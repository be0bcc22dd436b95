package io.serai.provider.key;

import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the keys parameter: keys separated by commas, or {@code file:keys/groq.txt}, which is a {@link KeyFile}. */
public final class KeyList {
    private static final String FILE = "file:";

    /** The keys that the catalogue knows where to find. */
    private static final String CATALOGUE = "catalogue";

    private KeyList() {}

    /**
     * The keys that a parameter stands for.
     *
     * @param keys those that can be used
     * @param mistakes of the files that it names, each with its place
     */
    public record Ring(List<String> keys, List<String> mistakes) {}

    /**
     * The parameter, where it leaves the keys to the catalogue: a placeholder for the variable that people usually keep them in. A server of
     * one's own gets no key that was meant for a vendor.
     *
     * @param url the address that the provider has of its own; empty for the vendor's
     * @param variables of the vendor, the most usual first
     */
    public static String orVariable(String text, String url, List<String> variables) {
        if (!text.strip().equals(CATALOGUE)) {
            return text;
        }
        return url.isBlank() && !variables.isEmpty() ? "{{env:" + variables.getFirst() + ":}}" : "";
    }

    /**
     * Reads keys and the files that are named.
     *
     * @param directory from which relative paths begin
     * @param before the keys that were read from a file last; a file that has lost all keep them, until it says that there are none
     * @throws IllegalArgumentException if a key that stands in the parameter itself is none
     */
    public static Ring read(String text, Path directory, Function<Path, List<String>> before) {
        check(text);
        List<String> keys = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (String part : text.split(",")) {
            String key = part.strip();
            if (!key.startsWith(FILE)) {
                keys.add(key);
                continue;
            }
            Path file = directory.resolve(key.substring(FILE.length()));
            KeyFile read = KeyFile.read(file, key.substring(FILE.length()));
            mistakes.addAll(read.mistakes());
            keys.addAll(read.keys().isEmpty() && !read.none() ? before.apply(file) : read.keys());
        }
        keys.removeIf(String::isEmpty);
        return new Ring(keys.stream().distinct().toList(), mistakes);
    }

    /** What is wrong with a key that no vendor can have given out, without showing it; empty if nothing is. */
    static String mistake(String key) {
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
        String[] parts = text.split(",");
        for (int i = 0; i < parts.length; i++) {
            String key = parts[i].strip();
            String why = "";
            if (!key.startsWith(FILE)) {
                why = mistake(key);
            } else if (!isPath(key.substring(FILE.length()))) {
                why = "names no file; write file:keys/NAME.txt";
            }
            if (!why.isEmpty()) {
                throw new IllegalArgumentException("key " + (i + 1) + ' ' + why);
            }
        }
    }

    /** What is wrong with the files that the parameter names, each with its place, such as {@code keys/groq.txt:3}. */
    public static List<String> mistakes(String text, Path directory) {
        return names(text).stream()
                .flatMap(name -> KeyFile.read(directory.resolve(name), name).mistakes().stream())
                .toList();
    }

    /** The files that the parameter names. */
    public static List<Path> files(String text, Path directory) {
        return names(text).stream().map(directory::resolve).collect(Collectors.toList());
    }

    /** Whether keys are meant to come from a file, so that without one nothing may be called. */
    public static boolean namesFiles(String text) {
        return !names(text).isEmpty();
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> part.startsWith(FILE))
                .map(part -> part.substring(FILE.length()))
                .filter(KeyList::isPath)
                .toList();
    }

    private static boolean isPath(String text) {
        try {
            return !text.isBlank() && !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What a file holds; nothing if it is not there or cannot be read. */
    public static ByteBuffer content(Path file) {
        return KeyFile.content(file);
    }
}
