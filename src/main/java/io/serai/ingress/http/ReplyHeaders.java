package io.serai.ingress.http;

import io.serai.chat.Call;
import io.serai.dialect.ServerDialect;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of every answer that report what became of its request. */
final class ReplyHeaders {

    private static final int LONGEST = 4096;

    private ReplyHeaders() {}

    static Map<String, String> of(Call call, ServerDialect dialect) {
        return of(call, dialect, true);
    }

    /** @param known whether it is known who answers, and how; before the first piece of a stream it is not */
    static Map<String, String> of(Call call, ServerDialect dialect, boolean known) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-request-id", call.id());
        headers.put(dialect.requestIdHeader(), call.id());
        put(headers, "x-serai-target", known ? call.trail().target() : "");
        put(headers, "x-serai-task", call.task());
        headers.put("x-serai-cache", call.cache());
        if (call.isAnsweredBefore()) {
            headers.put("age", Long.toString(Math.max(0, call.age().toSeconds())));
        }
        put(headers, "x-serai-attempts", known ? call.trail().toString() : "");
        put(
                headers,
                "x-serai-waited",
                call.waiting().waited().isZero() ? "" : call.waiting().waited().toMillis() + "ms");
        put(headers, "x-serai-degraded", call.degraded());
        put(headers, "x-serai-dropped", known ? call.dropped() : "");
        put(headers, "x-serai-adjusted", known ? call.adjusted() : "");
        call.clearance().headers().forEach((name, value) -> put(headers, name, value));
        return headers;
    }

    /** Whole seconds until a moment, at least one. */
    static String secondsUntil(Instant moment) {
        return Long.toString(Math.max(
                1, Duration.between(Instant.now(), moment).plusMillis(999).toSeconds()));
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, printable(shortened(value)));
        }
    }

    /** Clients read some kilobytes of headers; of longer ones the beginning and the end matter most. */
    private static String shortened(String value) {
        return value.length() <= LONGEST
                ? value
                : value.substring(0, LONGEST / 2) + " ... " + value.substring(value.length() - LONGEST / 2);
    }

    /** Header values are ASCII on one line. */
    private static String printable(String value) {
        int at = 0;
        while (at < value.length() && isPrintable(value.charAt(at))) {
            at++;
        }
        if (at == value.length()) {
            return value;
        }
        char[] text = value.toCharArray();
        for (; at < text.length; at++) {
            text[at] = isPrintable(text[at]) ? text[at] : '?';
        }
        return new String(text);
    }

    private static boolean isPrintable(char letter) {
        return letter >= 0x20 && letter <= 0x7e;
    }
}
