package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.serai.demo.simulator.TurnedClock;
import io.serai.provider.ProviderState.BreakerSettings;
import io.serai.provider.key.KeyJournal;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a breaker opens and for how long, by the shipped numbers. */
class ProviderStateTest {
    private final TurnedClock clock = new TurnedClock();
    private final ProviderState state =
            new ProviderStates(clock, name -> Ledger.NONE, KeyJournal.none(), Lessons.none()).of("p");
    private final CircuitBreaker breaker = state.breaker(new BreakerSettings(50, 20, 10, 15_000));

    @Test
    void aProviderThatIsSeldomAskedFailsThreeTimes() {
        for (int i = 0; i < 20; i++) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
        fail(Duration.ofSeconds(20), 2);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        fail(Duration.ofSeconds(20), 1);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        assertThat(state.halfOpenAt()).isEqualTo(clock.instant().plusSeconds(15));
    }

    @Test
    void aFewFailuresInOneMomentSayLittle() {
        for (int i = 0; i < 20; i++) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
        clock.go(Duration.ofMinutes(1));
        fail(Duration.ofSeconds(5), 5);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void eachTimeInARowItStaysOpenTwiceAsLong() {
        fail(Duration.ofSeconds(20), 3);
        for (int seconds : new int[] {15, 30, 60, 120, 240, 300, 300}) {
            assertThat(breaker.getState()).isEqualTo(State.OPEN);
            assertThat(state.halfOpenAt()).isEqualTo(clock.instant().plusSeconds(seconds));
            clock.go(Duration.ofSeconds(seconds));
            assertThat(breaker.tryAcquirePermission()).isFalse();
            clock.go(Duration.ofMillis(1));
            assertThat(breaker.tryAcquirePermission()).isTrue();
            fail(Duration.ZERO, 1);
        }
        clock.go(Duration.ofMinutes(6));
        assertThat(breaker.tryAcquirePermission()).isTrue();
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        fail(Duration.ofSeconds(20), 3);
        assertThat(state.halfOpenAt()).isEqualTo(clock.instant().plusSeconds(15));
    }

    /** Fails so often, each time a while after the last. */
    private void fail(Duration pause, int times) {
        for (int i = 0; i < times; i++) {
            clock.go(pause);
            breaker.onError(0, TimeUnit.NANOSECONDS, new IOException("down"));
        }
    }
}
