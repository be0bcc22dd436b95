package io.serai.ingress.edge;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all request bodies in flight share, in bytes of the bodies. Large bodies share three quarters of it, so that a few of them
 * never keep ordinary requests out.
 */
public final class BodyBudget {
    /** A body up to this size may take of the last quarter, too. */
    static final long SMALL = 64 << 10;

    private final AtomicLong held = new AtomicLong();
    private volatile long limit = Long.MAX_VALUE;

    /** Sets what all bodies together may take from now on, in bytes. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** What the bodies in flight take now, in bytes. */
    public long held() {
        return held.get();
    }

    /** The largest body that fits into an empty budget. */
    long largest() {
        return Math.max(SMALL, limit - limit / 4);
    }

    /** Takes a share for a body of that many bytes, of which some are taken already; false if there is no room for it. */
    boolean take(long more, long already) {
        long most = more + already <= SMALL ? limit : limit - limit / 4;
        for (long now = held.get(); ; now = held.get()) {
            // A small body alone always fits, however small the budget.
            if (now + more > most && (now > 0 || more + already > SMALL)) {
                return false;
            }
            if (held.compareAndSet(now, now + more)) {
                return true;
            }
        }
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
