package io.serai.clients.nodes;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work that waits for the turn of this node; run once, at the turn or by a caller that has waited long enough. */
final class Ask<T extends @Nullable Object> {
    private final List<String> owners;
    private final Supplier<T> what;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable T result;
    private volatile @Nullable RuntimeException failure;

    Ask(List<String> owners, Supplier<T> what) {
        this.owners = owners;
        this.what = what;
    }

    List<String> owners() {
        return owners;
    }

    /** Runs it unless it has been. */
    void run() {
        if (begun.compareAndSet(false, true)) {
            try {
                result = what.get();
            } catch (RuntimeException e) {
                failure = e;
            } finally {
                decided.countDown();
            }
        }
    }

    /** Reports that what it has changed is known to all nodes, or cannot be. */
    void done() {
        done.countDown();
    }

    /** Waits a bounded time for the turn; false if that did not come. */
    boolean await(long millis) {
        try {
            return done.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The result; runs it now unless it has been. */
    @SuppressWarnings("NullAway") // The supplier's own type says whether it may be null.
    T result() {
        run();
        boolean interrupted = false;
        while (true) {
            try {
                decided.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return result;
    }
}
