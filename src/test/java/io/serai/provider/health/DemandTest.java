package io.serai.provider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What people ask of a provider is known for five minutes. */
class DemandTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000_000));
    private final Demand demand = new Demand(now::get);

    @Test
    void nobodyAsksAtFirst() {
        assertThat(demand.perSecond()).isZero();
    }

    @Test
    void aSingleCallIsNoStream() {
        demand.note();
        assertThat(demand.perSecond()).isEqualTo(1 / 60.0);
    }

    @Test
    void aSteadyDemandIsSeenAndForgotten() {
        for (int i = 0; i < 1_200; i++) {
            demand.note();
            now.updateAndGet(time -> time.plusMillis(500));
        }
        assertThat(demand.perSecond()).isBetween(1.85, 2.1);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
        assertThat(demand.perSecond()).isZero();
    }
}
