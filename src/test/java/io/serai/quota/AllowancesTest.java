package io.serai.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.quota.Allowances.Answer;
import io.serai.quota.Allowances.Crossing;
import io.serai.quota.Allowances.Hold;
import io.serai.quota.Allowances.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of several owners at once: taken from all or none, settled once, and no larger after a crash or at the edge of a window. */
class AllowancesTest {
    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T12:00:00Z"));
    private final List<Crossing> warnings = new ArrayList<>();

    private Allowances allowances() {
        return new Allowances(
                now::get, UsageLog.forever(directory.resolve("clients.log"), now::get, text -> {}), warnings::add);
    }

    private static Owner owner(String name, String limits) {
        return new Owner(name, Limit.parseClients(limits));
    }

    private static Amount call(long input, long output, long nanos) {
        return Amount.ofCall(input, output, nanos);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10/day | 1 | 1 | 1 | 10",
                "100 tokens/day | 6 | 4 | 0 | 10",
                "60 input tokens/day | 6 | 4 | 0 | 10",
                "40 output tokens/day | 6 | 4 | 0 | 10",
                "$0.00000001/day | 1 | 1 | 1 | 10",
                "10 parallel | 1 | 1 | 1 | 10",
                "total 10 | 1 | 1 | 1 | 10",
                "100/day, 10 parallel, 70 tokens/h | 6 | 4 | 0 | 7",
                "0/day | 1 | 1 | 1 | 0",
                "0 parallel | 1 | 1 | 1 | 0",
                "5/day for gpt-* | 1 | 1 | 1 | 5",
                "5/day for claude-* | 1 | 1 | 1 | 200",
                "5/day shadow | 1 | 1 | 1 | 200",
            })
    void twoHundredAtOnceGetExactlyWhatTheLimitAllows(String limits, long input, long output, long nanos, int granted)
            throws Exception {
        Allowances allowances = allowances();
        List<Owner> owners = List.of(owner("key:a", limits), owner("team:x", "1000/day"));
        AtomicInteger count = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                threads.execute(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    if (allowances.take(owners, "gpt-5", call(input, output, nanos)) instanceof Hold) {
                        count.incrementAndGet();
                    }
                });
            }
            start.countDown();
        }

        assertThat(count).hasValue(granted);
        assertThat(allowances.states(owners).getLast().used())
                .as("what was refused took nothing from the team")
                .isEqualTo(granted);
    }

    @Test
    void aRefusalNamesTheLimitWithWhatIsUsedAndWhenItIsBack() {
        Allowances allowances = allowances();
        List<Owner> owners = List.of(owner("key:a", "2/day@UTC, 5/min"), owner("all", "1/min"));
        allowances.take(owners, "m", call(1, 1, 0));

        Allowances.Full full = ((Answer.No) allowances.take(owners, "m", call(1, 1, 0))).full();
        assertThat(full.owner()).isEqualTo("all");
        assertThat(full.used()).isEqualTo(1);

        now.updateAndGet(moment -> moment.plusSeconds(70));
        allowances.take(owners, "m", call(1, 1, 0));
        now.updateAndGet(moment -> moment.plusSeconds(70));
        full = ((Answer.No) allowances.take(owners, "m", call(1, 1, 0))).full();
        assertThat(full.owner()).isEqualTo("key:a");
        assertThat(full.limit()).hasToString("2/day@UTC");
        assertThat(full.until()).isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
    }

    @Test
    void aHoldIsSettledOnceAndWhatItDidNotUseIsBack() {
        Allowances allowances = allowances();
        List<Owner> owners = List.of(owner("key:a", "100 tokens/day, 1 parallel, 9/day"));
        Hold hold = (Hold) allowances.take(owners, "m", call(50, 50, 0));
        assertThat(allowances.take(owners, "m", call(1, 0, 0))).isInstanceOf(Answer.No.class);

        assertThat(hold.settle(call(50, 10, 0))).isTrue();
        assertThat(hold.settle(Amount.NONE)).isFalse();

        assertThat(allowances.states(owners)).extracting(Allowances.State::used).containsExactly(60L, 0L, 1L);
        Hold free = (Hold) allowances.take(owners, "m", call(20, 20, 0));
        free.settle(Amount.NONE);
        assertThat(allowances.states(owners)).extracting(Allowances.State::used).containsExactly(60L, 0L, 1L);
    }

    @Test
    void afterACrashHoldsCountAndNoLimitIsLarger() {
        List<Owner> owners = List.of(owner("key:a", "$1/day, total $50, 100 tokens/day, 2 parallel"));
        Allowances before = allowances();
        ((Hold) before.take(owners, "m", call(10, 10, 400_000_000))).settle(call(10, 5, 100_000_000));
        before.take(owners, "m", call(10, 10, 300_000_000));

        // Nobody has closed the log.
        Allowances after = allowances();

        assertThat(after.states(owners))
                .extracting(Allowances.State::used)
                .containsExactly(400_000_000L, 400_000_000L, 35L, 0L);
    }

    @Test
    void aTotalIsNeverForgotten() {
        List<Owner> owners = List.of(owner("key:a", "total $50, $5/month@UTC"));
        ((Hold) allowances().take(owners, "m", call(1, 1, 7))).settle(call(1, 1, 7));
        now.updateAndGet(moment -> moment.plus(Duration.ofDays(40)));
        ((Hold) allowances().take(owners, "m", call(1, 1, 3))).settle(call(1, 1, 3));
        now.updateAndGet(moment -> moment.plus(Duration.ofDays(400)));
        allowances().states(owners);

        assertThat(allowances().states(owners))
                .extracting(Allowances.State::used)
                .containsExactly(10L, 0L);
        assertThat(allowances().spent("key:a", Instant.EPOCH)).isEqualTo(10);
    }

    @Test
    void twoLimitsThatDifferInTheirAmountsCountEachCallOnce() {
        Allowances allowances = allowances();
        List<Owner> owners = List.of(owner("key:a", "4/day, 2/day shadow"));
        for (int i = 0; i < 4; i++) {
            assertThat(allowances.take(owners, "m", call(1, 1, 0))).isInstanceOf(Hold.class);
        }

        assertThat(allowances.take(owners, "m", call(1, 1, 0))).isInstanceOf(Answer.No.class);
        assertThat(warnings).hasSize(1).first().matches(Crossing::refuses);
    }

    @Test
    void aChangedAmountKeepsTheCount() {
        Allowances allowances = allowances();
        allowances.take(List.of(owner("key:a", "2/day")), "m", call(1, 1, 0));
        allowances.take(List.of(owner("key:a", "2/day")), "m", call(1, 1, 0));

        assertThat(allowances.take(List.of(owner("key:a", "2/day")), "m", call(1, 1, 0)))
                .isInstanceOf(Answer.No.class);
        assertThat(allowances.take(List.of(owner("key:a", "3/day")), "m", call(1, 1, 0)))
                .isInstanceOf(Hold.class);
    }

    @Test
    void aWarningComesOnceInAWindow() {
        Allowances allowances = allowances();
        List<Owner> owners = List.of(owner("key:a", "10/day@UTC warn at 80%"));
        for (int i = 0; i < 10; i++) {
            allowances.take(owners, "m", call(1, 1, 0));
        }

        assertThat(warnings).hasSize(1).first().extracting(Crossing::used).isEqualTo(8L);
    }

    @Test
    void whatCostsNothingIsNotKeptFromAnybody() {
        Allowances allowances = allowances();
        List<Owner> owners = List.of(owner("key:a", "$0.01/day"));
        ((Hold) allowances.take(owners, "m", call(1, 1, 10_000_000))).settle(call(1, 1, 10_000_000));

        assertThat(allowances.take(owners, "m", call(1, 1, 1))).isInstanceOf(Answer.No.class);
        assertThat(allowances.take(owners, "m", call(1, 1, 0))).isInstanceOf(Hold.class);
    }

    /** Days of 23 and 25 hours, one whose midnight is skipped, and one whose midnight comes twice. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 1/day, 2026-03-28T23:30:00Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin, 1/day, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "America/New_York, 1/day, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "Asia/Beirut, 1/day, 2026-03-28T22:30:00Z, 2026-03-29T21:00:00Z",
        "America/Havana, 1/day, 2026-11-01T04:30:00Z, 2026-11-02T05:00:00Z",
        "America/Havana, 1/day, 2026-11-01T05:30:00Z, 2026-11-02T05:00:00Z",
        "Europe/Berlin, 1/week, 2026-03-27T12:00:00Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin, 1/month, 2026-03-15T12:00:00Z, 2026-03-31T22:00:00Z",
        "UTC, 1/month, 2028-02-10T00:00:00Z, 2028-03-01T00:00:00Z",
        "Pacific/Kiritimati, 1/day, 2026-11-30T11:00:00Z, 2026-12-01T10:00:00Z",
    })
    void windowsFollowTheClockOfTheirZone(String zone, String limit, Instant at, Instant anew) {
        now.set(at);
        Allowances allowances = allowances();
        List<Owner> owners = List.of(owner("key:a", limit + "@" + zone));
        allowances.take(owners, "m", call(1, 1, 0));

        now.set(anew.minusSeconds(1));
        Answer refused = allowances.take(owners, "m", call(1, 1, 0));
        assertThat(refused).isInstanceOf(Answer.No.class);
        assertThat(((Answer.No) refused).full().until()).isEqualTo(anew);
        now.set(anew);
        assertThat(allowances.take(owners, "m", call(1, 1, 0))).isInstanceOf(Hold.class);
    }

    @Test
    void aLimitOfNoneAtOnceDoesNotComeBackByItself() {
        Allowances.Full full = ((Answer.No)
                        allowances().take(List.of(owner("key:a", "0 parallel for gpt-*")), "gpt-5", call(1, 1, 0)))
                .full();

        assertThat(full.until()).isEqualTo(Instant.MAX);
    }

    /** Calls take from limits for all models when they come in, and from those for one when it is asked. */
    private static void call(Allowances allowances, String general, String ofModels, String model, long nanos) {
        Hold all = (Hold) allowances.take(List.of(owner("key:a", general)), model, call(1, 1, nanos));
        Hold one = (Hold) allowances.take(List.of(owner("key:a", ofModels)), "v/" + model, call(1, 1, nanos));
        all.settle(call(1, 1, nanos));
        one.settle(call(1, 1, nanos));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100/day, 9 tokens/week | 20/day for gpt-*, 7/week for v/*",
                "$1/day@UTC, total 50 | 20/day per model, $1/day for gpt-*"
            })
    void aCallCountsOnceInEachLimitAlsoAfterARestart(String general, String ofModels) {
        Allowances before = allowances();
        call(before, general, ofModels, "gpt-5", 5);
        call(before, general, ofModels, "gpt-5", 5);
        List<Owner> owners = List.of(owner("key:a", general + ", " + ofModels));

        assertThat(allowances().states(owners)).isEqualTo(before.states(owners));
        assertThat(allowances().states(owners))
                .allMatch(state -> state.used()
                        == (state.limit().unit() == Limit.Unit.MONEY
                                ? 10
                                : state.limit().unit() == Limit.Unit.TOKENS ? 4 : 2));
        assertThat(allowances().spent("key:a", Instant.EPOCH)).isEqualTo(10);
    }

    @Test
    void aLimitOfEachModelShowsWhatEachHasUsed() {
        Allowances before = allowances();
        List<Owner> owners = List.of(owner("key:a", "3/day per model, 2 parallel per model"));
        Hold running = (Hold) before.take(owners, "v/small", call(1, 1, 0));
        ((Hold) before.take(owners, "v/small", call(1, 1, 0))).settle(call(1, 1, 0));
        ((Hold) before.take(owners, "v/large", call(1, 1, 0))).settle(call(1, 1, 0));

        assertThat(before.states(owners)).extracting(Allowances.State::used).containsExactly(2L, 1L);
        running.settle(call(1, 1, 0));
        Allowances.State day = allowances().states(owners).getFirst();
        assertThat(day.left()).isEqualTo(1);
        assertThat(day.models())
                .extracting(Allowances.OfModel::model, Allowances.OfModel::used)
                .containsExactly(tuple("v/small", 2L), tuple("v/large", 1L));
    }
}
