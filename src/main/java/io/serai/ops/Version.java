package io.serai.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Serai that runs. */
public final class Version {
    private static final String NUMBER = read();

    private Version() {}

    /** As in {@code 0.1.0}; {@code unbuilt} if the classes were not built by Maven, which writes it down. */
    public static String number() {
        return NUMBER;
    }

    private static String read() {
        try (InputStream in = Version.class.getResourceAsStream("/version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            String version = properties.getProperty("version", "");
            return version.isEmpty() || version.startsWith("$") ? "unbuilt" : version;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
