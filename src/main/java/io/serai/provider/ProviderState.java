package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.serai.quota.Ledger;
import io.serai.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of a provider from its answers so far, and outlives every edit of the routes. */
final class ProviderState {
    private final KeyRing keys;
    private final ModelHealth models;
    private final Quota quota;
    private final SignedKeys signed;
    private final String name;
    private final InstantSource clock;
    private volatile Instant halfOpenAt = Instant.MIN;
    private final Map<BreakerSettings, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    ProviderState(String name, InstantSource clock, Ledger ledger) {
        this.name = name;
        this.clock = clock;
        this.keys = new KeyRing(clock);
        this.models = new ModelHealth(clock);
        this.quota = new Quota(clock, ledger);
        this.signed = new SignedKeys(clock);
    }

    KeyRing keys() {
        return keys;
    }

    ModelHealth models() {
        return models;
    }

    SignedKeys signed() {
        return signed;
    }

    Quota quota() {
        return quota;
    }

    /** The breaker with these settings; a changed setting begins a new one. */
    CircuitBreaker breaker(BreakerSettings settings) {
        return breakers.computeIfAbsent(settings, wanted -> {
            CircuitBreaker breaker = CircuitBreaker.of(name, wanted.config());
            breaker.getEventPublisher().onStateTransition(change -> {
                if (change.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                    halfOpenAt = clock.instant().plusMillis(wanted.openMillis());
                }
            });
            return breaker;
        });
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
        CircuitBreakerConfig config() {
            return CircuitBreakerConfig.custom()
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
