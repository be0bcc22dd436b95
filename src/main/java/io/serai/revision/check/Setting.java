package io.serai.revision.check;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a setting in {@code application.properties} holds. */
public enum Setting {
    TEXT("a text"),
    HOST("a host name or an address,"),
    PORT("a port, 0 to 65535,"),
    DURATION("a time such as 500ms, 15s or 10m,"),
    SIZE("a size such as 32MiB,"),
    NUMBER("a number,"),
    BOOLEAN("true or false,"),
    LOG("text, json or off,");

    /** The settings that Serai has. */
    public static final Map<String, Setting> KNOWN = Map.ofEntries(
            entry("serai.http.host", HOST),
            entry("serai.http.port", PORT),
            entry("serai.http.keys", TEXT),
            entry("serai.http.body-limit", SIZE),
            entry("serai.http.keep-alive", DURATION),
            entry("serai.http.wait", DURATION),
            entry("serai.cache.size", SIZE),
            entry("serai.images.private", BOOLEAN),
            entry("serai.data", TEXT),
            entry("serai.watch", DURATION),
            entry("serai.broker.enabled", BOOLEAN),
            entry("serai.broker.url", TEXT),
            entry("serai.broker.user", TEXT),
            entry("serai.broker.password", TEXT),
            entry("serai.broker.listen", TEXT),
            entry("serai.broker.delay", DURATION),
            entry("serai.log.requests", LOG),
            entry("serai.log.prompts", BOOLEAN),
            entry("serai.demo.pause", DURATION));

    private static final Pattern HOSTS = Pattern.compile("[\\w.:%\\[\\]-]+");
    private static final Pattern DURATIONS =
            Pattern.compile("0|(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m)?(\\d{1,9}s)?(\\d{1,9}ms)?");
    private static final Pattern SIZES = Pattern.compile("(?i)\\d+\\s*([kmg]?(i?b)?)");

    private final String form;

    Setting(String form) {
        this.form = form;
    }

    /** What is wrong with a value; empty if nothing is. A blank one is the default. */
    Optional<String> mistake(String text) {
        String value = text.strip();
        return value.isEmpty() || fits(value)
                ? Optional.empty()
                : Optional.of("must be " + form + " not '" + value + "'");
    }

    private boolean fits(String value) {
        return switch (this) {
            case TEXT -> true;
            case HOST -> HOSTS.matcher(value).matches();
            case PORT -> value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65535;
            case DURATION -> isDuration(value);
            case SIZE -> SIZES.matcher(value).matches();
            case NUMBER -> value.matches("-?\\d{1,18}");
            case BOOLEAN -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
            case LOG -> value.matches("(?i)text|json|off");
        };
    }

    /** Camel takes a number without a unit for milliseconds, which hardly anybody means, and other texts for no time at all. */
    static boolean isDuration(String value) {
        return !value.isBlank() && DURATIONS.matcher(value.strip()).matches();
    }
}
