package io.serai.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people ask of a provider is known for five minutes. */
class DemandTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000_000));
    private final Demand demand = new Demand(now::get);

    @Test
    void nobodyAsksAtFirst() {
        assertThat(demand.perSecond(Limit.Unit.REQUESTS)).isZero();
    }

    @Test
    void aSingleCallIsNoStream() {
        demand.note(10);
        assertThat(demand.perSecond(Limit.Unit.REQUESTS)).isEqualTo(1 / 60.0);
    }

    @Test
    void aSteadyDemandIsSeenAndForgotten() {
        for (int i = 0; i < 1_200; i++) {
            demand.note(10);
            now.updateAndGet(time -> time.plusMillis(500));
        }
        assertThat(demand.perSecond(Limit.Unit.REQUESTS)).isBetween(1.85, 2.1);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
        assertThat(demand.perSecond(Limit.Unit.REQUESTS)).isZero();
    }

    @Test
    void tokensAreSeenAsRequestsAre() {
        demand.note(600);
        assertThat(demand.perSecond(Limit.Unit.TOKENS)).isEqualTo(10);
        assertThat(demand.perSecond(Limit.Unit.INPUT_TOKENS)).isEqualTo(10);
        assertThat(demand.perSecond(Limit.Unit.MONEY)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "8, 2", "100, 25"})
    void aQuarterOfTheCallsAtOnceIsKept(long amount, long kept) {
        assertThat(Reserve.ofParallel(amount)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        // Of 6000 in the minute people have asked 600 of late, which makes 10 a second.
        "TOKENS, 6000, 700, 60, false",
        "TOKENS, 6000, 500, 60, true",
        "TOKENS, 6000, 500, 30, false",
        "REQUESTS, 3, 0, 60, false",
        "PARALLEL, 100, 25, 0, true",
        "PARALLEL, 100, 26, 0, false",
        "PARALLEL, 4, 1, 0, true",
        "PARALLEL, 1, 1, 0, false",
        "PARALLEL, 1, 0, 0, false"
    })
    void whatPeopleAskIsLeftToThem(Limit.Unit unit, long amount, long left, long seconds, boolean needed) {
        demand.note(600);
        Instant today = Objects.requireNonNull(now.get());
        Instant anew = today.plusSeconds(seconds);
        assertThat(Reserve.neededUntil(unit, amount, left, anew, demand, today) != null)
                .isEqualTo(needed);
    }

    @Test
    void callsAtOnceAreKeptOnlyWhilePeopleAsk() {
        Instant today = Objects.requireNonNull(now.get());
        assertThat(Reserve.neededUntil(Limit.Unit.PARALLEL, 4, 0, today, demand, today))
                .isNull();
    }
}
