package io.serai.batch;

import io.serai.dialect.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of lines. OpenAI's are {@code {"id", "custom_id", "response": {"status_code", "request_id", "body"}, "error"}},
 * Anthropic's {@code {"custom_id", "result": {"type", ...}}}.
 */
final class Results {
    private static final int LONGEST_REASON = 500;

    private final JobKind kind;

    Results(JobKind kind) {
        this.kind = kind;
    }

    /** The result of a line that was asked. */
    LineResult of(BatchLine line, LineAnswer answer) {
        String reason = answer.failure() == null ? "" : answer.failure().reason();
        byte[] output = kind == JobKind.ANTHROPIC
                ? anthropic(line.customId(), answer)
                : openAi(line.customId(), line.number(), answer.status(), answer.requestId(), answer.body());
        return new LineResult(
                line.number(), line.customId(), answer.status(), cut(reason), output, answer.tokens(), answer.cost());
    }

    /** The result of a line that is no request. */
    LineResult of(long number, String customId, BadLineException why) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", why.reason());
        error.put("type", "invalid_request_error");
        error.put("param", why.param());
        error.put("code", why.code());
        byte[] body = Json.write(Map.of("error", error));
        byte[] output = kind == JobKind.ANTHROPIC
                ? anthropicError(customId, "invalid_request_error", why.reason())
                : openAi(customId, number, 400, "", body);
        return new LineResult(number, customId, 400, cut(why.reason()), output, Tokens.NONE, 0);
    }

    /** What is written for a line that was never answered because its job ended. */
    byte[] unanswered(long number, String customId, JobState end) {
        boolean expired = end == JobState.EXPIRED;
        if (kind == JobKind.ANTHROPIC) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("custom_id", customId);
            line.put("result", Map.of("type", expired ? "expired" : "canceled"));
            return Json.write(line);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", requestId(number));
        line.put("custom_id", customId);
        line.put("response", null);
        line.put(
                "error",
                Map.of(
                        "code",
                        expired ? "batch_expired" : "batch_cancelled",
                        "message",
                        expired
                                ? "This request was not answered before its batch expired."
                                : "This request was not answered before its batch was cancelled."));
        return Json.write(line);
    }

    private static byte[] anthropic(String customId, LineAnswer answer) {
        boolean well = answer.failure() == null;
        return around(
                "{\"custom_id\":" + text(customId) + ",\"result\":{\"type\":\"" + (well ? "succeeded" : "errored")
                        + "\",\"" + (well ? "message" : "error") + "\":",
                answer.body(),
                "}}");
    }

    private static byte[] anthropicError(String customId, String type, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", "error");
        error.put("error", Map.of("type", type, "message", message));
        return around(
                "{\"custom_id\":" + text(customId) + ",\"result\":{\"type\":\"errored\",\"error\":",
                Json.write(error),
                "}}");
    }

    private static byte[] openAi(String customId, long number, int status, String requestId, byte[] body) {
        return around(
                "{\"id\":" + text(requestId(number)) + ",\"custom_id\":" + text(customId)
                        + ",\"response\":{\"status_code\":" + status + ",\"request_id\":" + text(requestId)
                        + ",\"body\":",
                body,
                "},\"error\":null}");
    }

    private static String requestId(long number) {
        return "batch_req_" + number;
    }

    /** What dialects write is one line of JSON; should it ever not be, it is made one. */
    private static byte[] around(String before, byte[] body, String after) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(before.length() + body.length + after.length());
        line.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        line.writeBytes(oneLine(body));
        line.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return line.toByteArray();
    }

    private static byte[] oneLine(byte[] body) {
        for (byte b : body) {
            if (b == '\n' || b == '\r') {
                return Json.write(Json.parse(body));
            }
        }
        return body;
    }

    private static String text(String value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 3) + "...";
    }

    /** What a model said, of a result as {@link #of} writes it; null if it has said nothing that is a text. */
    static @Nullable String said(byte[] output) {
        Object line = Json.parseIfAny(output);
        Object body = at(at(line, "response"), "body");
        Object choices = at(body, "choices");
        if (choices instanceof List<?> list && !list.isEmpty()) {
            Object content = at(at(list.getFirst(), "message"), "content");
            return content instanceof String text ? text : null;
        }
        return null;
    }

    private static @Nullable Object at(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> map ? map.get(name) : null;
    }
}
