package io.serai;

import io.serai.dialect.Json;
import io.serai.ingress.http.JsonReply;
import io.serai.ingress.http.OffLoop;
import io.serai.ingress.http.OperatorQuery;
import io.serai.promptlog.PromptLog;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prompt log over HTTP: {@code GET /admin/prompts} shows the last entries, and those that come as server-sent events if they are asked
 * for; {@code DELETE /admin/prompts?key=ID} takes away all of a client key. All other requests go on.
 */
final class PromptsAdmin implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(PromptsAdmin.class);
    private static final String PATH = "/admin/prompts";
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int USUAL = 20;
    private static final int MOST = 1000;
    private static final int LARGEST = 4 << 10;
    private static final int MOST_VIEWERS = 8;
    private static final long COMMENT_MILLIS = 15_000;

    private final PromptLog log;
    private final Predicate<HttpServerRequest> mayStay;
    private final Handler<HttpServerRequest> others;
    private final AtomicInteger viewers = new AtomicInteger();

    /** @param mayStay whether a request would be admitted now */
    PromptsAdmin(PromptLog log, Predicate<HttpServerRequest> mayStay, Handler<HttpServerRequest> others) {
        this.log = log;
        this.mayStay = mayStay;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String accept = request.getHeader("accept");
        if (!request.path().equals(PATH)) {
            others.handle(request);
        } else if (HttpMethod.GET.equals(request.method()) && accept != null && accept.contains("text/event-stream")) {
            follow(request);
        } else if (READS.contains(request.method())) {
            // Files are read, for which the event loop must not wait.
            OffLoop.answer(request, () -> show(request));
        } else if (HttpMethod.DELETE.equals(request.method())) {
            OperatorQuery.read(request, LARGEST, body -> erase(request, body));
        } else {
            request.response().putHeader("allow", "GET, HEAD, DELETE");
            JsonReply.send(request, 405, Map.of("error", "GET and DELETE are there."));
        }
    }

    private void show(HttpServerRequest request) {
        String last;
        try {
            last = OperatorQuery.parameters(request, List.of("last")).get("last");
        } catch (IllegalArgumentException e) {
            JsonReply.send(request, 400, Map.of("error", String.valueOf(e.getMessage())));
            return;
        }
        int many = last == null ? USUAL : last.matches("\\d{1,4}") ? Integer.parseInt(last) : -1;
        if (many < 0 || many > MOST) {
            JsonReply.send(request, 400, Map.of("error", "'last' must be a whole number from 0 to " + MOST + '.'));
            return;
        }
        try {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("log", log.mode().name().toLowerCase(java.util.Locale.ROOT));
            report.put("dropped", log.dropped());
            report.put(
                    "prompts",
                    log.store().last(many).stream()
                            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
                            .toList());
            JsonReply.send(request, 200, report);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The prompt log cannot be read: {}", e.toString());
            JsonReply.send(request, 500, Map.of("error", "The prompt log cannot be read; Serai's log has the reason."));
        }
    }

    /** Sends entries as they are written, to a few who look; one that reads too slowly misses some. */
    private void follow(HttpServerRequest request) {
        if (viewers.incrementAndGet() > MOST_VIEWERS) {
            viewers.decrementAndGet();
            JsonReply.send(
                    request, 429, Map.of("error", "Only " + MOST_VIEWERS + " may follow the prompt log at once."));
            return;
        }
        Context context = Vertx.currentContext();
        HttpServerResponse response = request.response()
                .setChunked(true)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store");
        AutoCloseable view = log.view(line -> context.runOnContext(now -> send(request, "data: " + line + "\n\n")));
        long comments = context.owner().setPeriodic(COMMENT_MILLIS, due -> send(request, ": \n\n"));
        response.closeHandler(closed -> {
            context.owner().cancelTimer(comments);
            viewers.decrementAndGet();
            try {
                view.close();
            } catch (Exception e) {
                LOG.debug("A view of the prompt log did not close: {}", e.toString());
            }
        });
        send(request, ": \n\n");
    }

    /** Sends an event to those who may still see it; the stream of a removed key ends. */
    private void send(HttpServerRequest request, String event) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (!mayStay.test(request)) {
            var unused = response.end();
        } else if (!response.writeQueueFull()) {
            var unused = response.write(event);
        }
    }

    private void erase(HttpServerRequest request, byte[] body) {
        String key;
        try {
            OperatorQuery.fields(body, List.of());
            key = key(OperatorQuery.parameters(request, List.of("key", "client")));
        } catch (IllegalArgumentException e) {
            JsonReply.send(request, 400, Map.of("error", String.valueOf(e.getMessage())));
            return;
        }
        try {
            JsonReply.send(request, 200, Map.of("key", key, "erased", log.erase(key)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("Prompts of a key cannot be erased: {}", e.toString());
            JsonReply.send(request, 500, Map.of("error", "The prompts cannot be erased; Serai's log has the reason."));
        }
    }

    private static String key(Map<String, String> query) {
        String key = query.size() == 1 ? query.values().iterator().next() : "";
        if (!key.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,47}")) {
            throw new IllegalArgumentException("Name one client key by its id: DELETE /admin/prompts?key=ID.");
        }
        return key;
    }
}
