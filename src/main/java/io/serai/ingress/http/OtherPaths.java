package io.serai.ingress.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Paths that clients ask for whose base URL is not quite the one that their SDK wants: without the {@code /v1} that OpenAI's want in it,
 * or with one that Anthropic's and others' add themselves; and Gemini's with the alpha in place of the beta. A route at such a path itself takes precedence.
 */
final class OtherPaths {
    private record OtherPath(String regex, String path) {}

    private static final List<OtherPath> OTHERS = List.of(
            new OtherPath("/(?:v1|api)(/(?:v1|v1beta|v1alpha|api)/.+)", ""),
            new OtherPath("/v1alpha(/.+)", "/v1beta"),
            new OtherPath(
                    "(/(?:chat/completions|completions|responses|embeddings|messages(?:/count_tokens|/batches(?:/.+)?)?|models(?:/.+)?|files(?:/.+)?|batches(?:/.+)?))",
                    "/v1"));

    /** How often a request is led on: a path may have the version twice, and be too short and too long. */
    private static final int MOST = 4;

    private static final String LED = OtherPaths.class.getName();

    private OtherPaths() {}

    static void on(Router router) {
        for (OtherPath other : OTHERS) {
            router.routeWithRegex(other.regex()).last().handler(context -> reroute(context, other.path()));
        }
    }

    private static void reroute(RoutingContext context, String before) {
        Integer led = context.get(LED, 0);
        if (led == MOST) {
            context.next();
            return;
        }
        context.put(LED, led + 1);
        HttpMethod method = context.request().method();
        String query = context.request().query();
        context.reroute(method, before + context.pathParam("param0") + (query == null ? "" : '?' + query));
    }
}
