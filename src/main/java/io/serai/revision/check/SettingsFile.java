package io.serai.revision.check;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The file application.properties: its properties as far as it can be read, and what is wrong with it. */
final class SettingsFile {
    static final String NAME = SavedFiles.PROPERTIES;
    private static final String OURS = "serai.";

    private final Properties properties = new Properties();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Report report;

    private SettingsFile(Report report) {
        this.report = report;
    }

    /** A directory without the file has no properties, as if it were empty, and that is fine. */
    static SettingsFile read(byte[] content, Report report) {
        SettingsFile settings = new SettingsFile(report);
        try {
            settings.load(Source.text(content));
        } catch (CharacterCodingException e) {
            report.add(NAME, 0, "is not in UTF-8; save it in that encoding");
        }
        return settings;
    }

    Properties properties() {
        return properties;
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
            report.add(
                    NAME,
                    line,
                    "a \\u must be followed by four hexadecimal digits; write \\\\u for a backslash and a u");
            return;
        }
        here.forEach((key, value) -> {
            String name = key.toString();
            Integer other = lines.putIfAbsent(name, line);
            if (other != null) {
                report.add(NAME, line, "'" + name + "' is there twice, first in line " + other + "; remove one");
            }
            properties.put(name, value);
        });
    }

    /** @param used whether a route uses a property that is not among the settings */
    void check(Map<String, Setting> known, java.util.function.Predicate<String> used) {
        lines.forEach((name, line) -> {
            Setting setting = known.get(name);
            String value = properties.getProperty(name);
            if (setting != null && !value.contains("{{")) {
                setting.mistake(value).ifPresent(mistake -> report.add(NAME, line, name + ' ' + mistake));
            } else if (setting == null && name.startsWith(OURS) && !used.test(name)) {
                report.add(NAME, line, "there is no setting '" + name + "'" + Suggestion.of(name, known.keySet()));
            }
        });
    }
}
