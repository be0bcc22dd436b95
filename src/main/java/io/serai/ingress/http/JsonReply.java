package io.serai.ingress.http;

import io.serai.dialect.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Answers an operator's or a key holder's request with JSON, which no cache keeps. */
public final class JsonReply {
    private JsonReply() {}

    /** Sends a body; to HEAD only how long it is. */
    public static void send(HttpServerRequest request, int status, Object body) {
        byte[] bytes = Json.write(body);
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .putHeader("content-length", Integer.toString(bytes.length))
                .end(HttpMethod.HEAD.equals(request.method()) ? Buffer.buffer() : Buffer.buffer(bytes));
    }
}
