package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/**
 * How the cost of a work grows with its size. What counts is the processor time of this thread and the memory that it asks for, and not the
 * time that passes, which depends on who else is busy; and the best of several runs.
 */
public final class Growth {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int FACTOR = 4;

    /** Twice what is linear; the square of the factor is 16. */
    private static final double MOST = 2.0 * FACTOR;

    private static final int TRIES = 6;

    /** Nanoseconds and bytes below which nothing can be said. */
    private static final long NOISE_NANOS = 25_000_000;

    private static final long NOISE_BYTES = 2 << 20;

    private Growth() {}

    /**
     * Fails unless four times the size costs some four times as much.
     *
     * @param size the smaller one
     * @param work does work of a size
     */
    public static void isLinear(int size, IntConsumer work) {
        long nanos = Long.MAX_VALUE;
        long moreNanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        long moreBytes = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long[] small = cost(size, work);
            long[] large = cost(FACTOR * size, work);
            nanos = Math.min(nanos, small[0]);
            bytes = Math.min(bytes, small[1]);
            moreNanos = Math.min(moreNanos, large[0]);
            moreBytes = Math.min(moreBytes, large[1]);
            if (moreNanos < NOISE_NANOS + MOST * nanos && moreBytes < NOISE_BYTES + MOST * bytes) {
                return;
            }
        }
        assertThat(moreBytes)
                .as("bytes for %s items where %s take %s", FACTOR * size, size, bytes)
                .isLessThan((long) (NOISE_BYTES + MOST * bytes));
        assertThat(moreNanos)
                .as("nanoseconds for %s items where %s take %s", FACTOR * size, size, nanos)
                .isLessThan((long) (NOISE_NANOS + MOST * nanos));
    }

    private static long[] cost(int size, IntConsumer work) {
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        work.accept(size);
        return new long[] {
            THREADS.getCurrentThreadCpuTime() - nanos, THREADS.getCurrentThreadAllocatedBytes() - bytes,
        };
    }
}
