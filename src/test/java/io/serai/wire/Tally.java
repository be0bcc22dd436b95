package io.serai.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What has happened at a fake vendor so far, for tests to wait for. */
final class Tally {
    /** Far more than anything takes here, so that only a real failure waits so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Lock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private int connections;
    private int open;
    private int abandoned;

    void connected() {
        note(() -> {
            connections++;
            open++;
        });
    }

    void disconnected() {
        note(() -> open--);
    }

    void requested(RecordedRequest request) {
        note(() -> requests.add(request));
    }

    void abandoned() {
        note(() -> abandoned++);
    }

    List<RecordedRequest> requests() {
        return read(() -> List.copyOf(requests));
    }

    int count() {
        return read(requests::size);
    }

    int connections() {
        return read(() -> connections);
    }

    int openConnections() {
        return read(() -> open);
    }

    int abandonedAnswers() {
        return read(() -> abandoned);
    }

    void awaitRequests(int least) {
        await(() -> requests.size() >= least, least + " requests");
    }

    void awaitAbandoned(int least) {
        await(() -> abandoned >= least, least + " abandoned answers");
    }

    void awaitOpenConnections(int most) {
        await(() -> open <= most, "at most " + most + " open connections");
    }

    private void note(Runnable event) {
        lock.lock();
        try {
            event.run();
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T read(Supplier<T> state) {
        lock.lock();
        try {
            return state.get();
        } finally {
            lock.unlock();
        }
    }

    private void await(BooleanSupplier reached, String what) {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (!reached.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("Waited " + PATIENCE.toSeconds() + " s for " + what + ", but saw " + this);
                }
                left = change.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return read(() -> "%d requests on %d connections, %d of them open, %d answers abandoned"
                .formatted(requests.size(), connections, open, abandoned));
    }
}
