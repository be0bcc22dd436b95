package io.serai.chat;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Computes what large requests need on a few threads of its own. A virtual thread that computes keeps its carrier, of which there are as many
 * as processors: two large requests would else hold up everybody. Small requests, which are nearly all, are computed where they are.
 */
public final class Heavy {
    /** Bytes of a request from which on it is large: what is shorter takes some milliseconds at most. */
    public static final int LARGE = 64 << 10;

    /** Large requests that wait for a thread; more are refused with a retry-after. */
    private static final int MOST_WAITING = 200;

    private static final int LOOK_MILLIS = 200;
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final ThreadPoolExecutor THREADS = SystemThreads.pool(
            "heavy",
            Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
            new ArrayBlockingQueue<>(MOST_WAITING));

    /** Held while something is computed for a call that yields to others: one at a time, so that others wait for one at most. */
    private static final Semaphore YIELDING = new Semaphore(1, true);

    private Heavy() {}

    /**
     * Computes something for a call. If its client leaves meanwhile, the thread that computes is interrupted. Of the calls that yield to
     * others, as lines of batches do, one at a time computes.
     *
     * @throws ChatException if the client has left, or the call was given up
     * @throws RejectedException with 503 if too many large requests wait already
     */
    public static <T> T compute(Call call, Supplier<T> work) {
        if (call.size() < LARGE || !Thread.currentThread().isVirtual()) {
            return work.get();
        }
        if (!call.waiting().yields()) {
            return await(call, begun(work));
        }
        awaitTurn(call);
        try {
            return await(call, begun(work));
        } finally {
            YIELDING.release();
        }
    }

    private static <T> FutureTask<T> begun(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        try {
            THREADS.execute(task);
        } catch (RejectedExecutionException e) {
            throw new OverloadedException(
                    "Serai has more large requests than it can work on now. Send it again in some seconds.", AGAIN);
        }
        return task;
    }

    /**
     * Lets other virtual threads run in the middle of a long computation. To yield is not enough: two that yield on one carrier take turns with
     * each other for as long as both go on, and what others wait for, such as a request that has just come, gets none.
     */
    public static void giveWay() {
        if (Thread.currentThread().isVirtual()) {
            LockSupport.parkNanos(1);
        }
    }

    private static void awaitTurn(Call call) {
        try {
            while (!YIELDING.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (call.gone()) {
                    throw call.whyGone();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw call.whyGone();
        }
    }

    private static <T> T await(Call call, FutureTask<T> task) {
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (call.gone()) {
                    forget(task);
                    throw call.whyGone();
                }
            } catch (InterruptedException e) {
                forget(task);
                Thread.currentThread().interrupt();
                throw call.whyGone();
            } catch (CancellationException e) {
                throw call.whyGone();
            } catch (ExecutionException e) {
                throw SystemThreads.thrown(e);
            }
        }
    }

    private static void forget(FutureTask<?> task) {
        task.cancel(true);
        THREADS.remove(task);
    }
}
