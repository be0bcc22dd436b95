package io.serai.ingress.edge;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The share of one request in the {@link BodyBudget}. It is given back when the request is answered, or its client has left, and nothing works
 * on it any more, whichever is later.
 */
public final class BodyShare {
    private final BodyBudget budget;
    private long bytes;
    private int holders = 1;

    BodyShare(BodyBudget budget) {
        this.budget = budget;
    }

    /** The share of a request that is not answered yet; null if it has none. */
    public static @Nullable BodyShare of(HttpServerRequest request) {
        return ClientConnection.share(request.connection());
    }

    /** Takes some bytes more; false if there is no room for them. */
    synchronized boolean grow(long more) {
        if (holders > 0 && budget.take(more, bytes)) {
            bytes += more;
            return true;
        }
        return false;
    }

    /** Gives some bytes back before the rest. */
    synchronized void shrink(long less) {
        if (holders > 0) {
            bytes -= less;
            budget.giveBack(less);
        }
    }

    /** Keeps it until one more {@link #release}. */
    public synchronized void hold() {
        holders += holders > 0 ? 1 : 0;
    }

    public synchronized void release() {
        if (holders > 0 && --holders == 0) {
            budget.giveBack(bytes);
        }
    }
}
