package io.serai.provider.key;

import io.serai.text.Utf8Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with keys as people write it: one in each line or several with commas between them, bare, in quotes, or as {@code NAME=value}
 * and {@code export NAME=value}; blank lines and comments after {@code #} are left out. {@code none} alone says that there is no key.
 *
 * @param keys those that can be used, in order
 * @param mistakes what is wrong, each with its place such as {@code keys/groq.txt:3}; no key is shown
 * @param none whether it says that there is none
 */
record KeyFile(List<String> keys, List<String> mistakes, boolean none) {
    private static final long LARGEST = 1 << 20;

    /** A value with a name before it. Small letters may begin a key with an equals sign at its end. */
    private static final Pattern NAMED =
            Pattern.compile("(?:(?:export|set)\\s+)?(?:[A-Z][A-Z0-9_]*|\\w*(?:key|token|secret)\\w*)\\s*=(?!=*$)(.*)");

    private static final Pattern NAMED_NOTHING =
            Pattern.compile("(?:(?:export|set)\\s+)?[A-Z][A-Z0-9]*_[A-Z0-9_]*\\s*=");

    /** What it holds as bytes; nothing if it is not there or cannot be read. */
    static ByteBuffer content(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST
                    ? ByteBuffer.wrap(Files.readAllBytes(file))
                    : ByteBuffer.allocate(0);
        } catch (IOException e) {
            return ByteBuffer.allocate(0);
        }
    }

    /**
     * Reads it.
     *
     * @param name by which people know it
     */
    static KeyFile read(Path file, String name) {
        try {
            if (!Files.exists(file)) {
                return wrong(name, Files.isSymbolicLink(file) ? "is a link to nothing" : "is not there");
            }
            if (!Files.isRegularFile(file)) {
                return wrong(name, "is no file");
            }
            if (Files.size(file) > LARGEST) {
                return wrong(name, "is larger than 1 MiB; it must hold keys alone");
            }
            return parse(Files.readAllBytes(file), name);
        } catch (IOException e) {
            return wrong(name, "cannot be read");
        }
    }

    private static KeyFile wrong(String name, String what) {
        return new KeyFile(List.of(), List.of(name + ' ' + what), false);
    }

    static KeyFile parse(byte[] content, String name) {
        String text = Utf8Text.ofFile(content);
        if (text == null) {
            return wrong(name, "is not in UTF-8; save it in that encoding");
        }
        if (text.indexOf('\0') >= 0) {
            return wrong(name, "is no text; save it in UTF-8");
        }
        List<String> keys = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            read(line, name + ':' + number, keys, mistakes);
        }
        if (keys.equals(List.of("none")) && mistakes.isEmpty()) {
            return new KeyFile(List.of(), List.of(), true);
        }
        if (keys.isEmpty() && mistakes.isEmpty()) {
            mistakes.add(name + " has no key in it; write one, or none");
        }
        return new KeyFile(keys.stream().distinct().toList(), mistakes, false);
    }

    private static void read(String line, String place, List<String> keys, List<String> mistakes) {
        String text = line.replaceFirst("(^|\\s)#.*$", "").strip();
        if (NAMED_NOTHING.matcher(text).matches()) {
            mistakes.add(place + " has a name without a key");
            return;
        }
        Matcher named = NAMED.matcher(text);
        String value = named.matches() ? named.group(1).strip() : text;
        for (String part : unquoted(value.replaceFirst("\\s*;$", "")).split(",")) {
            String key = unquoted(part.strip());
            String mistake = KeyList.mistake(key);
            if (!mistake.isEmpty()) {
                mistakes.add(place + ": a key " + mistake);
            } else if (!key.isEmpty()) {
                keys.add(key);
            }
        }
    }

    /** The same without a pair of quotes around it. */
    private static String unquoted(String text) {
        int last = text.length() - 1;
        boolean quoted = last > 0
                && text.charAt(0) == text.charAt(last)
                && (text.charAt(0) == '"' || text.charAt(0) == '\'' || text.charAt(0) == '`');
        return quoted ? text.substring(1, last).strip() : text;
    }
}
