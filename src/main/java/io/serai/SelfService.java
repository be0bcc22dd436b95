package io.serai;

import io.serai.chat.Caller;
import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyReport;
import io.serai.clients.KeyReport.Group;
import io.serai.clients.KeyReport.Seen;
import io.serai.ingress.http.HttpServer;
import io.serai.ingress.http.JsonReply;
import io.serai.ingress.http.OffLoop;
import io.serai.routing.ModelNames;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of a client key's holder: {@code GET /v1/key}, and the same in the shapes of LiteLLM, OpenRouter and new-api, which
 * menu bars, editors and chat pages know. An operator may ask LiteLLM's about any key, user and team.
 */
final class SelfService {
    private static final Logger LOG = LoggerFactory.getLogger(SelfService.class);

    private final HttpServer server;
    private final KeyReport report;
    private final Function<String, @Nullable ClientKey> keys;
    private final Supplier<@Nullable ModelNames> names;

    /**
     * @param keys client keys by id
     * @param names the models that serve; null while none do
     */
    SelfService(
            HttpServer server,
            KeyReport report,
            Function<String, @Nullable ClientKey> keys,
            Supplier<@Nullable ModelNames> names) {
        this.server = server;
        this.report = report;
        this.keys = keys;
        this.names = names;
    }

    /** What an answer is made of: the request and its sender. */
    private interface Shape {
        Object of(HttpServerRequest request, Caller caller);
    }

    /** Answers at its paths, whatever the routes say. */
    void answer() {
        at("/v1/key", ofKey(report::json));
        at("/key/info", this::key);
        at("/user/info", this::user);
        at("/team/info", this::team);
        at("/api/v1/key", ofKey(KeyShapes::openRouterKey));
        at("/api/v1/auth/key", ofKey(KeyShapes::openRouterKey));
        at("/api/v1/credits", ofKey(KeyShapes::openRouterCredits));
        at("/api/usage/token", ofKey(KeyShapes::newApiUsage));
        for (String before : new String[] {"", "/v1"}) {
            server.answer(before + "/model/info", request -> OffLoop.answer(request, () -> models(request)));
            at(before + "/dashboard/billing/subscription", ofKey(KeyShapes::billingSubscription));
            at(before + "/dashboard/billing/usage", ofKey(KeyShapes::billingUsage));
        }
    }

    private Shape ofKey(Function<Seen, Map<String, Object>> shape) {
        return (request, caller) -> shape.apply(report.of(caller));
    }

    private void at(String path, Shape shape) {
        // Windows are guarded by locks, for which the event loop must not wait.
        server.answer(path, request -> OffLoop.answer(request, () -> answer(request, shape)));
    }

    /** Without keys anybody may ask, as for other lists of models. */
    private void models(HttpServerRequest request) {
        ModelNames known = names.get();
        JsonReply.send(
                request,
                200,
                known == null
                        ? Map.of("data", List.of())
                        : ModelInfo.of(known, keys.apply(server.caller(request).key())));
    }

    private void answer(HttpServerRequest request, Shape shape) {
        Caller caller = server.caller(request);
        if (caller.key().isEmpty()) {
            JsonReply.send(
                    request,
                    401,
                    error("invalid_api_key", "Show the client key that you ask about as 'Authorization: Bearer KEY'."));
            return;
        }
        try {
            JsonReply.send(request, 200, shape.of(request, caller));
        } catch (ClientException e) {
            JsonReply.send(request, e.status(), error(e.status() == 403 ? "key_not_yours" : "not_found", e.reason()));
        } catch (RuntimeException e) {
            LOG.error("{} failed", request.path(), e);
            JsonReply.send(request, 500, error("internal_error", "Serai failed; its log has the reason."));
        }
    }

    /** A query parameter that asks about somebody; null if it is not there, or names the sender. */
    private @Nullable String other(HttpServerRequest request, String name, @Nullable String own) {
        String asked = request.getParam(name);
        if (asked == null || asked.isBlank() || asked.strip().equals(own)) {
            return null;
        }
        if (!server.isOperator(request)) {
            throw new ClientException(403, "A client key may ask about itself only; leave out " + name + '.');
        }
        return asked.strip();
    }

    /** A holder learns what binds it, an operator what the key itself has. */
    private Object key(HttpServerRequest request, Caller caller) {
        Caller asked = asked(request, caller);
        Seen seen = report.of(asked);
        return LiteLlmShapes.key(asked.key().equals(caller.key()) ? seen : seen.own());
    }

    /** Whose key is meant: an operator may ask about any, by its id or as a whole. */
    private Caller asked(HttpServerRequest request, Caller caller) {
        String asked = request.getParam("key");
        boolean own = asked != null && !asked.isBlank() && LiteLlmKeys.id(asked).equals(caller.key());
        String other = own ? null : other(request, "key", caller.key());
        if (other == null) {
            return caller;
        }
        ClientKey key = keys.apply(LiteLlmKeys.id(other));
        if (key == null) {
            throw new ClientException(404, "There is no client key of that id.");
        }
        return key.caller();
    }

    private Object user(HttpServerRequest request, Caller caller) {
        String own = LiteLlmShapes.user(caller);
        String other = other(request, "user_id", own);
        String id = other == null ? own : other;
        ClientKey alone = other == null ? null : keys.apply(other);
        Group user = other == null && caller.owner().isEmpty()
                ? report.alone(caller)
                : alone != null && alone.owner().isEmpty()
                        ? report.alone(alone.caller())
                        : report.user(other == null ? caller.owner() : other);
        if (user.keys().isEmpty() && user.states().isEmpty()) {
            throw new ClientException(404, "No client key has that user as its owner.");
        }
        List<Group> teams = user.keys().stream()
                .map(key -> key.caller().team())
                .filter(team -> !team.isEmpty())
                .distinct()
                .map(report::team)
                .toList();
        return LiteLlmShapes.user(id, user, teams);
    }

    /** The holder of a team's key sees the usage of the team, and of its keys that one alone. */
    private Object team(HttpServerRequest request, Caller caller) {
        String other = other(request, "team_id", caller.team());
        Group team = other != null || !caller.team().isEmpty()
                ? report.team(other == null ? caller.team() : other)
                : new Group("", List.of(), List.of(), 0);
        if (other != null && team.keys().isEmpty() && team.states().isEmpty()) {
            throw new ClientException(404, "No client key is in that team.");
        }
        List<Seen> shown = other != null || server.isOperator(request) ? team.keys() : List.of(report.of(caller));
        return LiteLlmShapes.team(team, shown);
    }

    private static Map<String, Object> error(String code, String message) {
        return Map.of("error", Map.of("message", message, "type", "invalid_request_error", "code", code));
    }
}
