package io.serai.ingress.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.ChatException;
import io.serai.chat.ClientWishes;
import io.serai.chat.Origin;
import io.serai.chat.RejectedException;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.edge.HeadLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Answers requests that no route gets, each with an error in the client's dialect. */
final class Refusals {
    /** How long the body of a refused request is still read. */
    private static final Duration LINGER = Duration.ofSeconds(3);

    private static final Pattern API = Pattern.compile("^/(v1|v1beta|v1alpha|api|admin|metrics)(/|$)");

    private final Vertx vertx;
    private final HeadLimits heads;
    private final Function<String, ServerDialect> dialects;
    private final CallObserver observer;

    /**
     * @param dialects the dialect of a path
     * @param observer is notified of each refused request
     */
    Refusals(Vertx vertx, HeadLimits heads, Function<String, ServerDialect> dialects, CallObserver observer) {
        this.vertx = vertx;
        this.heads = heads;
        this.dialects = dialects;
        this.observer = observer;
    }

    static RejectedException malformed() {
        return RejectedException.badRequest("The HTTP request is malformed.", null);
    }

    /** Refuses a request. The connection stays open. */
    void refuse(HttpServerRequest request, ChatException why) {
        ServerDialect dialect = dialects.apply(request.path());
        HttpServerResponse response = request.response();
        Call call = Arrivals.call(request, ClientWishes.NONE);
        if (why.status() != 500 && asks(request, why)) {
            call.report().begin(new Origin(HttpIngress.INGRESS, dialect.name()), observer);
            call.report().failed(why);
            call.report().end();
        }
        if (response.headWritten() || response.ended()) {
            response.reset();
            return;
        }
        String begun = response.headers().get("x-request-id");
        String id = begun == null ? call.id() : begun;
        response.putHeader("x-request-id", id).putHeader(dialect.requestIdHeader(), id);
        response.setStatusCode(why.status()).putHeader("content-type", "application/json");
        if (why.retryAt() != null) {
            response.putHeader("retry-after", ReplyHeaders.secondsUntil(why.retryAt()));
        }
        var unused = response.end(Buffer.buffer(dialect.writeError(why, id)));
    }

    /** Whether a client asks for something: not a browser for an icon, nor a scanner. */
    private static boolean asks(HttpServerRequest request, ChatException why) {
        boolean looks = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        return !looks
                || (why.status() != 404
                        && why.status() != 426
                        && API.matcher(request.path()).find());
    }

    /** Refuses what is no HTTP request, or has too long a head, and closes the connection. */
    void refuseUnread(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        RejectedException why = switch (cause) {
            case TooLongHttpHeaderException longHeaders ->
                new RejectedException(
                        431,
                        "headers_too_large",
                        "The headers are larger than " + heads.bytes() + " bytes (serai.http.header-limit).",
                        null);
            case TooLongHttpLineException longLine ->
                new RejectedException(
                        414,
                        "uri_too_long",
                        "The URI is longer than " + heads.line() + " bytes (serai.http.uri-limit).",
                        null);
            case RejectedException known -> known;
            case null, default -> malformed();
        };
        request.response().putHeader("connection", "close");
        refuse(request, why);
        var unused = request.connection().close();
    }

    /** Refuses a request with its body unread. The connection closes when the client has sent the body, or has had the time to read the answer. */
    void refuseBody(HttpServerRequest request, ChatException why) {
        boolean alone = request.version() != HttpVersion.HTTP_2;
        if (alone) {
            request.response().putHeader("connection", "close");
        }
        refuse(request, why);
        HttpConnection connection = request.connection();
        if (alone && request.isEnded()) {
            var unused = connection.close();
        } else if (alone) {
            // To close at once would reset the connection, and may take the answer from a client that is still sending.
            request.endHandler(end -> connection.close());
            vertx.setTimer(LINGER.toMillis(), late -> connection.close());
        }
    }
}
