package io.serai.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.ChatException;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors in OpenAI's form, in both directions. Compatible vendors have many variants of it; all that were seen are read. */
final class Errors {

    private Errors() {}

    static void write(JsonGenerator json, ChatException error) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeStringField("message", error.reason());
        json.writeStringField("type", type(error.status()));
        json.writeStringField("param", error.param());
        json.writeStringField("code", error.code());
        json.writeEndObject();
        json.writeEndObject();
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
        Object json;
        try {
            json = Json.parse(body);
        } catch (MalformedException e) {
            json = null;
        }
        // Gemini's compatible endpoint wraps its errors in a list.
        if (json instanceof List<?> list && !list.isEmpty()) {
            json = list.getFirst();
        }
        Fields fields = json instanceof Map<?, ?> map ? Fields.of(map) : Fields.of(Map.of());
        VendorErrorException error = inBody(fields, status);
        return new VendorErrorException(
                status, error.code(), error.text(), error.param(), RetryHints.read(headers, json));
    }

    /** Throws if an answer is an error in truth, or a piece of a stream carries one. */
    static void throwIfAny(Fields answer, int status) {
        Object error = answer.peek("error");
        if (error instanceof Map<?, ?> || (error instanceof String text && !text.isEmpty())) {
            throw inBody(answer, status);
        }
        if ("error".equals(answer.peek("object"))) {
            throw inBody(answer, status);
        }
    }

    /** {"error": {...}}, {"error": "text"}, {"message": ..., "code": ...}, {"detail": "text"}. */
    static VendorErrorException inBody(Fields body, int status) {
        Object error = body.peek("error");
        Fields told = error instanceof Map<?, ?> map ? Fields.of(map) : body;
        String message = error instanceof String text ? text : told.textIfAny("message", told.textIfAny("detail", ""));
        Object code = told.peek("code");
        Object type = told.peek("type");
        int likely = status;
        if (likely == 0 && number(code) >= 400 && number(code) < 600) {
            likely = number(code);
        }
        String word = code == null || number(code) == likely ? text(type, text(code, "")) : text(code, "");
        String param = told.textIfAny("param", "");
        return new VendorErrorException(likely, word, message, param.isEmpty() ? null : param, null);
    }

    private static int number(@Nullable Object code) {
        if (code instanceof Number number) {
            return number.intValue();
        }
        return code instanceof String text && text.matches("\\d{3}") ? Integer.parseInt(text) : -1;
    }

    private static String text(@Nullable Object value, String fallback) {
        return value instanceof String || value instanceof Number ? value.toString() : fallback;
    }
}
