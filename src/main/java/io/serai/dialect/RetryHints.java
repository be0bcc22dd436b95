package io.serai.dialect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a vendor asks to wait, from every form that vendors use. The explicit ones count first; a window's reset counts only
 * when nothing of that window is left, and the longest of those.
 */
public final class RetryHints {
    private static final List<String> MILLISECONDS = List.of("retry-after-ms", "x-ms-retry-after-ms");
    private static final Pattern NOTHING = Pattern.compile("-.*|0+(\\.0+)?");
    /** Zhipu: "Your limit will reset at 2026-08-25 07:41:44", or the same in Chinese. */
    private static final Pattern RESET_IN_WORDS =
            Pattern.compile("(?i)(?:reset|重置)\\D{0,20}(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)"
                    + "|(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)\\D{0,5}重置");

    /** OpenAI: "Please try again in 6m0s"; Azure: "Please retry after 26 seconds"; GitHub: "Please wait 42 seconds". */
    private static final Pattern WAIT_IN_WORDS = Pattern.compile("(?i)\\b(?:again|retry|wait)(?: in| after| for)? "
            + "((?:\\d{1,9}(?:\\.\\d{1,9})? ?(?:ms|[smhd]|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)(?![a-z]) ?){1,8})");
    /** Anthropic: "You will regain access on 2026-12-01 at 00:00 UTC". */
    private static final Pattern ACCESS_IN_WORDS =
            Pattern.compile("regain access on (\\d{4}-\\d\\d-\\d\\d) at (\\d\\d:\\d\\d) UTC");

    private static final List<String> MESSAGES = List.of("message", "error", "detail", "msg");
    private static final int DEEPEST = 6;

    /** How much of a message is looked at, in characters. */
    private static final int LONGEST_TEXT = 2 << 10;

    private RetryHints() {}

    /**
     * @param headers by lower-case name
     * @param body the error's JSON as {@link Json#parse} gives it, or null
     * @return how long from now; null if unknown
     */
    public static @Nullable Duration read(Map<String, String> headers, @Nullable Object body, Instant now) {
        for (String name : MILLISECONDS) {
            Duration wait = Waits.milliseconds(headers.get(name));
            if (wait != null) {
                return wait;
            }
        }
        Duration wait = Waits.read(headers.get("retry-after"), now);
        if (wait == null) {
            wait = inBody(body, now, 0);
        }
        return wait == null ? longestReset(headers, now) : wait;
    }

    private static @Nullable Duration longestReset(Map<String, String> headers, Instant now) {
        Duration longest = null;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            if (!name.contains("ratelimit") || !name.contains("reset")) {
                continue;
            }
            String left = headers.get(name.replace("reset", "remaining"));
            if (left != null && !NOTHING.matcher(left.strip()).matches()) {
                continue;
            }
            Duration reset = Waits.read(header.getValue(), now);
            if (reset != null && (longest == null || reset.compareTo(longest) > 0)) {
                longest = reset;
            }
        }
        return longest;
    }

    /** Google's RetryInfo, Zhipu's next_flush_time, OpenRouter's copy of its headers, wherever in the body they stand. */
    private static @Nullable Duration inBody(@Nullable Object json, Instant now, int depth) {
        if (depth > DEEPEST) {
            return null;
        }
        Duration wait = json instanceof Map<?, ?> map ? told(map, now) : null;
        if (wait != null) {
            return wait;
        }
        Iterable<?> inner = switch (json) {
            case Map<?, ?> map -> map.values();
            case List<?> list -> list;
            case null, default -> List.of();
        };
        for (Object value : inner) {
            wait = inBody(value, now, depth + 1);
            if (wait != null) {
                return wait;
            }
        }
        return null;
    }

    private static @Nullable Duration told(Map<?, ?> fields, Instant now) {
        if (fields.get("retryDelay") instanceof String delay) {
            return Waits.read(delay, now);
        }
        Object time = fields.get("next_flush_time");
        if (time != null) {
            return Waits.inBeijing(time.toString(), now);
        }
        if (fields.get("headers") instanceof Map<?, ?> copied) {
            Map<String, String> headers = new TreeMap<>();
            copied.forEach(
                    (name, value) -> headers.put(name.toString().toLowerCase(Locale.ROOT), String.valueOf(value)));
            return longestReset(headers, now);
        }
        for (String name : MESSAGES) {
            Duration wait = fields.get(name) instanceof String message ? inWords(message, now) : null;
            if (wait != null) {
                return wait;
            }
        }
        return null;
    }

    private static @Nullable Duration inWords(String words, Instant now) {
        String message = words.length() <= LONGEST_TEXT ? words : words.substring(0, LONGEST_TEXT);
        Matcher reset = RESET_IN_WORDS.matcher(message);
        if (reset.find()) {
            return Waits.inBeijing(reset.group(1) == null ? reset.group(2) : reset.group(1), now);
        }
        Matcher access = ACCESS_IN_WORDS.matcher(message);
        if (access.find()) {
            return Waits.read(access.group(1) + 'T' + access.group(2) + "Z", now);
        }
        Matcher wait = WAIT_IN_WORDS.matcher(message);
        return wait.find() ? Waits.spelledOut(wait.group(1), now) : null;
    }
}
