package io.serai.clients;

import io.serai.catalog.Nearest;
import io.serai.dialect.InstructionMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The system prompt of a client key: what the operator has models told in all its requests. As people write it, it is the text alone, which
 * stands before the client's own, or an object of {@code mode} and {@code text} or {@code file}.
 *
 * @param text what is said; empty if a file says it
 * @param file such as {@code prompts/team.md}; empty if the text stands here
 */
public record KeyPrompt(InstructionMode mode, String text, String file) {
    private static final List<String> FIELDS = List.of("mode", "text", "file");
    private static final Pattern FILE = Pattern.compile("prompts/[A-Za-z0-9][A-Za-z0-9._@-]{0,99}\\.(md|txt)");
    private static final int LONGEST = 64 << 10;

    /** @throws IllegalArgumentException if it is none, with what it must be */
    static KeyPrompt of(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return checked(InstructionMode.PREPEND, String.valueOf(value), "");
        }
        for (Object name : map.keySet()) {
            if (!FIELDS.contains(String.valueOf(name))) {
                throw new IllegalArgumentException("has no field `" + name + "`, did you mean `"
                        + Nearest.to(String.valueOf(name), FIELDS) + "`? Allowed: " + String.join(", ", FIELDS));
            }
        }
        String word = map.get("mode") == null ? InstructionMode.PREPEND.word() : String.valueOf(map.get("mode"));
        InstructionMode mode = InstructionMode.of(word)
                .orElseThrow(
                        () -> new IllegalArgumentException("has a mode that must be one of " + InstructionMode.WORDS));
        return checked(mode, text(map, "text"), text(map, "file"));
    }

    private static String text(Map<?, ?> map, String name) {
        return map.get(name) == null ? "" : String.valueOf(map.get(name)).strip();
    }

    private static KeyPrompt checked(InstructionMode mode, String text, String file) {
        if (text.isBlank() == file.isEmpty() && mode != InstructionMode.OFF) {
            throw new IllegalArgumentException("must say something: a text, or an object with `text` or `file`");
        }
        if (!file.isEmpty() && !FILE.matcher(file).matches()) {
            throw new IllegalArgumentException(
                    "has a file that must be in prompts/ and end in .md or .txt, such as prompts/team.md");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than 64 KiB; put it into a file in prompts/");
        }
        return new KeyPrompt(mode, text.replace("\r\n", "\n").strip(), file);
    }

    /** As JSON shows it. */
    Map<String, Object> shown() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mode", mode.word());
        if (!text.isEmpty()) {
            fields.put("text", text);
        }
        if (!file.isEmpty()) {
            fields.put("file", file);
        }
        return fields;
    }
}
