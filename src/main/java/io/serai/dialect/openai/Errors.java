package io.serai.dialect.openai;

import io.serai.chat.ChatException;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors in OpenAI's form, in both directions. Compatible vendors have many variants of it; all that were seen are read. */
final class Errors {
    /** What only an error says, where there is no answer. */
    private static final List<String> TELLTALES = List.of("message", "msg", "detail", "errors", "code", "base_resp");

    private Errors() {}

    static Map<String, Object> write(ChatException told) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", told.reason());
        error.put("type", type(told.status()));
        error.put("param", told.param());
        error.put("code", told.code());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", error);
        return fields;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    /** An error answer; what cannot be read gives the status alone. */
    static VendorErrorException read(int status, Map<String, String> headers, byte[] body) {
        Object json = Json.parseIfAny(body);
        VendorErrorException error = in(json, status);
        return new VendorErrorException(
                status, error.code(), error.text(), error.param(), RetryHints.read(headers, json, Instant.now()));
    }

    /**
     * Throws if an answer is an error in truth, or a piece of a stream carries one.
     *
     * @param content the field that an answer has and an error has not
     */
    static void throwIfAny(Fields answer, String content) {
        boolean told = tells(answer.peek("error")) || "error".equals(answer.peek("object"));
        boolean answers = answer.peek(content) instanceof List || answer.has("usage");
        if (told || (!answers && TELLTALES.stream().anyMatch(answer::has))) {
            throw in(answer.rest(), 0);
        }
    }

    /** Throws if this, which stands in a part of an answer, is the error for which its vendor has stopped. */
    static void throwIfTold(@Nullable Object error) {
        if (tells(error)) {
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("error", error);
            int status = ErrorBody.of(body).status();
            throw in(body, status == 0 ? 503 : status);
        }
    }

    private static boolean tells(@Nullable Object error) {
        return Boolean.TRUE.equals(error)
                || (error instanceof Map<?, ?> map && !map.isEmpty())
                || (error instanceof String text && !text.isEmpty());
    }

    /**
     * What an error says, in whichever of its forms.
     *
     * @param status the HTTP status, or 0 to take that of the error if it has one
     */
    static VendorErrorException in(@Nullable Object json, int status) {
        Object body = json instanceof List<?> list && !list.isEmpty() ? list.getFirst() : json;
        ErrorBody error = ErrorBody.of(body);
        int likely = status == 0 ? error.status() : status;
        return new VendorErrorException(
                likely,
                error.code(likely),
                error.message(),
                error.param(),
                RetryHints.read(Map.of(), json, Instant.now()));
    }
}
