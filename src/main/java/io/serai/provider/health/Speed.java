package io.serai.provider.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The speed of a provider's models, smoothed, and the share of their successful calls. */
public final class Speed {
    private static final double SMOOTHING = 0.2;

    /** What was measured longer ago may have changed. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Predicate<String> kept;
    private final Map<String, Measured> models = new ConcurrentHashMap<>();

    /** @param kept of which models something is kept */
    public Speed(InstantSource clock, Predicate<String> kept) {
        this.clock = clock;
        this.kept = kept;
    }

    /** Notes how long it took until the first piece of an answer. */
    public void first(String model, Duration time) {
        Measured measured = of(model);
        if (measured != null) {
            measured.first.add(time, clock.instant());
        }
    }

    /** Notes that a call was answered, and how long it took in all. */
    public void answered(String model, Duration time) {
        Measured measured = of(model);
        if (measured != null) {
            measured.whole.add(time, clock.instant());
            measured.well.increment();
        }
    }

    /** Notes that a call was not answered. */
    public void failed(String model) {
        Measured measured = of(model);
        if (measured != null) {
            measured.failed.increment();
        }
    }

    /** How long until the first piece of an answer, in milliseconds; null if nobody knows, or what was known is too old. */
    @Nullable
    public Double firstMillis(String model) {
        Measured measured = models.get(model);
        return measured == null ? null : measured.first.millis(clock.instant());
    }

    /** How long until the end of an answer; null if nobody knows, or what was known is too old. */
    @Nullable
    public Duration usual(String model) {
        Measured measured = models.get(model);
        Double millis = measured == null ? null : measured.whole.millis(clock.instant());
        return millis == null ? null : Duration.ofNanos((long) (millis * 1e6));
    }

    /** How many calls there were, of those that ended well and those that did not. */
    public long[] counts(String model) {
        Measured measured = models.get(model);
        return measured == null ? new long[] {0, 0} : new long[] {measured.well.sum(), measured.failed.sum()};
    }

    /** The models that were asked. */
    public Set<String> models() {
        return models.keySet();
    }

    private @Nullable Measured of(String model) {
        Measured known = models.get(model);
        return known != null || !kept.test(model) ? known : models.computeIfAbsent(model, name -> new Measured());
    }

    /** One model's figures. */
    private static final class Measured {
        private final LongAdder well = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final Smoothed first = new Smoothed();
        private final Smoothed whole = new Smoothed();
    }

    /** A time that was measured again and again. */
    private static final class Smoothed {
        private double millis = -1;
        private Instant at = Instant.MIN;

        synchronized void add(Duration time, Instant now) {
            double newest = time.toNanos() / 1e6;
            boolean fresh = millis >= 0 && now.isBefore(at.plus(MEMORY));
            millis = fresh ? millis + (newest - millis) * SMOOTHING : newest;
            at = now;
        }

        synchronized @Nullable Double millis(Instant now) {
            return millis < 0 || now.isAfter(at.plus(MEMORY)) ? null : Double.valueOf(millis);
        }
    }
}
