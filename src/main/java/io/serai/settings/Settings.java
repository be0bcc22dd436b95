package io.serai.settings;

import io.serai.settings.Overrides.Sourced;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The settings of the process: {@code application.properties} of the directory, over which an environment variable ({@code
 * SERAI_HTTP_PORT}) and over that a system property ({@code -Dserai.http.port}) take precedence. {@link KnownSettings} is the table of
 * them, with their defaults and checks.
 */
public final class Settings {
    private final PropertiesFile file;
    private final Properties properties;
    private final Overrides overrides;

    private Settings(PropertiesFile file, Overrides overrides) {
        this.file = file;
        this.properties = file.properties();
        this.overrides = overrides;
    }

    /**
     * Reads them. A value that is wrong must not be asked for; {@link #mistakes()} are to be refused before.
     *
     * @param content of {@code application.properties}; without any all settings have their defaults
     */
    public static Settings read(byte[] content, Overrides overrides) {
        return new Settings(PropertiesFile.read(content), overrides);
    }

    /**
     * What Serai cannot start with: values that are wrong, or else what would be open to everybody.
     *
     * @param clientKeys whether there are client keys besides those of the settings
     */
    public List<Mistake> mistakes(boolean clientKeys) {
        List<Mistake> values = valueMistakes();
        return values.isEmpty() ? Exposure.of(this, clientKeys) : values;
    }

    /** The values that are wrong. One in the file that is overridden does no harm. */
    public List<Mistake> valueMistakes() {
        Stream<Mistake> here = file.valueMistakes().stream()
                .filter(it -> overrides.find(it.setting()).isEmpty())
                .map(PropertiesFile.ValueMistake::mistake);
        Stream<Mistake> there = overrides.mistakes(name -> true, (name, known) -> "").stream();
        return Stream.concat(here, there).filter(Mistake::fatal).toList();
    }

    /** The names of those that differ here, and take effect only when the process starts. */
    public List<String> afterRestart(Settings other) {
        return KnownSettings.ALL.stream()
                .filter(Setting::restart)
                .map(Setting::name)
                .filter(name -> !text(name).equals(other.text(name)))
                .sorted()
                .toList();
    }

    /** The value of a setting of the table, or its default. */
    public String text(String name) {
        Setting setting = KnownSettings.of(name);
        String value = overrides.find(setting).map(Sourced::value).orElse(properties.getProperty(name, ""));
        return value.isBlank() ? setting.otherwise() : value.strip();
    }

    /** A mistake of a setting, which Serai cannot start with, at the place where it is set. */
    Mistake mistake(String name, String message) {
        return overrides
                .find(KnownSettings.of(name))
                .map(it -> new Mistake(it.source(), 0, message, true))
                .orElseGet(() -> new Mistake(PropertiesFile.NAME, file.lineOf(name), name + message, true));
    }

    /** Whether anything says what a setting is, be it nothing. */
    public boolean isSet(String name) {
        return properties.containsKey(name)
                || overrides.find(KnownSettings.of(name)).isPresent();
    }

    public int port(String name) {
        return Integer.parseInt(text(name));
    }

    public long number(String name) {
        return Long.parseLong(text(name));
    }

    public Duration duration(String name) {
        return Kind.duration(text(name));
    }

    public boolean truth(String name) {
        return Boolean.parseBoolean(text(name));
    }

    /** A size such as {@code 32MiB}, in bytes. */
    public long bytes(String name) {
        return Kind.size(text(name)).orElseThrow();
    }

    /** The texts of a list. */
    public List<String> list(String name) {
        return Kind.list(text(name));
    }
}
