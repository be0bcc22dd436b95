package io.serai.ingress.http;

import io.serai.dialect.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests of operators on threads of their own, since the event loop must not wait; whatever happens there, each gets an answer. */
public final class OffLoop {
    private static final Logger LOG = LoggerFactory.getLogger(OffLoop.class);

    private OffLoop() {}

    /** Lets a thread answer a request. */
    public static void answer(HttpServerRequest request, Runnable work) {
        Thread.ofVirtual().name("admin").start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.error("{} {} failed", request.method(), request.path(), e);
                fail(request);
            }
        });
    }

    private static void fail(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        var unused = response.setStatusCode(500)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.write(Map.of("error", "Serai failed; its log has the reason."))));
    }
}
