package io.serai.ingress.http;

import io.serai.chat.Call;
import io.serai.chat.ClientWishes;
import io.serai.chat.RejectedException;
import io.serai.ingress.Failures;
import io.serai.ingress.edge.BodyBudget;
import io.serai.ingress.edge.BodyReader;
import io.serai.ingress.edge.HttpLimits;
import io.serai.ingress.edge.UploadReader;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/** The routers of the HTTP routes, one for each revision, with answers for what none of the routes takes. */
final class HttpRouters {
    private static final int LONGEST_SHOWN = 200;

    private final Vertx vertx;
    private final Refusals refusals;
    private final BodyBudget budget;
    private @Nullable UploadReader uploads;

    HttpRouters(Vertx vertx, Refusals refusals, BodyBudget budget) {
        this.vertx = vertx;
        this.refusals = refusals;
        this.budget = budget;
    }

    /** Sets what reads uploads; before any router is made. */
    void uploads(UploadReader reader) {
        uploads = reader;
    }

    Router router() {
        Router router = Router.router(vertx);
        OtherPaths.on(router);
        router.errorHandler(404, this::failUnknown);
        router.errorHandler(405, context -> failMethod(context, methods(router, path(context))));
        router.errorHandler(400, this::failUnread);
        router.errorHandler(
                500,
                context -> refusals.refuse(
                        context.request(), Failures.toTell(failure(context), Call.of(ClientWishes.NONE))));
        return router;
    }

    /** The same router as Camel's platform-http component wants it. */
    VertxPlatformHttpRouter forCamel(Router router, HttpLimits limits) {
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(8080);
        return new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return new BodyReader(limits, budget, refusals::refuseBody, uploads);
            }
        };
    }

    private void failUnknown(RoutingContext context) {
        refusals.refuse(
                context.request(),
                new RejectedException(
                        404,
                        "not_found",
                        "There is no " + context.request().method() + ' ' + shown(context)
                                + ". The paths of OpenAI's, Anthropic's, Gemini's and Ollama's APIs are there, as"
                                + " POST /v1/chat/completions, POST /v1/messages, POST /api/chat and GET /v1/models.",
                        null));
    }

    private void failMethod(RoutingContext context, String methods) {
        if ("websocket".equalsIgnoreCase(context.request().getHeader("upgrade"))) {
            // Codex tries a WebSocket first, and falls back at once if it gets this status.
            context.response().putHeader("upgrade", "HTTP/1.1").putHeader("connection", "upgrade");
            refusals.refuse(
                    context.request(),
                    new RejectedException(
                            426,
                            "upgrade_required",
                            shown(context) + " answers no WebSockets; send " + methods + " over HTTP/1.1.",
                            null));
            return;
        }
        context.response().putHeader("allow", methods);
        refusals.refuse(
                context.request(),
                new RejectedException(
                        405,
                        "method_not_allowed",
                        shown(context) + " does not take " + context.request().method() + ", but " + methods + '.',
                        null));
    }

    /** Answers a body that cannot be read to its end, unless the client has left. */
    private void failUnread(RoutingContext context) {
        Throwable failure = context.failure();
        boolean left = failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof IOException;
        if (left || context.response().ended()) {
            return;
        }
        if (context.request().version() == HttpVersion.HTTP_2) {
            // Other requests are on the connection.
            refusals.refuse(context.request(), Refusals.malformed());
        } else {
            refusals.refuseUnread(context.request());
        }
    }

    /** The path, as far as it helps to see it. */
    private static String shown(RoutingContext context) {
        String path = path(context);
        return path.length() <= LONGEST_SHOWN ? path : path.substring(0, LONGEST_SHOWN) + "...";
    }

    private static String path(RoutingContext context) {
        try {
            return context.normalizedPath();
        } catch (IllegalArgumentException e) {
            // What cannot be decoded is shown as it came.
            return context.request().path();
        }
    }

    /** The methods that a path takes. */
    private static String methods(Router router, String path) {
        return router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .filter(route -> isAt(route.getPath(), route.isExactPath(), path))
                .flatMap(route -> route.methods().stream())
                .map(HttpMethod::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Whether a path is that of a route, which may have parameters such as {@code :id}. */
    private static boolean isAt(String pattern, boolean whole, String path) {
        String[] wanted = pattern.split("/", -1);
        String[] there = path.split("/", -1);
        if (whole || pattern.contains("/:") ? wanted.length != there.length : !path.startsWith(pattern)) {
            return false;
        }
        return IntStream.range(0, wanted.length)
                .allMatch(i -> wanted[i].startsWith(":")
                        ? !there[i].isEmpty()
                        : wanted[i].equals(there[i]) || !whole && i == wanted.length - 1);
    }

    private static Throwable failure(RoutingContext context) {
        return context.failure() == null ? new IllegalStateException("no reason given") : context.failure();
    }
}
