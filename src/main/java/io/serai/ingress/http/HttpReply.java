package io.serai.ingress.http;

import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.ChatResponse;
import io.serai.chat.ChatSink;
import io.serai.dialect.EventWriter;
import io.serai.dialect.ServerDialect;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP answer to one request. A streamed one is written here event by event, each at once: the head goes out with the first event,
 * or with the first keep-alive comment if a model thinks for long. Its writer waits while the client reads slower.
 */
final class HttpReply implements ChatSink {
    /** The exchange property that carries it. */
    static final String PROPERTY = "serai.reply";

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final ServerDialect dialect;
    private final Call call;
    private final Map<String, Object> sent;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore wakeUps = new Semaphore(0);
    private @Nullable EventWriter events;
    private long keepAliveTimer = -1;
    private boolean headSent;
    private boolean started;
    private volatile boolean left;
    private volatile boolean hurried;
    private volatile Runnable rest = () -> {};
    private volatile long lastWrite;

    /** @param sent the client's headers, as its exchange has them */
    HttpReply(Vertx vertx, HttpServerResponse response, ServerDialect dialect, Call call, Map<String, Object> sent) {
        this.sent = sent;
        this.vertx = vertx;
        this.response = response;
        this.dialect = dialect;
        this.call = call;
        response.closeHandler(closed -> leave());
        response.exceptionHandler(failure -> leave());
        if (response.closed()) {
            leave();
        }
    }

    ServerDialect dialect() {
        return dialect;
    }

    Call call() {
        return call;
    }

    /** The headers with which the client has asked, as its exchange has them. */
    Map<String, Object> sent() {
        return sent;
    }

    HttpServerResponse response() {
        return response;
    }

    /** Makes it a stream, on which something is written at least once in the given time. */
    void stream(EventWriter writer, Duration keepAlive) {
        events = writer;
        lastWrite = System.nanoTime();
        call.streamTo(this);
        long millis = keepAlive.toMillis();
        if (millis > 0 && writer.keepAlive().length > 0) {
            keepAliveTimer = vertx.setPeriodic(Math.max(10, millis / 2), timer -> keepAlive(writer, millis));
        }
    }

    /** Whether it is a stream. */
    boolean streams() {
        return events != null;
    }

    /** Whether the head of a stream has gone out, so that nothing can be told by status and headers any more. */
    boolean headSent() {
        lock.lock();
        try {
            return headSent;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public void accept(ChatResponse piece) {
        if (!started) {
            started = true;
            call.report().firstPiece();
        }
        call.report().said(Said.characters(piece));
        write(writer().piece(piece));
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void hurry(boolean others) {
        hurried = others;
        wakeUps.release();
    }

    @Override
    public void beforeEnd(Runnable action) {
        rest = action;
    }

    /** Ends a stream that is complete. */
    void complete() {
        ChatException missing = passRest();
        finish(missing == null ? writer().end() : writer().error(missing, call.id()));
    }

    /** Ends a stream that is not. */
    void fail(ChatException why) {
        ChatException missing = passRest();
        finish(writer().error(missing == null ? why : missing, call.id()));
    }

    private @Nullable ChatException passRest() {
        try {
            rest.run();
            return null;
        } catch (ChatException e) {
            return e;
        }
    }

    /** Ends without a word, since nobody listens. */
    void abandon() {
        cancelTimer();
        if (!response.ended()) {
            var unused = response.end();
        }
    }

    private EventWriter writer() {
        if (events == null) {
            throw new IllegalStateException("not a stream");
        }
        return events;
    }

    private void write(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        lock.lock();
        try {
            if (gone()) {
                throw call.whyGone();
            }
            sendHead();
            lastWrite = System.nanoTime();
            var unused = response.write(Buffer.buffer(bytes));
            if (response.writeQueueFull()) {
                wakeUps.drainPermits();
                response.drainHandler(ready -> wakeUps.release());
                long full = System.nanoTime();
                while (response.writeQueueFull() && !gone() && !hurried) {
                    wakeUps.acquireUninterruptibly();
                }
                call.report().waited(System.nanoTime() - full);
            }
        } finally {
            lock.unlock();
        }
        if (gone()) {
            throw call.whyGone();
        }
    }

    private void finish(byte[] last) {
        cancelTimer();
        lock.lock();
        try {
            sendHead();
            if (!response.ended()) {
                var unused = response.end(Buffer.buffer(last));
            }
        } finally {
            lock.unlock();
        }
    }

    private void sendHead() {
        if (headSent || response.headWritten()) {
            return;
        }
        headSent = true;
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("content-type", writer().contentType())
                .putHeader("cache-control", "no-cache")
                .putHeader("x-accel-buffering", "no");
        ReplyHeaders.of(call, dialect, started).forEach(response::putHeader);
    }

    /** Runs on the event loop, which must not wait: while somebody else writes, nothing else is needed. */
    private void keepAlive(EventWriter writer, long millis) {
        boolean silent = System.nanoTime() - lastWrite >= millis * 1_000_000 * 9 / 10;
        if (!silent || !lock.tryLock()) {
            return;
        }
        try {
            if (!response.ended() && !gone() && !response.writeQueueFull()) {
                sendHead();
                lastWrite = System.nanoTime();
                var unused = response.write(Buffer.buffer(writer.keepAlive()));
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        if (response.ended()) {
            return;
        }
        cancelTimer();
        left = true;
        call.leave();
        wakeUps.release();
    }

    /** Whether its client has left, though others may wait for the same answer. */
    boolean left() {
        return left;
    }

    private boolean gone() {
        return left || call.gone();
    }

    private void cancelTimer() {
        long timer = keepAliveTimer;
        if (timer >= 0) {
            keepAliveTimer = -1;
            vertx.cancelTimer(timer);
        }
    }
}
