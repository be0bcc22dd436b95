package io.serai.routing.patience;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.Failure;
import io.serai.chat.Outcome;
import io.serai.provider.UnavailableException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits is served in the order in which all came. */
class LineTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private final Line line = new Line(() -> NOW);

    @Test
    void onlyTheFirstIsFirst() throws InterruptedException {
        line.join("one");
        line.join("two");
        assertThat(line.first("one", NOW, () -> false)).isTrue();
        assertThat(line.first("two", NOW, () -> false)).isFalse();
        line.leave("one");
        assertThat(line.first("two", NOW, () -> false)).isTrue();
        line.leave("two");
        assertThat(line.empty()).isTrue();
    }

    @Test
    void whoGivesUpInTheMiddleHoldsNobodyUp() throws InterruptedException {
        List.of("one", "two", "three").forEach(line::join);
        line.leave("two");
        line.leave("one");
        assertThat(line.first("three", NOW, () -> false)).isTrue();
    }

    @Test
    void nobodyWaitsForWhatHasEnded() throws InterruptedException {
        line.join("one");
        line.join("two");
        assertThat(line.first("two", NOW.plusSeconds(3600), () -> true)).isFalse();
    }

    @Test
    void aTurnThatComesTooLateIsNotWaitedFor() {
        Instant back = NOW.plusSeconds(60);
        line.failures(List.of(new UnavailableException(Outcome.QUOTA, "used up", back)));
        assertThat(line.join("one", NOW.plusSeconds(30))).isEqualTo(back);
        assertThat(line.size()).isZero();
        assertThat(line.join("one", NOW.plusSeconds(90))).isNull();
        assertThat(line.size()).isEqualTo(1);
    }

    @Test
    void whereNobodyKnowsWhenSomebodyWaits() {
        assertThat(line.join("one", NOW.plusSeconds(1))).isNull();
        assertThat(line.turn(1)).isNull();
    }

    @Test
    void oneThatMayBeFreeAtAnyMomentIsWaitedForWhateverTheOthersSay() {
        Instant back = NOW.plusSeconds(3600);
        line.failures(List.of(
                UnavailableException.notAllowed("all places are taken", Failure.LIMIT, null),
                new UnavailableException(Outcome.QUOTA, "used up", back)));
        assertThat(line.join("one", NOW.plusSeconds(1))).isNull();
        assertThat(line.turn(1)).isEqualTo(back);
    }

    @Test
    void oneThatNeverIsFreeIsNotWaitedFor() {
        Instant back = NOW.plusSeconds(60);
        line.failures(List.of(
                UnavailableException.unable("no images"), new UnavailableException(Outcome.QUOTA, "used up", back)));
        assertThat(line.join("one", NOW.plusSeconds(30))).isEqualTo(back);
    }
}
