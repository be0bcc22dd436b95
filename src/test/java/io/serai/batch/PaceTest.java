package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How many lines are asked at once, and how long lines wait for a limit. */
class PaceTest {
    private static final long MILLI = 1_000_000;

    @Test
    void moreAreAskedWhileThatBringsMore() throws Exception {
        AtomicLong now = new AtomicLong();
        Pacer pacer = new Pacer(64, now::get);
        // A vendor that answers any number in 100 ms.
        int largest = 0;
        for (int round = 0; round < 40; round++) {
            round(pacer, now, pacer.limit(), 100 * MILLI, 100 * MILLI);
            largest = Math.max(largest, pacer.limit());
        }
        assertThat(largest).isEqualTo(64);
        assertThat(pacer.limit()).isGreaterThanOrEqualTo(32);
    }

    @Test
    void aVendorThatAnswersSoManyASecondIsAskedNoMoreThanThat() throws Exception {
        AtomicLong now = new AtomicLong();
        Pacer pacer = new Pacer(64, now::get);
        // Ten at once take 100 ms each; whoever comes beyond them waits.
        for (int round = 0; round < 60; round++) {
            int asked = pacer.limit();
            long takes = 100 * MILLI * Math.max(1, (asked + 9) / 10);
            round(pacer, now, asked, takes, takes);
        }
        assertThat(pacer.limit()).isBetween(8, 24);
    }

    @Test
    void lateThreadsShrinkIt() throws Exception {
        AtomicLong now = new AtomicLong();
        Pacer pacer = new Pacer(64, now::get);
        for (int round = 0; round < 40; round++) {
            round(pacer, now, pacer.limit(), 100 * MILLI, 100 * MILLI);
        }
        for (int i = 0; i < 10; i++) {
            pacer.late(20 * MILLI);
        }
        assertThat(pacer.limit()).isLessThan(8);
        pacer.late(MILLI);
        assertThat(pacer.limit()).isPositive();
    }

    private static void round(Pacer pacer, AtomicLong now, int lines, long takes, long passes) throws Exception {
        for (int i = 0; i < lines; i++) {
            assertThat(pacer.enter("a", () -> true)).isTrue();
        }
        now.addAndGet(passes);
        for (int i = 0; i < lines; i++) {
            pacer.answered(takes);
        }
    }

    @Test
    void whoShouldNotBeAskedDoesNotEnter() throws Exception {
        assertThat(new Pacer(1, () -> 0).enter("a", () -> false)).isFalse();
    }

    @Test
    void aLaneThatIsShutLetsOneTryWhenTheLimitIsBack() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Lane lane = new Lane(now::get);
        assertThat(lane.await(() -> true, () -> {})).isNotNegative();
        lane.shut(Instant.EPOCH.plusSeconds(30));
        assertThat(lane.shutUntil()).isEqualTo(Instant.EPOCH.plusSeconds(30));
        assertThat(lane.await(() -> false, () -> {})).isNegative();
        now.set(Instant.EPOCH.plusSeconds(30));
        assertThat(lane.await(() -> true, () -> {})).isNotNegative();
        lane.succeeded();
        assertThat(lane.shutUntil()).isEqualTo(Instant.MIN);
        assertThat(lane.await(() -> true, () -> {})).isNotNegative();
    }

    @Test
    void aLimitThatIsBackTomorrowIsLookedAtEachMinute() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Lane lane = new Lane(now::get);
        lane.shut(Instant.EPOCH.plus(Duration.ofDays(1)));
        now.set(Instant.EPOCH.plusSeconds(61));
        assertThat(lane.await(() -> true, () -> {})).isNotNegative();
    }

    @Test
    void theTimeLeftKnowsTheWindows() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Rate rate = new Rate(now::get);
        assertThat(rate.left(10, null)).isNull();
        for (int i = 0; i < 2_000; i++) {
            now.set(Instant.EPOCH.plusMillis(i * 300L));
            rate.ended(1);
        }
        assertThat(rate.perMinute()).isBetween(190.0, 210.0);
        assertThat(rate.left(2_000, null)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        // 2,000 a day, and 8,000 are left: the rest of this day, and three more.
        Duration left = rate.left(8_000, Instant.EPOCH.plus(Duration.ofDays(1)));
        assertThat(left).isBetween(Duration.ofHours(95), Duration.ofHours(96));
        assertThat(rate.left(0, null)).isZero();
    }

    @Test
    void theOwnLoadIsThatOfTheLastSecond() {
        AtomicLong used = new AtomicLong();
        OwnLoad load = new OwnLoad(used::get, 2, 0);
        used.set(500_000_000);
        assertThat(load.part(10_000_000)).isZero();
        assertThat(load.part(1_000_000_000)).isEqualTo(0.25);
        used.set(2_500_000_000L);
        assertThat(load.part(1_500_000_000)).isEqualTo(0.25);
        assertThat(load.part(2_000_000_000)).isEqualTo(1);
    }
}
