package io.serai.dialect.gemini;

import io.serai.chat.ChatException;
import io.serai.dialect.Json;
import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Errors in the form of Google's APIs, in both directions.
 *
 * @see <a href="https://cloud.google.com/apis/design/errors">Errors</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/troubleshooting">Gemini's error codes</a>
 */
final class Errors {
    private static final String TYPE = "@type";
    private static final String DETAIL = "type.googleapis.com/google.rpc.";
    /** Where Google's days end. */
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private Errors() {}

    static Map<String, Object> write(ChatException told) {
        List<Object> details = new ArrayList<>(2);
        Map<String, Object> info = detail("ErrorInfo");
        info.put("reason", told.code());
        info.put("domain", "serai");
        details.add(info);
        if (told.param() != null) {
            Map<String, Object> violation = new LinkedHashMap<>();
            violation.put("field", told.param());
            violation.put("description", told.reason());
            Map<String, Object> request = detail("BadRequest");
            request.put("fieldViolations", List.of(violation));
            details.add(request);
        }
        if (told.retryAt() != null) {
            long seconds = Duration.between(Instant.now(), told.retryAt())
                    .plusMillis(999)
                    .toSeconds();
            Map<String, Object> retry = detail("RetryInfo");
            retry.put("retryDelay", Math.max(1, seconds) + "s");
            details.add(retry);
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", told.status());
        error.put("message", told.reason());
        error.put("status", status(told.status()));
        error.put("details", details);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        return body;
    }

    private static Map<String, Object> detail(String type) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put(TYPE, DETAIL + type);
        return detail;
    }

    private static String status(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 402 -> "FAILED_PRECONDITION";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 405, 501 -> "UNIMPLEMENTED";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 502, 503 -> "UNAVAILABLE";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }

    /** An error answer; what cannot be read gives the status alone. */
    static VendorErrorException read(int status, Map<String, String> headers, byte[] body) {
        Object json = Json.parseIfAny(body);
        return in(json, status, headers);
    }

    /** Throws if an answer is an error in truth, or a piece of a stream is one. */
    static void throwIfAny(Map<String, Object> answer) {
        boolean answers = answer.get("candidates") instanceof List<?> candidates && !candidates.isEmpty();
        if (answer.get("error") instanceof Map<?, ?> error && !error.isEmpty() && !answers) {
            throw in(answer, 0, Map.of());
        }
    }

    private static VendorErrorException in(@Nullable Object json, int status, Map<String, String> headers) {
        Object body = json instanceof List<?> list && !list.isEmpty() ? list.getFirst() : json;
        Map<?, ?> fields = body instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> error = fields.get("error") instanceof Map<?, ?> told ? told : fields;
        List<?> details = Names.list(error, "details");
        long told = Names.number(error, "code", 0);
        String reason = Names.text(find(details, "ErrorInfo"), "reason");
        String text = Names.text(error, "message");
        if (text.isEmpty() && fields.get("error") instanceof String words) {
            text = words;
        }
        return new VendorErrorException(
                status == 0 && told >= 400 && told < 600 ? (int) told : status,
                reason.isEmpty() ? Names.text(error, "status") : reason,
                text,
                param(find(details, "BadRequest")),
                wait(headers, json, details, text));
    }

    private static Map<?, ?> find(List<?> details, String type) {
        for (Object item : details) {
            if (item instanceof Map<?, ?> detail && (DETAIL + type).equals(detail.get(TYPE))) {
                return detail;
            }
        }
        return Map.of();
    }

    private static @Nullable String param(Map<?, ?> request) {
        List<?> violations = Names.list(request, "fieldViolations");
        String field = !violations.isEmpty() && violations.getFirst() instanceof Map<?, ?> first
                ? Names.text(first, "field")
                : "";
        return field.isEmpty() ? null : field;
    }

    /**
     * How long to wait. The delay that comes with a quota of the day is that of the minute; the quota itself is back at midnight on the
     * Pacific coast, and one of 0 never, which a day is long enough to tell.
     *
     * @see <a href="https://ai.google.dev/gemini-api/docs/rate-limits">Rate limits</a>
     */
    private static @Nullable Duration wait(
            Map<String, String> headers, @Nullable Object json, List<?> details, String text) {
        Instant now = Instant.now();
        Duration wait = RetryHints.read(headers, json, now);
        boolean day = text.contains("limit: 0,") || text.endsWith("limit: 0");
        for (Object violation : Names.list(find(details, "QuotaFailure"), "violations")) {
            day |= violation instanceof Map<?, ?> quota
                    && Names.text(quota, "quotaId").contains("PerDay");
        }
        if (!day) {
            return wait;
        }
        ZonedDateTime midnight = now.atZone(PACIFIC)
                .toLocalDate()
                .plusDays(1)
                .atTime(LocalTime.MIDNIGHT)
                .atZone(PACIFIC);
        Duration rest = Duration.between(now, midnight.toInstant());
        return wait == null || wait.compareTo(rest) < 0 ? rest : wait;
    }
}
