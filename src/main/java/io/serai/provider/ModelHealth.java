package io.serai.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of a provider's models are ill while the provider itself is well. The second failure in a row makes a model rest for a second,
 * each further one twice as long, up to a minute; a success heals it.
 */
final class ModelHealth {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;

    private final InstantSource clock;
    private final Map<String, Illness> illnesses = new ConcurrentHashMap<>();

    ModelHealth(InstantSource clock) {
        this.clock = clock;
    }

    /** Null if a model may be asked, or why and until when not. */
    @Nullable
    Illness resting(String model) {
        Illness illness = illnesses.get(model);
        return illness == null || !clock.instant().isBefore(illness.until()) ? null : illness;
    }

    void failed(String model, String why, @Nullable Instant until) {
        Instant now = clock.instant();
        illnesses.compute(model, (name, old) -> {
            int failures = old == null ? 1 : old.failures() + 1;
            Instant rest = until != null ? until : failures == 1 ? Instant.MIN : now.plus(pause(failures - 2));
            return new Illness(failures, rest, why);
        });
    }

    void answered(String model) {
        illnesses.remove(model);
    }

    private static Duration pause(int doublings) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(doublings, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    record Illness(int failures, Instant until, String why) {}
}
