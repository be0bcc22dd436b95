package io.serai;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private final Properties file;
    private final Map<String, String> environment;

    private Settings(Properties file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** @param directory where {@code application.properties} is; without one all settings have their defaults */
    public static Settings read(Path directory) {
        Properties properties = new Properties();
        Path path = directory.resolve("application.properties");
        if (Files.exists(path)) {
            try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new StartException(path + " cannot be read: " + e.getMessage());
            }
        }
        return new Settings(properties, System.getenv());
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
