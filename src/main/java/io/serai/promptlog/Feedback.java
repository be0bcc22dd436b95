package io.serai.promptlog;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.dialect.ServerDialect.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Joins a rating to a request of the prompt log: {@code POST /v1/feedback} in Portkey's shape, by the key that made the request.
 *
 * @see <a href="https://portkey.ai/docs/api-reference/admin-api/data-plane/feedback/create-feedback">Portkey, create feedback</a>
 */
public final class Feedback implements Operation {
    private static final Set<String> FIELDS =
            Set.of("trace_id", "request_id", "value", "weight", "comment", "metadata");
    private static final int MOST = 10;
    private static final int LONGEST = 8 << 10;

    private final PromptLog log;

    public Feedback(PromptLog log) {
        this.log = log;
    }

    @Override
    public byte[] answer(Inbound in, List<ModelEntry> models) {
        Map<String, Object> fields = fields(in.body());
        Object id = fields.containsKey("request_id") ? fields.get("request_id") : fields.get("trace_id");
        if (!(id instanceof String request) || request.isBlank() || request.length() > 256) {
            throw wrong("request_id", "the answer's header x-request-id, as text");
        }
        Map<String, Object> rating = new LinkedHashMap<>();
        rating.put("value", value(fields.get("value")));
        rating.put("weight", weight(fields.get("weight")));
        if (fields.get("comment") != null) {
            rating.put("comment", comment(fields.get("comment")));
        }
        if (fields.get("metadata") != null) {
            rating.put("metadata", metadata(fields.get("metadata")));
        }
        switch (log.rate(in.caller().key(), request, rating)) {
            case TAKEN -> {}
            case UNKNOWN ->
                throw new RejectedException(
                        404,
                        "request_not_found",
                        "No request of that id was logged for this key. Only requests whose prompts are logged can be"
                                + " rated, by the key that made them.",
                        "request_id");
            case ENOUGH ->
                throw new RejectedException(
                        429, "rate_limit_exceeded", "No more ratings of this request are taken.", "request_id");
        }
        return Json.write(Map.of(
                "status",
                "success",
                "message",
                "Feedback successfully saved",
                "feedback_ids",
                List.of("fb-" + UUID.randomUUID())));
    }

    private static Map<String, Object> fields(byte[] body) {
        try {
            if (Json.parse(body) instanceof Map<?, ?> map) {
                Map<String, Object> fields = new LinkedHashMap<>();
                map.forEach((name, value) -> fields.put(String.valueOf(name), value));
                for (String name : fields.keySet()) {
                    if (!FIELDS.contains(name)) {
                        throw RejectedException.badRequest(
                                "'" + name + "' is no field of feedback; there are request_id (or trace_id), value,"
                                        + " weight, comment and metadata.",
                                name);
                    }
                }
                return fields;
            }
        } catch (MalformedException e) {
            throw RejectedException.badRequest("The body is not a JSON object: " + e.reason() + '.', null);
        }
        throw RejectedException.badRequest("The body is not a JSON object.", null);
    }

    private static int value(@Nullable Object value) {
        if (value instanceof Integer number && Math.abs(number) <= MOST) {
            return number;
        }
        throw wrong("value", "a whole number from -10 to 10");
    }

    private static Number weight(@Nullable Object weight) {
        if (weight == null) {
            return 1;
        }
        if (weight instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
            return number;
        }
        throw wrong("weight", "a number from 0 to 1");
    }

    private static Object comment(Object comment) {
        if (comment instanceof String text && text.length() <= LONGEST) {
            return text;
        }
        throw wrong("comment", "text of at most " + LONGEST + " characters");
    }

    private static Object metadata(Object metadata) {
        if (metadata instanceof Map<?, ?> && Json.write(metadata).length <= LONGEST) {
            return metadata;
        }
        throw wrong("metadata", "an object of at most " + LONGEST + " bytes");
    }

    private static RejectedException wrong(String field, String form) {
        return RejectedException.badRequest("'" + field + "' must be " + form + '.', field);
    }
}
