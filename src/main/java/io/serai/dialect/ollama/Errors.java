package io.serai.dialect.ollama;

import io.serai.chat.ChatException;
import io.serai.dialect.Json;
import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors in Ollama's form, in both directions: {@code {"error": "..."}}, where some proxies put an object in place of the text. */
final class Errors {

    private Errors() {}

    static Map<String, Object> write(ChatException told) {
        return Map.of("error", told.reason());
    }

    /** An error answer; what cannot be read gives the status alone. */
    static VendorErrorException read(int status, Map<String, String> headers, byte[] body) {
        Object json = Json.parseIfAny(body);
        Object error = json instanceof Map<?, ?> map ? map.get("error") : json;
        return new VendorErrorException(
                status, code(error), text(error), null, RetryHints.read(headers, json, Instant.now()));
    }

    /** Throws if an answer, or a line of a stream, is an error in truth. */
    static void throwIfAny(Map<?, ?> answer) {
        Object error = answer.get("error");
        if (error != null && !error.equals("") && !error.equals(Map.of())) {
            Object status = answer.get("status_code");
            int told = status instanceof Number number ? number.intValue() : 0;
            throw new VendorErrorException(
                    told, code(error), text(error), null, RetryHints.read(Map.of(), answer, Instant.now()));
        }
    }

    private static String text(@Nullable Object error) {
        return switch (error) {
            case String text -> text;
            case Map<?, ?> map when map.get("message") instanceof String text -> text;
            case null, default -> "";
        };
    }

    private static String code(@Nullable Object error) {
        Object code = error instanceof Map<?, ?> map ? map.get("code") : null;
        return code instanceof String || code instanceof Number ? code.toString() : "";
    }
}
