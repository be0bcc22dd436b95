package io.serai.ingress.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The headers that browsers need before a page may send a request and read its answer; {@link Admission} decides which pages may. No cookies
 * and other credentials of a browser are asked for, so that a page has no rights but those of its own key.
 */
final class Cors {
    private static final String SECONDS = "600";

    private Cors() {}

    /** Lets the page that sent a request read its answer; what no page sent is left as it is. */
    static void allow(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            request.response()
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "*")
                    .putHeader(HttpHeaders.VARY, "origin");
        }
    }

    /** Whether a browser asks in advance, without the page's key, what the page may send. */
    static boolean asksInAdvance(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS
                && request.getHeader(HttpHeaders.ORIGIN) != null
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }

    /** Answers that it may send what it wants to. */
    static void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response()
                .setStatusCode(204)
                .putHeader(
                        HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
                        request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD))
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS);
        String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (headers != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
        var unused = response.end();
    }
}
