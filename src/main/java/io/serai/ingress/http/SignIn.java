package io.serai.ingress.http;

import io.serai.dialect.Json;
import io.serai.ingress.http.Admission.Visitor;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a key of the operator's page for a session: {@code POST /admin/session} with {@code {"key": "..."}} begins one, {@code
 * DELETE} ends it, {@code GET} reports who is signed in, and what that one may do.
 */
final class SignIn {
    static final String PATH = "/admin/session";
    private static final int LARGEST = 8 << 10;

    private final Vertx vertx;
    private final Admission admission;
    private final Supplier<Map<String, Object>> features;

    /** @param features what the page may show to a session */
    SignIn(Vertx vertx, Admission admission, Supplier<Map<String, Object>> features) {
        this.vertx = vertx;
        this.admission = admission;
        this.features = features;
    }

    void handle(HttpServerRequest request) {
        switch (request.method().name()) {
            case "GET", "HEAD" -> JsonReply.send(request, 200, shown(admission.visitor(request)));
            case "POST" -> read(request);
            case "DELETE" -> {
                admission.signOut(request);
                JsonReply.send(request, 200, Map.of("signedIn", false));
            }
            default -> {
                request.response().putHeader("allow", "GET, HEAD, POST, DELETE");
                JsonReply.send(request, 405, Map.of("error", "GET, POST and DELETE are there."));
            }
        }
    }

    private void read(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= LARGEST) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> signIn(request, body));
    }

    private void signIn(HttpServerRequest request, Buffer body) {
        String key;
        try {
            key = body.length() > LARGEST ? null : key(body.getBytes());
        } catch (IllegalArgumentException e) {
            JsonReply.send(request, 400, Map.of("error", String.valueOf(e.getMessage())));
            return;
        }
        if (key == null) {
            JsonReply.send(request, 400, Map.of("error", "Send {\"key\": \"...\"}."));
            return;
        }
        if (admission.hasTriedTooOften(request)) {
            Audit.signIn(request, "refused after too many wrong keys");
            request.response().putHeader("retry-after", "60");
            JsonReply.send(
                    request, 429, Map.of("error", "There were too many wrong keys from your address; wait a minute."));
            return;
        }
        Visitor visitor = admission.signIn(request, key);
        if (visitor == null) {
            Audit.signIn(request, "a wrong key");
            refuse(request, admission.delayOfWrongKey(request));
            return;
        }
        Audit.signIn(request, visitor.name() + " signed in");
        JsonReply.send(request, 200, shown(visitor));
    }

    private void refuse(HttpServerRequest request, Duration delay) {
        Map<String, Object> error = Map.of("error", "No key of this Serai is like that.");
        if (delay.isZero()) {
            JsonReply.send(request, 401, error);
        } else {
            vertx.setTimer(delay.toMillis(), due -> JsonReply.send(request, 401, error));
        }
    }

    private static @Nullable String key(byte[] body) {
        Object key = Json.parseIfAny(body) instanceof Map<?, ?>
                ? OperatorQuery.fields(body, List.of("key")).get("key")
                : null;
        return key instanceof String text && !text.isBlank() ? text.strip() : null;
    }

    private Map<String, Object> shown(@Nullable Visitor visitor) {
        if (visitor == null) {
            return Map.of("signedIn", false);
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("signedIn", true);
        shown.put("role", visitor.role().name().toLowerCase(Locale.ROOT));
        shown.put("name", visitor.name());
        shown.put("open", visitor.ends() == null);
        if (visitor.ends() != null) {
            shown.put("ends", visitor.ends().toString());
        }
        shown.putAll(features.get());
        return shown;
    }
}
