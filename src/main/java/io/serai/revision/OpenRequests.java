package io.serai.revision;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The HTTP requests that came to a revision and are not answered yet, each from its head to the end of its answer. Camel counts a request
 * only once its body is there, and refuses it while it shuts down; so the revision must not end before.
 */
final class OpenRequests {
    private int open;
    private boolean closed;

    /** Counts a request; false if none is taken any more. */
    synchronized boolean add(HttpServerRequest request) {
        if (closed) {
            return false;
        }
        open++;
        AtomicBoolean ended = new AtomicBoolean();
        request.response().bodyEndHandler(answered -> end(ended));
        // A client that leaves while it sends gets no answer.
        var unused = request.end().onFailure(left -> end(ended));
        return true;
    }

    private void end(AtomicBoolean ended) {
        if (ended.compareAndSet(false, true)) {
            synchronized (this) {
                open--;
                notifyAll();
            }
        }
    }

    synchronized int count() {
        return open;
    }

    /** Waits until all are answered, and takes none from then on. */
    synchronized void close(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); open > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed = true;
    }
}
