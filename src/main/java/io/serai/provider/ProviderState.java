package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.serai.quota.Ledger;
import io.serai.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known of a provider from its answers so far, and outlives every edit of the routes. */
final class ProviderState {
    private static final double USUAL_OUTPUT = 500;
    private static final double SMOOTHING = 0.2;
    private static final int MOST_MODELS = 1000;

    private final KeyRing keys;
    private final ModelHealth models;
    private final Quota quota;
    private final SignedKeys signed;
    private final Speed speed;
    private final Runnable freed;
    private final String name;
    private final InstantSource clock;
    private final Map<String, Double> outputs = new ConcurrentHashMap<>();
    private volatile List<String> paid = List.of();
    private volatile @Nullable CircuitBreaker breaker;
    private volatile Instant halfOpenAt = Instant.MIN;
    private final Map<BreakerSettings, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /** @param freed told when one of its targets may have become free */
    ProviderState(String name, InstantSource clock, Ledger ledger, KeyJournal journal, Runnable freed) {
        this.name = name;
        this.clock = clock;
        this.freed = freed;
        this.keys = new KeyRing(name, clock, journal, freed);
        this.models = new ModelHealth(clock, freed);
        this.quota = new Quota(clock, ledger, freed);
        this.speed = new Speed(clock);
        this.signed = new SignedKeys(clock);
    }

    Instant now() {
        return clock.instant();
    }

    KeyRing keys() {
        return keys;
    }

    ModelHealth models() {
        return models;
    }

    Speed speed() {
        return speed;
    }

    /** The breaker that was used last; null before there was one. */
    @Nullable
    CircuitBreaker breaker() {
        return breaker;
    }

    /** Says that an open breaker lets a call through now. */
    void woken() {
        halfOpenAt = clock.instant();
        freed.run();
    }

    /** How the breaker is that was used last. */
    CircuitBreaker.State breakerState() {
        CircuitBreaker last = breaker;
        return last == null ? CircuitBreaker.State.CLOSED : last.getState();
    }

    SignedKeys signed() {
        return signed;
    }

    Quota quota() {
        return quota;
    }

    /** Its models that cost something, or may. */
    List<String> paid() {
        return paid;
    }

    void paid(List<String> models) {
        paid = List.copyOf(models);
    }

    /** How many tokens a model's answers have on the average. */
    double usualOutput(String model) {
        return outputs.getOrDefault(model, USUAL_OUTPUT);
    }

    void answeredWith(String model, long tokens) {
        if (outputs.size() < MOST_MODELS || outputs.containsKey(model)) {
            outputs.merge(model, (double) tokens, (old, newest) -> old + (newest - old) * SMOOTHING);
        }
    }

    /** The breaker with these settings; a changed setting begins a new one. */
    CircuitBreaker breaker(BreakerSettings settings) {
        CircuitBreaker wished = breakers.computeIfAbsent(settings, wanted -> {
            CircuitBreaker made = CircuitBreaker.of(name, wanted.config(clock));
            made.getEventPublisher().onStateTransition(change -> {
                if (change.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                    halfOpenAt = clock.instant().plusMillis(wanted.openMillis());
                }
            });
            return made;
        });
        breaker = wished;
        return wished;
    }

    /** When a breaker that is open will let a call through. */
    Instant halfOpenAt() {
        return halfOpenAt;
    }

    /**
     * The numbers of a breaker.
     *
     * @param failureRate the share of failed calls, in percent, at which it opens
     * @param window over how many calls the share is taken
     * @param minimumCalls how many calls there must have been
     * @param openMillis how long it stays open
     */
    record BreakerSettings(float failureRate, int window, int minimumCalls, long openMillis) {
        CircuitBreakerConfig config(InstantSource clock) {
            return CircuitBreakerConfig.custom()
                    .clock(clock.withZone(ZoneOffset.UTC))
                    .failureRateThreshold(failureRate)
                    .slidingWindowSize(window)
                    .minimumNumberOfCalls(minimumCalls)
                    .waitDurationInOpenState(Duration.ofMillis(openMillis))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .recordException(Breakers::counts)
                    .build();
        }
    }
}
