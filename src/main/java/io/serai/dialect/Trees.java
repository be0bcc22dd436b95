package io.serai.dialect;

import io.serai.chat.OverloadedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the large documents of one call take, and what is joined from the pieces of an answer, out of what all of them share: a fifth
 * of the heap. What a small document takes is not counted. To be given back when nothing of the documents is needed any more.
 */
public final class Trees {
    /** Bytes of memory up to which a document is small, and in which a large one takes its share. */
    static final int STEP = 1 << 20;

    private static final long ALL = Runtime.getRuntime().maxMemory() / 5;
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final AtomicLong HELD = new AtomicLong();
    private static final ThreadLocal<Trees> CURRENT = new ThreadLocal<>();

    private long bytes;
    /** How much of what is joined has its share. */
    private long joined = STEP;

    /** How much of what was read, and is no tree yet, has its share. */
    private long buffered = STEP;

    /** Does something for which what this thread reads belongs to these. */
    public <T> T reading(Supplier<T> work) {
        Trees before = enter();
        try {
            return work.get();
        } finally {
            leave(before);
        }
    }

    /**
     * Lets what this thread reads belong to these, until it leaves.
     *
     * @return those to which it belonged before
     */
    public @Nullable Trees enter() {
        Trees before = CURRENT.get();
        CURRENT.set(this);
        return before;
    }

    /** @param before what {@link #enter} gave */
    public void leave(@Nullable Trees before) {
        if (before == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
    }

    /** Whether nothing is to be given back. */
    public boolean isEmpty() {
        return bytes == 0;
    }

    public synchronized void giveBack() {
        HELD.addAndGet(-bytes);
        bytes = 0;
        joined = STEP;
        buffered = STEP;
    }

    /** What all large documents take now, in bytes. */
    public static long held() {
        return HELD.get();
    }

    /**
     * Takes a share for what is joined piece by piece, as it grows. By one thread.
     *
     * @param memory what it takes now, in bytes, as estimated
     * @throws OverloadedException if there is no room for it
     */
    public void join(long memory) {
        while (memory > joined) {
            grow();
            joined += STEP;
        }
    }

    /**
     * Takes a share for what this thread has read and what is no tree yet, such as the beginning of a long line.
     *
     * @param memory what it takes now, in bytes
     * @throws OverloadedException if there is no room for it
     */
    static void buffer(long memory) {
        Trees trees = memory > STEP ? CURRENT.get() : null;
        while (trees != null && memory > trees.buffered) {
            trees.grow();
            trees.buffered += STEP;
        }
    }

    /** Those of this thread; null if it reads for nobody in particular. */
    static @Nullable Trees current() {
        return CURRENT.get();
    }

    /** Takes a step more. */
    synchronized void grow() {
        if (HELD.addAndGet(STEP) > ALL) {
            HELD.addAndGet(-STEP);
            throw new OverloadedException(
                    "The large requests and answers under way take as much memory as they may."
                            + " Send it again in some seconds, or start Serai with a larger -Xmx.",
                    AGAIN);
        }
        bytes += STEP;
    }
}
