package io.serai;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the process: {@code application.properties} of the directory, over which an environment variable
 * ({@code SERAI_HTTP_PORT}) and over that a system property ({@code -Dserai.http.port}) win.
 */
public final class Settings {
    /** The settings that are read once, when the process starts, with what holds where they are not set. */
    private static final Map<String, String> AT_START = Map.of(
            "serai.http.host", "127.0.0.1",
            "serai.http.port", "8080",
            "serai.data", "data",
            "serai.watch", "300ms",
            "serai.broker.url", "",
            "serai.broker.user", "",
            "serai.broker.password", "",
            "serai.broker.listen", "",
            "serai.broker.delay", "2s");

    private final Properties file;
    private final Map<String, String> environment;

    private Settings(Properties file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * Reads them.
     *
     * @param content of {@code application.properties}; without any all settings have their defaults
     */
    public static Settings read(byte[] content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("application.properties cannot be read: " + e.getMessage());
        }
        return new Settings(properties, System.getenv());
    }

    /** The names of those that differ here, and take effect only when the process starts. */
    public List<String> afterRestart(Settings other) {
        return AT_START.entrySet().stream()
                .filter(setting -> !text(setting.getKey(), setting.getValue())
                        .equals(other.text(setting.getKey(), setting.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    public String text(String name, String otherwise) {
        String value = find(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    public int port(String name, int otherwise) {
        String value = text(name, Integer.toString(otherwise));
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new StartException(name + " must be a port, 0 to 65535, not '" + value + "'");
    }

    public Duration duration(String name, Duration otherwise) {
        String value = find(name);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            return Duration.ofMillis(TimeUtils.toMilliSeconds(value.strip()));
        } catch (RuntimeException e) {
            throw new StartException(name + " must be a time such as 500ms, 15s or 10m, not '" + value + "'");
        }
    }

    public boolean truth(String name, boolean otherwise) {
        String value = text(name, Boolean.toString(otherwise));
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(value);
        }
        throw new StartException(name + " must be true or false, not '" + value + "'");
    }

    /** A size such as {@code 32MiB}, in bytes. */
    public long bytes(String name, long otherwise) {
        String value = find(name);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        String text = value.strip().toLowerCase(Locale.ROOT).replaceAll("i?b$", "");
        int shift = text.endsWith("k") ? 10 : text.endsWith("m") ? 20 : text.endsWith("g") ? 30 : 0;
        try {
            return Long.parseLong(
                            shift == 0
                                    ? text
                                    : text.substring(0, text.length() - 1).strip())
                    << shift;
        } catch (NumberFormatException e) {
            throw new StartException(name + " must be a size such as 32MiB, not '" + value + "'");
        }
    }

    private @Nullable String find(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            value = environment.get(
                    name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        }
        return value == null ? file.getProperty(name) : value;
    }
}
