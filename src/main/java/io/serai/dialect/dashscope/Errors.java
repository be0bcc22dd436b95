package io.serai.dialect.dashscope;

import io.serai.dialect.Json;
import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Errors of DashScope: {@code {"code": "...", "message": "...", "request_id": "..."}}.
 *
 * @see <a href="https://help.aliyun.com/en/model-studio/error-code">error codes</a>
 */
final class Errors {
    private static final int UNKNOWN = 500;

    /** The HTTP status of a code that comes inside an answer, by its beginning. */
    private record Row(String code, int status) {}

    private static final List<Row> STATUSES = List.of(
            new Row("InvalidApiKey", 401),
            new Row("AccessDenied", 403),
            new Row("Model.AccessDenied", 403),
            new Row("Workspace.AccessDenied", 403),
            new Row("AllocationQuota", 403),
            new Row("ModelNotFound", 404),
            new Row("WorkSpaceNotFound", 404),
            new Row("Throttling", 429),
            new Row("LimitRequests", 429),
            new Row("PrepaidBillOverdue", 429),
            new Row("PostpaidBillOverdue", 429),
            new Row("Invalid", 400),
            new Row("BadRequest", 400),
            new Row("DataInspection", 400),
            new Row("data_inspection_failed", 400),
            new Row("Arrearage", 400),
            new Row("APIConnectionError", 503),
            new Row("ModelUnavailable", 503),
            new Row("ModelServingError", 503),
            new Row("RequestTimeOut", 504));

    private Errors() {}

    /** An error answer; what cannot be read gives the status alone. */
    static VendorErrorException read(int status, Map<String, String> headers, byte[] body) {
        Object json = Json.parseIfAny(body);
        Map<?, ?> told = json instanceof Map<?, ?> map ? told(map) : Map.of();
        return new VendorErrorException(
                status, text(told, "code"), text(told, "message"), null, RetryHints.read(headers, json, Instant.now()));
    }

    /** Throws if an answer is an error in truth. */
    static void throwIfAny(Map<?, ?> answer) {
        Map<?, ?> told = told(answer);
        String code = text(told, "code");
        boolean fine = code.isEmpty() || code.equals("Success") || code.equals("200");
        if (!fine || (answer.get("output") == null && !text(told, "message").isEmpty())) {
            throw in(answer);
        }
    }

    /** The error in an event. */
    static VendorErrorException in(Map<?, ?> answer) {
        Map<?, ?> told = told(answer);
        String code = text(told, "code");
        int status = answer.get("status_code") instanceof Number number && number.intValue() >= 400
                ? number.intValue()
                : STATUSES.stream()
                        .filter(row -> code.startsWith(row.code()))
                        .findFirst()
                        .map(Row::status)
                        .orElse(UNKNOWN);
        return new VendorErrorException(
                status, code, text(told, "message"), null, RetryHints.read(Map.of(), answer, Instant.now()));
    }

    /** The compatible paths, and proxies, put it into an object of its own. */
    private static Map<?, ?> told(Map<?, ?> body) {
        return body.get("error") instanceof Map<?, ?> inner ? inner : body;
    }

    private static String text(Map<?, ?> fields, String name) {
        @Nullable Object value = fields.get(name);
        return value instanceof String || value instanceof Number ? value.toString() : "";
    }
}
