package io.serai.dialect.ollama;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The time that a model stays loaded after a request: seconds, or a duration as Go writes it; 0 unloads it.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">Durations</a>
 */
final class KeepAlive {
    private static final String NAME = "keep_alive";
    private static final Pattern DURATION =
            Pattern.compile("[+-]?(?:0|(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[nuµμm]?s|m|h))+)");

    /** No duration has as many characters; longer ones would take the pattern too deep. */
    private static final int LONGEST = 64;

    private static final Pattern MORE_THAN_NOTHING = Pattern.compile("[1-9]");

    private KeepAlive() {}

    static void check(Tree body) {
        Object told = body.get(NAME);
        if (told != null
                && !(told instanceof Number)
                && !(told instanceof String text
                        && text.length() <= LONGEST
                        && DURATION.matcher(text).matches())) {
            throw body.wrong(NAME, "a number of seconds or a duration such as 5m", told);
        }
    }

    static boolean unloads(Map<String, Object> request) {
        return switch (request.get(NAME)) {
            case Number seconds -> seconds.doubleValue() == 0;
            case String duration -> !MORE_THAN_NOTHING.matcher(duration).find();
            case null, default -> false;
        };
    }
}
