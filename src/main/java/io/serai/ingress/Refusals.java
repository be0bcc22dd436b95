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
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Function;

/** Answers requests that no route gets, each with an error in the client's dialect. */
final class Refusals {
    /** Bytes of all headers of a request together; the cookies of a browser are many. */
    static final int LONGEST_HEADERS = 64 << 10;

    static final int LONGEST_LINE = 16 << 10;

    /** How long the body of a refused request is still read. */
    private static final Duration LINGER = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final Function<String, ServerDialect> dialects;
    private final CallObserver observer;

    /**
     * @param dialects the dialect of a path
     * @param observer is notified of each refused request
     */
    Refusals(Vertx vertx, Function<String, ServerDialect> dialects, CallObserver observer) {
        this.vertx = vertx;
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

    /** Refuses what is no HTTP request, or has too long a head, and closes the connection. */
    void refuseUnread(HttpServerRequest request) {
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

    /** Refuses a request with its body unread. The connection closes when the client has sent the body, or has had the time to read the answer. */
    void refuseBody(HttpServerRequest request, RejectedException why) {
        boolean alone = request.version() != HttpVersion.HTTP_2;
        if (alone) {
            request.response().putHeader("connection", "close");
        }
        refuse(request, why);
        if (alone && !request.isEnded()) {
            // To close at once would reset the connection, and may take the answer from a client that is still sending.
            HttpConnection connection = request.connection();
            request.endHandler(end -> connection.close());
            vertx.setTimer(LINGER.toMillis(), late -> connection.close());
        }
    }
}
