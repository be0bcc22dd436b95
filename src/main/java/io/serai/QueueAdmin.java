package io.serai;

import io.serai.broker.Broker;
import io.serai.broker.SetAside;
import io.serai.broker.SetAside.Choice;
import io.serai.broker.SetAside.Letter;
import io.serai.dialect.Json;
import io.serai.ingress.http.OperatorQuery;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The queue over HTTP: {@code GET /admin/queue/failed} lists the messages that were set aside, and {@code POST /admin/queue/replay} sends them
 * back, all of them or those that fit {@code id} and {@code code}, {@code most} of them. All other requests go on.
 */
final class QueueAdmin implements Handler<HttpServerRequest> {
    private static final String FAILED = "/admin/queue/failed";
    private static final String REPLAY = "/admin/queue/replay";
    private static final int MOST_LISTED = 100;
    private static final int MOST = 1_000_000;
    private static final int LARGEST = 4 << 10;
    private static final List<String> PARAMETERS = List.of("id", "code", "most");

    private final Broker broker;
    private final SetAside setAside;
    private final Handler<HttpServerRequest> others;

    QueueAdmin(Broker broker, Handler<HttpServerRequest> others) {
        this.broker = broker;
        this.setAside = new SetAside(broker.connections());
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        boolean replays = request.path().equals(REPLAY);
        if (!replays && !request.path().equals(FAILED)) {
            others.handle(request);
        } else if (!request.method().equals(replays ? HttpMethod.POST : HttpMethod.GET)) {
            request.response().putHeader("allow", replays ? "POST" : "GET");
            answer(request, 405, Map.of("error", replays ? "Only POST is there." : "Only GET is there."));
        } else if (!broker.isThere()) {
            answer(request, 503, Map.of("error", "No broker runs: no route uses one, or it has not started yet."));
        } else {
            // The broker answers when it can, for which the event loop must not wait.
            OperatorQuery.read(request, LARGEST, body -> work(request, replays, body));
        }
    }

    private void work(HttpServerRequest request, boolean replays, byte[] body) {
        try {
            OperatorQuery.fields(body, List.of());
            Choice choice = choice(OperatorQuery.parameters(request, PARAMETERS), replays ? MOST : MOST_LISTED);
            answer(
                    request,
                    200,
                    replays ? Map.of("replayed", setAside.replay(choice)) : Map.of("messages", listed(choice)));
        } catch (IllegalArgumentException e) {
            answer(request, 400, Map.of("error", String.valueOf(e.getMessage())));
        } catch (JMSException | JMSRuntimeException e) {
            answer(request, 503, Map.of("error", "The broker does not answer: " + e.getMessage()));
        }
    }

    private List<Object> listed(Choice choice) throws JMSException {
        return setAside.list(choice).stream().<Object>map(QueueAdmin::fields).toList();
    }

    private static Map<String, Object> fields(Letter letter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", letter.id());
        fields.put("queue", letter.queue());
        fields.put("code", letter.code());
        fields.put("reason", letter.reason());
        fields.put("sent", letter.sent().toString());
        return fields;
    }

    /**
     * The messages that parameters mean.
     *
     * @param usually how many if they say nothing of it
     * @throws IllegalArgumentException if they mean nothing
     */
    static Choice choice(Map<String, String> parameters, int usually) {
        parameters.forEach((name, value) -> {
            if (!PARAMETERS.contains(name) || value.isBlank()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is wrong: id, code and most may be there, with a value;"
                                + " without them all messages are meant.");
            }
        });
        return new Choice(
                parameters.getOrDefault("id", ""),
                parameters.getOrDefault("code", ""),
                most(parameters.get("most"), usually));
    }

    private static int most(@Nullable String text, int usually) {
        if (text == null) {
            return usually;
        }
        if (!text.matches("[1-9]\\d{0,6}") || Integer.parseInt(text) > MOST) {
            throw new IllegalArgumentException("'most' must be a whole number from 1 to " + MOST + ".");
        }
        return Integer.parseInt(text);
    }

    private static void answer(HttpServerRequest request, int status, Map<String, Object> body) {
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.write(body)));
    }
}
