package io.serai.batch;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The share of the processors that this process uses, over the last second or so. */
final class OwnLoad {
    private static final long SPAN = Duration.ofSeconds(1).toNanos();

    private final LongSupplier used;
    private final int processors;
    private long usedBefore;
    private long at;
    private double part;

    /** @param used the processor time of the process so far, in nanoseconds */
    OwnLoad(LongSupplier used, int processors, long now) {
        this.used = used;
        this.processors = processors;
        this.usedBefore = used.getAsLong();
        this.at = now;
    }

    static OwnLoad ofProcess() {
        LongSupplier used = () -> ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
        return new OwnLoad(used, Runtime.getRuntime().availableProcessors(), System.nanoTime());
    }

    /**
     * From 0 to 1.
     *
     * @param now as {@link System#nanoTime}
     */
    double part(long now) {
        if (now - at >= SPAN) {
            long usedNow = used.getAsLong();
            part = (usedNow - usedBefore) / ((double) (now - at) * processors);
            usedBefore = usedNow;
            at = now;
        }
        return part;
    }
}
