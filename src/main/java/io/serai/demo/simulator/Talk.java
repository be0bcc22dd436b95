package io.serai.demo.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;

/** One answer while it is given, on the event loop: what is due is written, and a timer set for the rest. */
final class Talk {
    private static final long NONE = -1;
    private static final double NANOS = 1e6;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long begun = System.nanoTime();
    private final boolean sleeps;
    private final Runnable ended;
    private long timer = NONE;
    private boolean over;

    /**
     * Begins one.
     *
     * @param sleeps whether what is due later is written later; else all is due now
     * @param ended what to do at its end, however it ends
     */
    Talk(Vertx vertx, HttpServerRequest request, boolean sleeps, Runnable ended) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.sleeps = sleeps;
        this.ended = ended;
        response.closeHandler(gone -> end());
        response.exceptionHandler(broken -> end());
    }

    /** Does something after some milliseconds of the talk. */
    void at(double due, Runnable step) {
        if (over) {
            return;
        }
        double wait = sleeps ? due - (System.nanoTime() - begun) / NANOS : 0;
        if (wait <= 0) {
            step.run();
        } else {
            timer = vertx.setTimer(Math.max(1, Math.round(Math.ceil(wait))), id -> {
                timer = NONE;
                if (!over) {
                    step.run();
                }
            });
        }
    }

    void whole(int status, String type, byte[] body) {
        end();
        response.setStatusCode(status).putHeader("content-type", type).end(Buffer.buffer(body));
    }

    /** Sends as if it were whole, but ends the connection after half of it. */
    void half(String type, byte[] body) {
        response.putHeader("content-type", type)
                .putHeader("content-length", Integer.toString(body.length))
                .write(Buffer.buffer(body).slice(0, body.length / 2));
        cut();
    }

    void write(String type, String piece) {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader("content-type", type);
        }
        response.write(piece);
    }

    void complete() {
        end();
        response.end();
    }

    /** Ends the connection after what was written. */
    void cut() {
        end();
        request.connection().close();
    }

    /** Ends the connection as a host that has crashed and come back does. */
    void reset() {
        end();
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** Before the client can know of it, so that its next call finds the place free. */
    private void end() {
        if (!over) {
            over = true;
            if (timer != NONE) {
                vertx.cancelTimer(timer);
            }
            ended.run();
        }
    }
}
