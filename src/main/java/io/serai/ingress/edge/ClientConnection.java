package io.serai.ingress.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.serai.chat.RejectedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client's HTTP/1 connection, and since when: beginning a request, sending its body, waiting for an answer, not reading it,
 * resting. All of it happens on the event loop. The times are those of {@link ClientConnections}' last look, about a second old.
 */
final class ClientConnection extends ChannelOutboundHandlerAdapter {
    /** The bytes in a second that a body must have on average, after the time that all bodies have. */
    static final long SLOWEST = 64 << 10;

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "client");
    private static final long NEVER = Long.MIN_VALUE;

    private final Channel channel;
    private final ClientConnections all;
    private final RequestDecoder decoder;
    private boolean answering;
    private boolean silent = true;
    private long head;
    private long body = NEVER;
    private long bodyBytes;
    private long rest = NEVER;
    private @Nullable BodyShare share;
    private @Nullable Object unread;
    private long unreadProgress;
    private long unreadSince;

    ClientConnection(Channel channel, ClientConnections all, HeadLimits limits) {
        this.channel = channel;
        this.all = all;
        this.head = all.now();
        this.decoder = new RequestDecoder(all.options(), limits, this);
    }

    /** Takes its place in the pipeline, before any byte is read. */
    void install() {
        channel.attr(KEY).set(this);
        channel.pipeline().replace("httpDecoder", "httpDecoder", decoder);
        channel.pipeline().addBefore("handler", "client", this);
    }

    /** Keeps the share of a request until its answer has gone out, or its client has left. */
    static void keep(HttpServerRequest request, RoutingContext context, BodyShare share) {
        ClientConnection client = of(request.connection());
        if (client == null) {
            context.addEndHandler(end -> share.release());
        } else {
            client.share = share;
        }
    }

    /** The share of the request that a connection is answering; null if there is none. */
    static @Nullable BodyShare share(HttpConnection connection) {
        ClientConnection client = of(connection);
        return client == null ? null : client.share;
    }

    private static @Nullable ClientConnection of(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                ? base.channel().attr(KEY).get()
                : null;
    }

    void headBegins() {
        if (head == NEVER) {
            head = all.now();
        }
        silent = false;
    }

    void headRead() {
        head = NEVER;
        body = all.now();
        bodyBytes = 0;
        answering = true;
    }

    /** Whether a request is not answered yet. What comes behind it waits. */
    boolean isAnswering() {
        return answering;
    }

    void bodyRead(int bytes) {
        bodyBytes += bytes;
    }

    void bodyEnds() {
        body = NEVER;
        rest = all.now();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            answering = false;
            rest = all.now();
            giveBack();
            if (decoder.isWaiting()) {
                // When Vert.x has taken note of the end, too.
                channel.eventLoop().execute(decoder::resume);
            }
        }
        var unused = context.write(message, promise);
    }

    /** Whether another answer follows, as after {@code 100 Continue}. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    void closed() {
        giveBack();
    }

    private void giveBack() {
        BodyShare given = share;
        if (given != null) {
            share = null;
            given.release();
        }
    }

    /** Ends the connection if what it is doing takes too long. */
    void look(long now, HttpLimits limits) {
        if (isUnread(now, limits.unreadTime())) {
            close();
        } else if (body != NEVER) {
            long slowest = bodyBytes * (1_000_000_000 / SLOWEST);
            if (isLonger(now - body - slowest, limits.bodyTime())) {
                body = NEVER;
                decoder.refuse();
                channel.pipeline().fireExceptionCaught(tooSlow("body"));
            }
        } else if (answering) {
            // However long the answer takes.
            return;
        } else if (head != NEVER) {
            if (isLonger(now - head, limits.headTime())) {
                refuseHead();
            }
        } else if (isLonger(now - rest, limits.idleTime())) {
            close();
        }
    }

    private static boolean isLonger(long nanos, Duration limit) {
        return limit.isPositive() && nanos > limit.toNanos();
    }

    private void refuseHead() {
        head = NEVER;
        rest = all.now();
        decoder.refuse();
        if (silent) {
            close();
            return;
        }
        DefaultFullHttpRequest begun = new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/");
        begun.setDecoderResult(DecoderResult.failure(tooSlow("head")));
        answering = true;
        channel.pipeline().context(decoder).fireChannelRead(begun).fireChannelReadComplete();
    }

    /** Closes at once: by itself Vert.x would wait until the client has read what is there for it. */
    private void close() {
        var unused = channel.pipeline().context(this).close();
    }

    private static RejectedException tooSlow(String part) {
        return new RejectedException(
                408,
                "request_timeout",
                "The " + part + " of the request did not come in time (serai.http." + part + "-timeout).",
                null);
    }

    /** Whether the client has taken nothing for that long of what is there for it. */
    @SuppressWarnings("ReferenceEquality") // It is this very message that does not go out.
    private boolean isUnread(long now, Duration limit) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() == 0) {
            unread = null;
            return false;
        }
        Object first = waiting.current();
        long progress = waiting.currentProgress();
        if (first != unread || progress != unreadProgress) {
            unread = first;
            unreadProgress = progress;
            unreadSince = now;
            return false;
        }
        return first != null && isLonger(now - unreadSince, limit);
    }
}
