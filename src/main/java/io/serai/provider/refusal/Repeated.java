package io.serai.provider.refusal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words of a vendor's error that only repeat what the request said. */
final class Repeated {
    private static final int DEEPEST = 12;

    private Repeated() {}

    /** Whether what a pattern finds in a text stands in the request as well. */
    static boolean holds(Map<String, Object> sent, String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() && holds(sent, matcher.group());
    }

    /** Whether the request says these words; a single one is no sentence that could be repeated. */
    static boolean holds(Map<String, Object> sent, String words) {
        String phrase = words.strip().toLowerCase(Locale.ROOT);
        return phrase.indexOf(' ') > 0 && says(sent, phrase, 0);
    }

    private static boolean says(@Nullable Object value, String phrase, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        return switch (value) {
            case String text -> text.toLowerCase(Locale.ROOT).contains(phrase);
            case Map<?, ?> map -> map.values().stream().anyMatch(inner -> says(inner, phrase, depth + 1));
            case List<?> list -> list.stream().anyMatch(inner -> says(inner, phrase, depth + 1));
            case null, default -> false;
        };
    }
}
