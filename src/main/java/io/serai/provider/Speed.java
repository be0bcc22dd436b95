package io.serai.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How soon a provider's models answer, smoothed, and how many of their calls went well. */
final class Speed {
    private static final double SMOOTHING = 0.2;
    private static final int MOST_MODELS = 1000;

    /** What was measured longer ago may have changed. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Map<String, Measured> models = new ConcurrentHashMap<>();

    Speed(InstantSource clock) {
        this.clock = clock;
    }

    /** Notes how long it took until the first piece of an answer. */
    void first(String model, Duration time) {
        Measured measured = of(model);
        if (measured != null) {
            measured.first(time.toNanos() / 1e6, clock.instant());
        }
    }

    /** Notes how a call ended. */
    void ended(String model, boolean well) {
        Measured measured = of(model);
        if (measured != null) {
            (well ? measured.well : measured.failed).increment();
        }
    }

    /** How long until the first piece of an answer, in milliseconds; null if nobody knows, or what was known is too old. */
    @Nullable
    Double firstMillis(String model) {
        Measured measured = models.get(model);
        return measured == null ? null : measured.first(clock.instant());
    }

    /** How many calls there were, of those that ended well and those that did not. */
    long[] counts(String model) {
        Measured measured = models.get(model);
        return measured == null ? new long[] {0, 0} : new long[] {measured.well.sum(), measured.failed.sum()};
    }

    /** The models that were asked. */
    Set<String> models() {
        return models.keySet();
    }

    private @Nullable Measured of(String model) {
        Measured known = models.get(model);
        return known != null || models.size() >= MOST_MODELS
                ? known
                : models.computeIfAbsent(model, name -> new Measured());
    }

    /** One model's figures. */
    private static final class Measured {
        private final LongAdder well = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private double firstMillis = -1;
        private Instant at = Instant.MIN;

        synchronized void first(double millis, Instant now) {
            boolean fresh = firstMillis >= 0 && now.isBefore(at.plus(MEMORY));
            firstMillis = fresh ? firstMillis + (millis - firstMillis) * SMOOTHING : millis;
            at = now;
        }

        synchronized @Nullable Double first(Instant now) {
            return firstMillis < 0 || now.isAfter(at.plus(MEMORY)) ? null : Double.valueOf(firstMillis);
        }
    }
}
