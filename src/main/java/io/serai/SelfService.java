package io.serai;

import io.serai.chat.Caller;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyReport;
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
 * What the holder of a client key asks of it: {@code GET /v1/key}, and the same in the shapes of LiteLLM, OpenRouter and new-api, which
 * menu bars, editors and chat pages know.
 */
final class SelfService {
    private static final Logger LOG = LoggerFactory.getLogger(SelfService.class);

    private static final String KEY_INFO = "/key/info";

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

    /** Answers at its paths, whatever the routes say. */
    void answer() {
        at("/v1/key", report::json);
        at(KEY_INFO, KeyShapes::liteLlmKey);
        at("/user/info", KeyShapes::liteLlmUser);
        at(
                "/team/info",
                seen -> KeyShapes.liteLlmTeam(seen, report.spentBy(seen.caller().team())));
        at("/api/v1/key", KeyShapes::openRouterKey);
        at("/api/v1/auth/key", KeyShapes::openRouterKey);
        at("/api/v1/credits", KeyShapes::openRouterCredits);
        at("/api/usage/token", KeyShapes::newApiUsage);
        for (String before : new String[] {"", "/v1"}) {
            server.answer(before + "/model/info", request -> OffLoop.answer(request, () -> models(request)));
            at(before + "/dashboard/billing/subscription", KeyShapes::billingSubscription);
            at(before + "/dashboard/billing/usage", KeyShapes::billingUsage);
        }
    }

    private void at(String path, Function<Seen, Map<String, Object>> shape) {
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

    private void answer(HttpServerRequest request, Function<Seen, Map<String, Object>> shape) {
        Caller caller = server.caller(request);
        String other = other(request, caller);
        if (caller.key().isEmpty()) {
            JsonReply.send(
                    request,
                    401,
                    error("invalid_api_key", "Show the client key that you ask about as 'Authorization: Bearer KEY'."));
        } else if (!other.isEmpty()) {
            JsonReply.send(
                    request,
                    403,
                    error("key_not_yours", "A client key may ask about itself only; leave out " + other + '.'));
        } else {
            try {
                JsonReply.send(request, 200, shape.apply(report.of(askedFor(request, caller))));
            } catch (RuntimeException e) {
                LOG.error("{} failed", request.path(), e);
                JsonReply.send(request, 500, error("internal_error", "Serai failed; its log has the reason."));
            }
        }
    }

    /** Whose key is meant: an operator may ask about any, as LiteLLM's {@code /key/info?key=} does. */
    private Caller askedFor(HttpServerRequest request, Caller caller) {
        String asked = request.path().equals(KEY_INFO) ? request.getParam("key") : null;
        ClientKey key = asked == null ? null : keys.apply(LiteLlmKeys.id(asked));
        return key == null ? caller : key.caller();
    }

    /** The parameter that asks about somebody else; empty if none does. */
    private String other(HttpServerRequest request, Caller caller) {
        String asked = request.path().equals(KEY_INFO) ? request.getParam("key") : null;
        if (asked != null && server.isOperator(request) && keys.apply(LiteLlmKeys.id(asked)) != null) {
            return "";
        }
        String user = request.getParam("user_id");
        String team = request.getParam("team_id");
        String key = asked;
        if (user != null && !user.equals(caller.owner())) {
            return "user_id";
        }
        if (team != null && !team.equals(caller.team())) {
            return "team_id";
        }
        return key != null && !key.equals(caller.key()) && !key.contains("-" + caller.key() + "-") ? "key" : "";
    }

    private static Map<String, Object> error(String code, String message) {
        return Map.of("error", Map.of("message", message, "type", "invalid_request_error", "code", code));
    }
}
