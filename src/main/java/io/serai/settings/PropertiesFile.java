package io.serai.settings;

import io.serai.text.Utf8Text;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The file application.properties: its properties as far as it can be read, their lines, and what is wrong with its form. */
public final class PropertiesFile {
    /** Its name. */
    public static final String NAME = "application.properties";

    private final Properties properties = new Properties();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    private PropertiesFile() {}

    /** A directory without the file has no properties, as if it were empty, and that is fine. */
    public static PropertiesFile read(byte[] content) {
        PropertiesFile file = new PropertiesFile();
        String text = Utf8Text.ofFile(content);
        if (text == null) {
            file.add(0, "is not in UTF-8; save it in that encoding");
            text = Utf8Text.withoutMark(new String(content, StandardCharsets.UTF_8));
        }
        file.load(text);
        return file;
    }

    /** Its properties; a copy. */
    public Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    /** The line of each of its properties, from 1. */
    public Map<String, Integer> lines() {
        return Map.copyOf(lines);
    }

    /** What is wrong with its form. */
    public List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    /** The values of settings that are wrong. */
    public List<ValueMistake> valueMistakes() {
        return KnownSettings.ALL.stream()
                .filter(setting -> lines.containsKey(setting.name()))
                .flatMap(setting -> setting.kind().mistake(properties.getProperty(setting.name())).stream()
                        .map(mistake -> new ValueMistake(
                                setting,
                                new Mistake(NAME, lineOf(setting.name()), setting.name() + ' ' + mistake, true))))
                .toList();
    }

    /** The line of a property, from 1; 0 if it is not there. */
    public int lineOf(String name) {
        return lines.getOrDefault(name, 0);
    }

    private void add(int line, String message) {
        mistakes.add(new Mistake(NAME, line, message, false));
    }

    private void load(String text) {
        StringBuilder logical = new StringBuilder();
        int number = 0;
        int begin = 1;
        for (String line : text.split("\\R", -1)) {
            number++;
            boolean comment = logical.isEmpty() && line.strip().matches("[#!].*");
            logical.append(line).append('\n');
            if (comment || !continues(line)) {
                one(logical.toString(), begin);
                logical.setLength(0);
                begin = number + 1;
            }
        }
        one(logical.toString(), begin);
    }

    /** Whether the last of its backslashes escapes the end of the line. */
    private static boolean continues(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private void one(String logical, int line) {
        Properties here = new Properties();
        try {
            here.load(new StringReader(logical));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            add(line, "a \\u must be followed by four hexadecimal digits; write \\\\u for a backslash and a u");
            return;
        }
        here.forEach((key, value) -> {
            String name = key.toString();
            Integer other = lines.putIfAbsent(name, line);
            if (other != null) {
                add(line, "'" + name + "' appears twice, first in line " + other + "; remove one");
            }
            properties.put(name, value);
        });
    }

    /** A setting of the file with a value that it cannot have. */
    public record ValueMistake(Setting setting, Mistake mistake) {}
}
