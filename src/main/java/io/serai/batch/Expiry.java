package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For how long a file is kept, as clients of OpenAI say it: {@code {"anchor": "created_at", "seconds": 86400}}, of 1 hour to 30 days
 * (https://platform.openai.com/docs/api-reference/files/create).
 */
final class Expiry {
    private static final long SHORTEST = 3_600;
    private static final long LONGEST = 2_592_000;

    private Expiry() {}

    /**
     * What a form says, in fields such as {@code expires_after[seconds]}, or in one that holds the object.
     *
     * @param form the fields whose names begin with the parameter
     * @return in seconds; 0 if it says nothing
     */
    static long ofForm(Map<String, String> form, String param) {
        String whole = form.get(param);
        if (whole != null) {
            return of(parsed(whole), param);
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        form.forEach((name, value) -> {
            if (name.startsWith(param + '[') && name.endsWith("]")) {
                parts.put(name.substring(param.length() + 1, name.length() - 1), value);
            }
        });
        return parts.isEmpty() ? 0 : of(parts, param);
    }

    private static @Nullable Object parsed(String whole) {
        try {
            return Json.parse(whole.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            return whole;
        }
    }

    /**
     * What an object says.
     *
     * @return in seconds; 0 if there is none
     */
    static long of(@Nullable Object given, String param) {
        if (given == null) {
            return 0;
        }
        if (given instanceof Map<?, ?> map && "created_at".equals(map.get("anchor"))) {
            long seconds = seconds(map.get("seconds"));
            if (seconds >= SHORTEST && seconds <= LONGEST) {
                return seconds;
            }
        }
        throw RejectedException.badRequest(
                "'" + param + "' must be an object with \"anchor\": \"created_at\" and \"seconds\" from " + SHORTEST
                        + " to " + LONGEST + '.',
                param);
    }

    private static long seconds(@Nullable Object given) {
        try {
            return given == null ? 0 : Long.parseLong(String.valueOf(given));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
