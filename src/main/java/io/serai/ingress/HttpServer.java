package io.serai.ingress;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.ChatException;
import io.serai.chat.ClientWishes;
import io.serai.chat.Origin;
import io.serai.chat.RejectedException;
import io.serai.dialect.ServerDialect;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of the process. It passes each request to the revision that is current when the request comes, and answers itself only
 * what no route does: unknown paths, bodies that are too big, unknown client keys.
 */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 8192;

    /** Bytes of all headers of a request together; the cookies of a browser are many. */
    private static final int LONGEST_HEADERS = 64 << 10;

    private static final int LONGEST_LINE = 16 << 10;

    /** What clients send without meaning it, as curl -d does; it would be read as fields and files. */
    private static final Pattern FORM =
            Pattern.compile("(application/x-www-form-urlencoded|multipart/).*", Pattern.CASE_INSENSITIVE);

    /** How long a body is read on that is refused. */
    private static final Duration LINGER = Duration.ofSeconds(3);

    /** The status with which {@link BodyHandler} tells that a body did not come to its end. */
    private static final int UNREAD = 200;

    private final Vertx vertx;
    private final Function<String, ServerDialect> dialects;
    private final CallObserver observer;
    private final Admission admission = new Admission();
    private final Map<String, Handler<HttpServerRequest>> answers = new ConcurrentHashMap<>();
    private io.vertx.core.http.@Nullable HttpServer server;
    private volatile @Nullable Handler<HttpServerRequest> current;
    private volatile @Nullable Handler<HttpServerRequest> admin;

    /**
     * @param dialects in which to answer at a path that no route has answered at
     * @param observer is told of the requests that no route gets
     */
    public HttpServer(Vertx vertx, Function<String, ServerDialect> dialects, CallObserver observer) {
        this.vertx = vertx;
        this.dialects = dialects;
        this.observer = observer;
    }

    /** Sets the keys of which every client must show one from now on; none to serve everybody. */
    public void admit(List<String> keys) {
        admission.keys(keys);
    }

    /** Sets who takes the requests from now on. */
    public void serve(Handler<HttpServerRequest> revision) {
        current = revision;
    }

    /** Sets who answers below {@code /admin/}. */
    public void administer(Handler<HttpServerRequest> operator) {
        admin = operator;
    }

    /** Sets who answers {@code GET} and {@code HEAD} at a path, whatever the routes say. */
    public void answer(String path, Handler<HttpServerRequest> operator) {
        answers.put(path, operator);
    }

    /**
     * Begins to listen.
     *
     * @return the port, the one that was given unless that was 0
     * @throws Exception if the address is taken
     */
    public int listen(String host, int port) throws Exception {
        admission.listensAt(host);
        HttpServerOptions options = new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                // Clients that vanish without a word do not keep their connections for ever.
                .setTcpKeepAlive(true)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setDecompressionSupported(true);
        server = vertx.createHttpServer(options).requestHandler(this::handle).invalidRequestHandler(this::refuseUnread);
        return server.listen(port, host)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private void handle(HttpServerRequest request) {
        Handler<HttpServerRequest> revision = current;
        Handler<HttpServerRequest> answerer = answerer(request);
        Handler<HttpServerRequest> operator =
                answerer == null && request.path().startsWith("/admin/") ? admin : answerer;
        RejectedException ofPage = admission.refusalOfPage(request);
        if (ofPage != null) {
            refuse(request, ofPage);
            return;
        }
        Cors.allow(request);
        if (Cors.asksInAdvance(request)) {
            Cors.answer(request);
            return;
        }
        RejectedException refusal = admission.refusal(request);
        if (refusal == null) {
            refusal = refusalOfCoding(request);
        }
        if (refusal != null) {
            refuse(request, refusal);
        } else if (operator != null) {
            operator.handle(request);
        } else if (revision == null) {
            refuse(request, new RejectedException(503, "starting", "Serai is starting.", null));
        } else {
            String type = request.getHeader("content-type");
            if (type != null && FORM.matcher(type).matches()) {
                request.headers().set("content-type", "application/json");
            }
            revision.handle(request);
        }
    }

    /** What is left of the header when gzip and deflate have been decoded. */
    private static @Nullable RejectedException refusalOfCoding(HttpServerRequest request) {
        String coding = request.getHeader("content-encoding");
        return coding == null || coding.isBlank() || coding.equalsIgnoreCase("identity")
                ? null
                : new RejectedException(
                        415,
                        "unsupported_content_encoding",
                        "The body's content-encoding '" + coding
                                + "' is unknown; send it plain, as gzip or as deflate.",
                        null);
    }

    /** Answers what is no HTTP request, or has too long a head. */
    private void refuseUnread(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        RejectedException why = switch (cause) {
            case TooLongHttpHeaderException longHeaders ->
                new RejectedException(
                        431, "headers_too_large", "The headers are larger than " + LONGEST_HEADERS + " bytes.", null);
            case TooLongHttpLineException longLine ->
                new RejectedException(414, "uri_too_long", "The URI is longer than " + LONGEST_LINE + " bytes.", null);
            case null, default -> malformed();
        };
        request.response().putHeader("connection", "close");
        refuse(request, why);
        var unused = request.connection().close();
    }

    private static RejectedException malformed() {
        return RejectedException.badRequest("The HTTP request is malformed.", null);
    }

    private @Nullable Handler<HttpServerRequest> answerer(HttpServerRequest request) {
        boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        return reads ? answers.get(request.path()) : null;
    }

    /**
     * A router for the HTTP routes of one revision, with answers for what none of them takes.
     *
     * @param bodyLimit the largest request body, in bytes
     */
    public Router newRouter(long bodyLimit) {
        Router router = Router.router(vertx);
        OtherPaths.on(router);
        router.errorHandler(
                404,
                context -> fail(
                        context,
                        new RejectedException(
                                404,
                                "not_found",
                                "There is no " + context.request().method() + ' ' + context.normalizedPath()
                                        + ". The paths of OpenAI's, Anthropic's, Gemini's and Ollama's APIs are there, as"
                                        + " POST /v1/chat/completions, POST /v1/messages, POST /api/chat and GET /v1/models.",
                                null)));
        router.errorHandler(405, context -> {
            String methods = methods(router, context.normalizedPath());
            context.response().putHeader("allow", methods);
            fail(
                    context,
                    new RejectedException(
                            405,
                            "method_not_allowed",
                            context.normalizedPath() + " does not take "
                                    + context.request().method() + ", but " + methods + '.',
                            null));
        });
        router.errorHandler(413, context -> refuseLong(context.request(), bodyLimit));
        router.errorHandler(400, this::failUnread);
        router.errorHandler(UNREAD, this::failUnread);
        router.errorHandler(
                500, context -> fail(context, HttpIngress.toTell(failure(context), Call.of(ClientWishes.NONE))));
        return router;
    }

    /** Answers a body that is too large, and hangs up when the client has sent it, or has had the time to see the answer. */
    private void refuseLong(HttpServerRequest request, long bodyLimit) {
        boolean alone = request.version() != HttpVersion.HTTP_2;
        if (alone) {
            request.response().putHeader("connection", "close");
        }
        refuse(
                request,
                new RejectedException(
                        413,
                        "request_too_large",
                        "The body is larger than " + bodyLimit + " bytes (serai.http.body-limit).",
                        null));
        if (alone && !request.isEnded()) {
            // To close at once would reset the connection, and may take the answer from a client that is still sending.
            HttpConnection connection = request.connection();
            request.endHandler(end -> connection.close());
            vertx.setTimer(LINGER.toMillis(), late -> connection.close());
        }
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
            fail(context, malformed());
        } else {
            refuseUnread(context.request());
        }
    }

    /** The methods that a path takes. */
    private static String methods(Router router, String path) {
        return router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .filter(route -> route.isExactPath() ? path.equals(route.getPath()) : path.startsWith(route.getPath()))
                .flatMap(route -> route.methods().stream())
                .map(HttpMethod::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The same router as Camel's platform-http component wants it. */
    public VertxPlatformHttpRouter forCamel(Router router, long bodyLimit) {
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(8080);
        return new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return BodyHandler.create(false).setPreallocateBodyBuffer(true).setBodyLimit(bodyLimit);
            }
        };
    }

    private static Throwable failure(RoutingContext context) {
        return context.failure() == null ? new IllegalStateException("no reason given") : context.failure();
    }

    private void fail(RoutingContext context, ChatException why) {
        refuse(context.request(), why);
    }

    private void refuse(HttpServerRequest request, ChatException why) {
        ServerDialect dialect = dialects.apply(request.path());
        HttpServerResponse response = request.response();
        if (why.status() != 500) {
            Call call = HttpIngress.call(request, ClientWishes.NONE);
            response.putHeader("x-request-id", call.id());
            call.report().begin(new Origin("http", dialect.name()), observer);
            call.report().failed(why);
            call.report().end();
        }
        if (response.headWritten() || response.ended()) {
            response.reset();
            return;
        }
        response.setStatusCode(why.status()).putHeader("content-type", "application/json");
        var unused = response.end(Buffer.buffer(dialect.writeError(why)));
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
