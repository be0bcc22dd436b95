package io.serai.cache;

import io.serai.cache.Kept.About;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store of answers besides the memory of this process. A failure of it is a miss, and never one of a request. */
interface Level extends AutoCloseable {
    /** There is none. */
    Level NONE = new Level() {};

    /** What is kept under a key; null if there is nothing whole. It may be over. */
    default @Nullable Kept find(String key) {
        return null;
    }

    /** Keeps it, now or soon. */
    default void keep(String key, Kept kept) {}

    /** @return how many entries went */
    default long remove(Predicate<About> which) {
        return 0;
    }

    default Size size() {
        return Size.NONE;
    }

    @Override
    default void close() {}

    /**
     * What it holds.
     *
     * @param kind {@code disk}, {@code redis} or {@code none}
     * @param entries how many; -1 if unknown
     * @param bytes how many; -1 if unknown
     * @param evicted entries that went for others, since the start; -1 if unknown
     * @param damaged entries that were not whole, since the start
     * @param dropped entries that it could not keep, since the start
     * @param failed look-ups that failed, since the start
     * @param trouble why it cannot be used now; empty if it can
     */
    record Size(
            String kind,
            long entries,
            long bytes,
            long evicted,
            long damaged,
            long dropped,
            long failed,
            String trouble) {
        static final Size NONE = new Size("none", 0, 0, 0, 0, 0, 0, "");
    }
}
