package io.serai.ingress;

import io.serai.chat.ClientWishes;
import io.serai.chat.RejectedException;
import io.serai.settings.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The wishes in the headers of an HTTP request. */
public final class Wishes {

    /** The most characters of a name that a client gives. */
    public static final int LONGEST_NAME = 256;

    private static final Duration LONGEST = Duration.ofDays(1);

    private Wishes() {}

    /** The header that names the task of a request. */
    private static final String TASK = "x-serai-task";

    /** The header that says how long a client waits for a quota. */
    public static final String PATIENCE = "x-serai-wait";

    /** The header by which a client repeats a request, and gets the same answer: draft-ietf-httpapi-idempotency-key-header. */
    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    /**
     * @param client who asks
     * @param usual how long those wait who do not say
     */
    public static ClientWishes read(HttpServerRequest request, String client, Duration usual) {
        MultiMap headers = request.headers();
        String task = headers.get(TASK);
        if (task != null && task.length() > LONGEST_NAME) {
            throw RejectedException.badRequest(
                    "The header " + TASK + " is longer than " + LONGEST_NAME + " characters.", null);
        }
        CacheControl control = CacheControl.of(headers.getAll("cache-control"));
        return new ClientWishes(
                task == null ? "" : task.strip(),
                client,
                control.read(),
                control.store(),
                patience(headers.get(PATIENCE), usual),
                control.maxAge(),
                control.onlyCached(),
                idempotencyKey(headers.get(IDEMPOTENCY_KEY)));
    }

    private static String idempotencyKey(@Nullable String text) {
        String key = text == null ? "" : text.strip();
        if (text != null && (key.isEmpty() || key.length() > LONGEST_NAME)) {
            throw RejectedException.badRequest(
                    "The header " + IDEMPOTENCY_KEY + " must have 1 to " + LONGEST_NAME + " characters.", null);
        }
        return key;
    }

    /**
     * How long to wait, as a header says it.
     *
     * @throws RejectedException if it does not say a time
     */
    public static Duration patience(@Nullable String text, Duration usual) {
        return time(PATIENCE, text, usual);
    }

    /**
     * A time that a header gives.
     *
     * @throws RejectedException if it does not give one
     */
    public static Duration time(String header, @Nullable String text, Duration usual) {
        if (text == null || text.isBlank()) {
            return usual;
        }
        String value = text.strip();
        try {
            @Nullable
            Duration wait = value.chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Kind.isDuration(value) ? Kind.duration(value) : null;
            if (wait != null && wait.compareTo(LONGEST) <= 0) {
                return wait;
            }
        } catch (RuntimeException e) {
            // Told below.
        }
        throw RejectedException.badRequest(
                "The header " + header + " must be a time up to 24h, such as 30s or 5m, not '"
                        + (value.length() > 40 ? value.substring(0, 40) : value) + "'.",
                null);
    }
}
