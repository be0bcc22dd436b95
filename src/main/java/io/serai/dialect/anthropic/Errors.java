package io.serai.dialect.anthropic;

import io.serai.chat.ChatException;
import io.serai.dialect.Json;
import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Errors in Anthropic's form, in both directions.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/errors">Errors</a>
 */
final class Errors {
    private static final Map<String, Integer> STATUSES = Map.of(
            "invalid_request_error", 400,
            "authentication_error", 401,
            "billing_error", 402,
            "permission_error", 403,
            "not_found_error", 404,
            "request_too_large", 413,
            "rate_limit_error", 429,
            "api_error", 500,
            "timeout_error", 504,
            "overloaded_error", 529);

    private static final List<String> MESSAGES = List.of("message", "msg", "detail", "error");

    private Errors() {}

    static Map<String, Object> write(ChatException told) {
        return write(told, null);
    }

    static Map<String, Object> write(ChatException told, @Nullable String requestId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type(told.status()));
        error.put("message", told.reason());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "error");
        fields.put("error", error);
        fields.put("request_id", requestId);
        return fields;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /** An error answer; what cannot be read gives the status alone. */
    static VendorErrorException read(int status, Map<String, String> headers, byte[] body) {
        Object json = Json.parseIfAny(body);
        VendorErrorException error = in(json, status);
        return new VendorErrorException(
                status, error.code(), error.text(), error.param(), RetryHints.read(headers, json, Instant.now()));
    }

    /** Throws if an answer, or an event of a stream, is an error in truth. */
    static void throwIfAny(Map<?, ?> answer) {
        if ("error".equals(answer.get("type")) || (answer.get("error") instanceof Map && !answer.containsKey("type"))) {
            throw in(answer, 0);
        }
    }

    /**
     * What an error says; those of servers that only resemble Anthropic's may have OpenAI's form.
     *
     * @param status the HTTP status, or 0 to take the one that the error's type stands for, if it does
     */
    static VendorErrorException in(@Nullable Object json, int status) {
        Map<?, ?> whole = json instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> error = whole.get("error") instanceof Map<?, ?> inner ? inner : whole;
        String type = error.get("type") instanceof String text && !text.equals("error") ? text : "";
        Object code = error.get("code");
        String word = type.isEmpty() && (code instanceof String || code instanceof Number) ? code.toString() : type;
        int likely = status == 0 ? STATUSES.getOrDefault(word, 0) : status;
        return new VendorErrorException(
                likely,
                word,
                message(error),
                error.get("param") instanceof String param && !param.isEmpty() ? param : null,
                RetryHints.read(Map.of(), json, Instant.now()));
    }

    private static String message(Map<?, ?> error) {
        for (String name : MESSAGES) {
            if (error.get(name) instanceof String text && !text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
