package io.serai.ingress.http;

import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.RejectedException;
import io.serai.chat.StoppingException;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.edge.BodyBudget;
import io.serai.ingress.edge.ClientConnections;
import io.serai.ingress.edge.Coding;
import io.serai.ingress.edge.HeadLimits;
import io.serai.ingress.edge.HttpLimits;
import io.serai.ingress.edge.UploadReader;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of the process. It passes each request to the revision that is current when the request comes, and answers itself only
 * what no route does: unknown paths, bodies that are too big, unknown client keys.
 */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 8192;

    /** Requests at once on one connection of HTTP/2. */
    private static final long MOST_STREAMS = 100;

    /** How long a connection of HTTP/2 may be silent: longer than any call. */
    private static final int IDLE_MINUTES = 15;

    /** What clients send without meaning it, as curl -d does; it would be read as fields and files. */
    private static final Pattern FORM =
            Pattern.compile("(application/x-www-form-urlencoded|multipart/).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*([^;]*)", Pattern.CASE_INSENSITIVE);

    private final Vertx vertx;
    private final HttpServerOptions options;
    private final ClientConnections connections;
    private final BodyBudget budget = new BodyBudget();
    private final Refusals refusals;
    private final HttpRouters routers;
    private final Admission admission = new Admission();
    private final SignIn signIn;
    private final Map<String, Handler<HttpServerRequest>> answers = new ConcurrentHashMap<>();
    private io.vertx.core.http.@Nullable HttpServer server;
    private io.vertx.core.http.@Nullable HttpServer second;
    private volatile @Nullable Handler<HttpServerRequest> current;
    private volatile @Nullable Handler<HttpServerRequest> admin;
    private volatile @Nullable Handler<HttpServerRequest> page;
    private volatile Map<String, Object> features = Map.of();
    private volatile BiConsumer<String, Integer> changed = (path, status) -> {};
    private volatile boolean stopping;

    /**
     * @param heads how large the head of a request may be
     * @param limits until {@link #limit others} are set
     * @param dialects in which to answer at a path that no route has answered at
     * @param observer is notified of the requests that no route gets
     */
    public HttpServer(
            Vertx vertx,
            HeadLimits heads,
            HttpLimits limits,
            Function<String, ServerDialect> dialects,
            CallObserver observer) {
        this.vertx = vertx;
        this.options = options(heads);
        this.connections = new ClientConnections(options, heads, limits);
        this.refusals = new Refusals(vertx, heads, dialects, observer);
        this.routers = new HttpRouters(vertx, refusals, budget);
        this.signIn = new SignIn(vertx, admission, () -> features);
    }

    /**
     * Sets the keys that are wanted from now on.
     *
     * @param clientKeys of which every client must show one; none to serve everybody
     * @param viewerKeys which see what operators see, and change nothing
     * @param adminKeys one of which operators must show as soon as there are keys of either kind
     * @param clients further client keys, each with a record of its own
     */
    public void admit(List<String> clientKeys, List<String> viewerKeys, List<String> adminKeys, ClientKeyRing clients) {
        admission.keys(new AccessKeys(clientKeys, viewerKeys, adminKeys, clients));
    }

    /**
     * Sets what browsers get from now on.
     *
     * @param features what a session may do, for the page
     * @param withoutUse after how long without use a session ends
     * @param inAll after how long it ends in any case
     */
    public void page(
            @Nullable Handler<HttpServerRequest> page,
            Map<String, Object> features,
            Duration withoutUse,
            Duration inAll) {
        this.page = page;
        this.features = Map.copyOf(features);
        admission.sessions(withoutUse, inAll);
    }

    /** Sets the listener to changes by operators, with their path and status. */
    public void whenChanged(BiConsumer<String, Integer> listener) {
        changed = listener;
    }

    /** Whether a request that was let in would be let in still. */
    public boolean mayStay(HttpServerRequest request) {
        return admission.refusal(request) == null;
    }

    /** Whether a request shows that an operator sends it, who may change things. */
    public boolean isOperator(HttpServerRequest request) {
        return admission.isOperator(request);
    }

    /** Sets what reads uploads; before any router is made. */
    public void uploads(UploadReader reader) {
        routers.uploads(reader);
    }

    /** Takes no more calls; health, metrics and operation go on answering. */
    public void refuseCalls() {
        stopping = true;
    }

    /** The sender of a request: a digest that is the same for the same client; empty without a key. */
    public String client(HttpServerRequest request) {
        return admission.client(request);
    }

    /** The sender of a request: the client key that admits it; {@link Caller#NONE} without a known key. */
    public Caller caller(HttpServerRequest request) {
        return admission.caller(request);
    }

    /** Sets what clients may take from now on. */
    public void limit(HttpLimits limits) {
        connections.limit(limits);
        budget.limit(limits.bodies());
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
        server = vertx.createHttpServer(options)
                .connectionHandler(connections::accept)
                .requestHandler(this::handle)
                .invalidRequestHandler(refusals::refuseUnread);
        return server.listen(port, host)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    /**
     * Begins to listen for HTTP/2 without TLS, and nothing else: behind one port, what is HTTP/1 could not be looked at from its first byte.
     *
     * @throws Exception if the address is taken
     */
    public void listenHttp2(String host, int port) throws Exception {
        HttpServerOptions http2 = new HttpServerOptions(options)
                .setHttp2ClearTextEnabled(true)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(MOST_STREAMS)
                        .setMaxHeaderListSize(options.getMaxHeaderSize()))
                .setIdleTimeout(IDLE_MINUTES)
                .setIdleTimeoutUnit(TimeUnit.MINUTES);
        second = vertx.createHttpServer(http2)
                .connectionHandler(connections::count)
                .requestHandler(this::handleHttp2)
                .invalidRequestHandler(refusals::refuseUnread);
        var unused = second.listen(port, host)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void handleHttp2(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            handle(request);
        } else {
            refusals.refuseBody(
                    request,
                    new RejectedException(
                            505,
                            "http_version_not_supported",
                            "This port speaks HTTP/2 only (serai.http.h2c-port); HTTP/1.1 is at serai.http.port.",
                            null));
        }
    }

    private static HttpServerOptions options(HeadLimits heads) {
        return new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                // Clients that vanish without a word do not keep their connections for ever.
                .setTcpKeepAlive(true)
                .setMaxInitialLineLength(heads.line())
                .setMaxHeaderSize(heads.bytes())
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    private void handle(HttpServerRequest request) {
        Handler<HttpServerRequest> revision = current;
        Handler<HttpServerRequest> answerer = answerer(request);
        Handler<HttpServerRequest> operator = answerer == null && isOperators(request.path()) ? admin : answerer;
        RejectedException ofPage = admission.refusalOfPage(request);
        if (ofPage != null) {
            refusals.refuse(request, ofPage);
            return;
        }
        Handler<HttpServerRequest> browsers = browsers(request);
        if (browsers != null) {
            browsers.handle(request);
            return;
        }
        Cors.allow(request);
        if (Cors.asksInAdvance(request)) {
            Cors.answer(request);
            return;
        }
        RejectedException notAdmitted = admission.refusal(request);
        if (notAdmitted != null) {
            refuseLater(request, notAdmitted);
            return;
        }
        RejectedException refusal = refusalOfCoding(request);
        if (refusal != null) {
            refusals.refuse(request, refusal);
        } else if (request.path().equals(SignIn.PATH)) {
            signIn.handle(request);
        } else if (operator != null) {
            if (!Visit.reads(request) || Visit.isConversation(request.path())) {
                Audit.note(request, admission.actor(request), admission::isKey, changed);
            }
            operator.handle(request);
        } else if (stopping) {
            request.response().putHeader("connection", "close");
            refusals.refuse(request, StoppingException.notTaken(Instant.now()));
        } else if (revision == null) {
            refusals.refuse(request, new RejectedException(503, "starting", "Serai is starting.", null));
        } else {
            String type = request.getHeader("content-type");
            if (type != null && isMisleading(type) && !UploadReader.takes(request)) {
                request.headers().set("content-type", "application/json");
            }
            revision.handle(request);
        }
    }

    /** Whether a type would have the body read as something else than what it is, or not at all. */
    private static boolean isMisleading(String type) {
        if (FORM.matcher(type).matches()) {
            return true;
        }
        if (type.indexOf(';') < 0) {
            return false;
        }
        Matcher charset = CHARSET.matcher(type);
        try {
            return charset.find() && !Charset.isSupported(charset.group(1));
        } catch (IllegalCharsetNameException e) {
            return true;
        }
    }

    /** What a browser is shown, which holds nothing that is anybody's own; null if it is no browser, or asks for something else. */
    private @Nullable Handler<HttpServerRequest> browsers(HttpServerRequest request) {
        Handler<HttpServerRequest> shown = page;
        if (shown == null || !Visit.reads(request)) {
            return null;
        }
        String path = request.path();
        String accept = path.equals("/") ? request.getHeader("accept") : null;
        return path.startsWith("/ui/") || accept != null && accept.contains("text/html") ? shown : null;
    }

    private static boolean isOperators(String path) {
        return path.equals("/admin") || path.startsWith("/admin/") || Admission.isShim(path);
    }

    /** Refuses a request that may not enter, the later the more wrong keys came from where it comes from. */
    private void refuseLater(HttpServerRequest request, RejectedException why) {
        long delay = why.status() == 503 ? 0 : admission.delayOf(request).toMillis();
        if (delay == 0) {
            refusals.refuse(request, why);
        } else {
            vertx.setTimer(delay, due -> refusals.refuse(request, why));
        }
    }

    private static @Nullable RejectedException refusalOfCoding(HttpServerRequest request) {
        String coding = request.getHeader("content-encoding");
        return Coding.of(coding) != null
                ? null
                : new RejectedException(
                        415,
                        "unsupported_content_encoding",
                        "The body's content-encoding '" + coding
                                + "' is unknown; send it plain, as gzip or as deflate.",
                        null);
    }

    private @Nullable Handler<HttpServerRequest> answerer(HttpServerRequest request) {
        boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        return reads ? answers.get(request.path()) : null;
    }

    /** A router for the HTTP routes of one revision, with answers for what none of them takes. */
    public Router newRouter() {
        return routers.router();
    }

    /** The same router as Camel's platform-http component wants it. */
    public VertxPlatformHttpRouter forCamel(Router router, HttpLimits limits) {
        return routers.forCamel(router, limits);
    }

    @Override
    public void close() throws Exception {
        if (second != null) {
            second.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
