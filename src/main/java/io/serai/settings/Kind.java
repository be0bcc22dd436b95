package io.serai.settings;

import com.google.re2j.PatternSyntaxException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind of a setting's value.
 *
 * @param name of the kind, for documents
 * @param form what a value must be, for messages
 * @param fits whether a value, which is not blank, is one
 */
public record Kind(String name, String form, Predicate<String> fits) {
    private static final Pattern HOSTS = Pattern.compile("[\\w.-]+|\\[?(?=[^:]*:[^:]*:)[0-9A-Fa-f:.]+(%[\\w.-]+)?]?");
    private static final Pattern DURATIONS =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
    /** Whoever writes more means for ever; and it is still a number of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Pattern PORTS = Pattern.compile(":(\\d+)");
    private static final Pattern SIZES = Pattern.compile("(\\d{1,18})\\s*([kmg]?)(?:i?b)?");

    public static final Kind TEXT = new Kind("text", "a text", value -> true);
    public static final Kind LIST = new Kind("list", "texts with commas between them", value -> true);
    public static final Kind HOST = new Kind(
            "host", "a host name or an address", value -> HOSTS.matcher(value).matches());
    public static final Kind PORT = new Kind("port", "a port, 0 to 65535", value -> isNumber(value, 0, 65535));
    public static final Kind ADDRESS = new Kind(
            "address",
            "an address such as tcp://127.0.0.1:61616",
            value -> value.startsWith("tcp://") && isAddress(value));
    public static final Kind STORE = new Kind(
            "address",
            "an address such as jdbc:postgresql://host/serai, or one that begins with jdbc:h2:",
            value -> value.startsWith("jdbc:postgresql:") || value.startsWith("jdbc:h2:"));
    public static final Kind BROKER = new Kind(
            "address",
            "an address such as tcp://host:61616, or several as (tcp://one:61616,tcp://other:61616)",
            Kind::isBroker);
    public static final Kind REDIS =
            new Kind("address", "an address of Redis such as redis://127.0.0.1:6379/0", Kind::isRedis);
    public static final Kind DURATION = new Kind("time", "a time such as 500ms, 15s or 10m", Kind::isDuration);
    public static final Kind SIZE =
            new Kind("size", "a size such as 32MiB", value -> size(value).isPresent());
    public static final Kind PATTERNS =
            new Kind("patterns", "patterns of RE2 with blanks between them (a blank in one is \\s)", Kind::arePatterns);
    public static final Kind BOOLEAN = new Kind(
            "true or false",
            "true or false",
            value -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"));

    /** One of a few words, in capitals or not. */
    public static Kind oneOf(String... words) {
        List<String> all = List.of(words);
        String last = all.get(all.size() - 1);
        String form = String.join(", ", all.subList(0, all.size() - 1)) + " or " + last;
        return new Kind(form, form, value -> all.contains(value.toLowerCase(Locale.ROOT)));
    }

    /** A whole number within bounds. */
    public static Kind number(long least, long most) {
        return new Kind(
                "number", "a whole number from " + least + " to " + most, value -> isNumber(value, least, most));
    }

    /** What is wrong with a value; empty if nothing is. A blank one stands for the default. */
    public Optional<String> mistake(String text) {
        String value = text.strip();
        return value.isEmpty() || fits.test(value)
                ? Optional.empty()
                : Optional.of("must be " + form + ", not '" + masked(value) + "'");
    }

    /** Without the passwords of an address. */
    private static String masked(String value) {
        return value.replaceAll("//[^/]*@", "//***@").replaceAll("(?i)(password=)[^&;]*", "$1***");
    }

    /** Whether a text is a time with its units: a number without one would be taken for milliseconds, which hardly anybody means. */
    public static boolean isDuration(String text) {
        String value = text.strip();
        return value.equals("0") || !value.isEmpty() && DURATIONS.matcher(value).matches();
    }

    /** A time such as {@code 1h30m}; a hundred years at most. */
    public static Duration duration(String text) {
        Matcher parts = DURATIONS.matcher(text.strip());
        if (!parts.matches()) {
            // Only 0 has no unit.
            return Duration.ZERO;
        }
        return bounded(Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plusSeconds(part(parts, 4))
                .plusMillis(part(parts, 5)));
    }

    private static Duration bounded(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    /**
     * A time as beans in routes have it: with its units, or as a number of milliseconds.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration time(String text) {
        String value = text.strip();
        if (value.matches("\\d{1,15}")) {
            return bounded(Duration.ofMillis(Long.parseLong(value)));
        }
        if (!isDuration(value)) {
            throw new IllegalArgumentException("it must be " + DURATION.form());
        }
        return duration(value);
    }

    private static long part(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** A size such as {@code 32MiB} in bytes; empty if it is none. */
    public static Optional<Long> size(String text) {
        Matcher parts = SIZES.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        int shift = switch (parts.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(parts.group(1));
        return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(number << shift);
    }

    /** The texts of a list; without those that are blank. */
    public static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static boolean arePatterns(String text) {
        try {
            return !patterns(text).isEmpty();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Patterns of RE2, which take time in proportion to the text, with blanks between them. */
    public static List<com.google.re2j.Pattern> patterns(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(it -> !it.isEmpty())
                .map(com.google.re2j.Pattern::compile)
                .toList();
    }

    private static boolean isNumber(String value, long least, long most) {
        if (!value.matches("[+-]?\\d{1,18}")) {
            return false;
        }
        long number = Long.parseLong(value);
        return number >= least && number <= most;
    }

    private static boolean isBroker(String value) {
        return value.matches("\\(?(tcp|vm|udp|jgroups)://\\S+")
                && PORTS.matcher(value).results().allMatch(port -> isNumber(port.group(1), 0, 65535));
    }

    private static boolean isRedis(String value) {
        return value.matches("rediss?://[^/]+(/\\d{0,3})?") && isAddress(value);
    }

    private static boolean isAddress(String value) {
        try {
            URI address = new URI(value);
            return address.getHost() != null && address.getPort() <= 65535;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
