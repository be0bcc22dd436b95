package io.serai.dialect.cohere;

import io.serai.dialect.Json;
import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Errors of Cohere: {@code {"message": "...", "id": "..."}}, with a status that is Cohere's own at times.
 *
 * @see <a href="https://docs.cohere.com/reference/errors">errors</a>
 */
final class Errors {
    private static final int INVALID_TOKEN = 498;

    private Errors() {}

    /** An error answer; what cannot be read gives the status alone. */
    static VendorErrorException read(int status, Map<String, String> headers, byte[] body) {
        Object json = Json.parseIfAny(body);
        Map<?, ?> fields = json instanceof Map<?, ?> map ? map : Map.of();
        return new VendorErrorException(
                status == INVALID_TOKEN ? 401 : status,
                text(fields, "code"),
                message(fields),
                null,
                RetryHints.read(headers, json, Instant.now()));
    }

    /** Throws if an answer is an error in truth. */
    static void throwIfAny(Map<?, ?> answer, String content) {
        if (answer.get(content) instanceof Map) {
            return;
        }
        String message = message(answer);
        if (!message.isEmpty()) {
            throw new VendorErrorException(
                    0, text(answer, "code"), message, null, RetryHints.read(Map.of(), answer, Instant.now()));
        }
    }

    private static String message(Map<?, ?> fields) {
        String message = text(fields, "message");
        if (message.isEmpty() && fields.get("error") instanceof Map<?, ?> inner) {
            return text(inner, "message");
        }
        return message.isEmpty() ? text(fields, "error") : message;
    }

    private static String text(Map<?, ?> fields, String name) {
        @Nullable Object value = fields.get(name);
        return value instanceof String || value instanceof Number ? value.toString() : "";
    }
}
