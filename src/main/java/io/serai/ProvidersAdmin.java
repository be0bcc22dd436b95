package io.serai;

import io.serai.dialect.Json;
import io.serai.provider.Waking;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator does with providers that rest: {@code POST /admin/providers/NAME/wake}, {@code .../keys/ALIAS/wake} and {@code
 * .../models/MODEL/wake} let them be asked again at once. All other requests go on.
 */
final class ProvidersAdmin implements Handler<HttpServerRequest> {
    private static final Pattern WAKE = Pattern.compile("/admin/providers/([^/]+)(?:/keys/([^/]+)|/models/(.+))?/wake");

    private final Supplier<Waking> waking;
    private final Handler<HttpServerRequest> others;

    ProvidersAdmin(Supplier<Waking> waking, Handler<HttpServerRequest> others) {
        this.waking = waking;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Matcher wake = WAKE.matcher(request.path());
        if (!wake.matches()) {
            others.handle(request);
        } else if (!request.method().name().equals("POST")) {
            request.response().putHeader("allow", "POST");
            answer(request, 405, "error", "POST to this path wakes what rests");
        } else {
            // States are guarded by locks, for which the event loop must not wait.
            Thread.ofVirtual().name("admin").start(() -> wake(request, wake));
        }
    }

    private void wake(HttpServerRequest request, Matcher wake) {
        try {
            String provider = decoded(wake.group(1));
            Waking all = waking.get();
            String awake = wake.group(2) != null
                    ? all.key(provider, decoded(wake.group(2)))
                    : wake.group(3) != null ? all.model(provider, decoded(wake.group(3))) : all.provider(provider);
            answer(request, 200, "awake", awake);
        } catch (IllegalArgumentException e) {
            answer(request, 404, "error", String.valueOf(e.getMessage()));
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void answer(HttpServerRequest request, int status, String name, String text) {
        byte[] body = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField(name, text);
            json.writeEndObject();
        });
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(Buffer.buffer(body));
    }
}
