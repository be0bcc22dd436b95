package io.serai.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.quota.Quota.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A quota gives what the limits allow, never more, and hardly less. */
class QuotaTest {
    private final Clock clock = new Clock();

    /** A clock that goes when it is told to. */
    static final class Clock implements InstantSource {
        private Instant now = Instant.parse("2026-03-28T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void go(Duration time) {
            now = now.plus(time);
        }
    }

    /** Against a vendor that counts exactly, with callers that come at random or wait until they are told to come back. */
    @ParameterizedTest
    @ValueSource(
            strings = {"10/s", "30/min", "5/30s", "100/h", "30/min, 200/h", "500 tokens/min", "12/min, 500 tokens/min"})
    void neverMoreThanAllowedAndNearlyAllOfIt(String text) {
        List<Limit> limits = Limit.parse(text);
        Quota quota = quota(text);
        List<Exact> vendor = limits.stream().map(Exact::new).toList();
        Random random = new Random(7);
        // Short enough that they ask for more than there is.
        Duration pause = limits.stream()
                .map(limit -> limit.period().dividedBy(limit.amount()))
                .min(Duration::compareTo)
                .orElseThrow();
        Instant begin = clock.instant();
        for (int i = 0; i < 20_000; i++) {
            long tokens = 1 + random.nextInt(20);
            switch (quota.take("key", "model", tokens)) {
                case Permit permit -> {
                    vendor.forEach(exact -> exact.call(clock.instant(), tokens));
                    permit.settle(tokens);
                    permit.close();
                    clock.go(random.nextInt(5) == 0 ? pause : Duration.ZERO);
                }
                case Answer.No no -> {
                    assertThat(no.until()).isAfter(clock.instant());
                    clock.go(Duration.between(clock.instant(), no.until()));
                }
            }
        }
        Duration time = Duration.between(begin, clock.instant());
        vendor.forEach(exact -> assertThat(exact.most).as("%s", exact.limit).isLessThanOrEqualTo(exact.limit.amount()));
        // Whoever asks without a pause gets what the tightest of them allows.
        double share = vendor.stream()
                .mapToDouble(exact -> exact.all
                        / (exact.limit.amount()
                                * (double) time.toMillis()
                                / exact.limit.period().toMillis()))
                .max()
                .orElseThrow();
        assertThat(share).isGreaterThan(0.9);
    }

    /** A vendor that counts exactly what came within the period. */
    private static final class Exact {
        private final Limit limit;
        private final ArrayDeque<Instant> times = new ArrayDeque<>();
        private final ArrayDeque<Long> amounts = new ArrayDeque<>();
        private long used;
        private long most;
        private long all;

        Exact(Limit limit) {
            this.limit = limit;
        }

        void call(Instant now, long tokens) {
            long amount = limit.unit() == Limit.Unit.TOKENS ? tokens : 1;
            while (!times.isEmpty() && !times.getFirst().isAfter(now.minus(limit.period()))) {
                times.removeFirst();
                used -= amounts.removeFirst();
            }
            times.addLast(now);
            amounts.addLast(amount);
            used += amount;
            all += amount;
            most = Math.max(most, used);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3/day@America/Los_Angeles, 2026-03-29T07:00:00Z",
        "3/day@UTC, 2026-03-29T00:00:00Z",
        // There the clocks are put forward in that night.
        "3/day@Europe/Berlin, 2026-03-28T23:00:00Z",
        "3/2day@Europe/Berlin, 2026-03-29T22:00:00Z",
        "3/week@UTC, 2026-03-30T00:00:00Z",
        "3/month@UTC, 2026-04-01T00:00:00Z",
        "3/h@UTC, 2026-03-28T13:00:00Z",
        "3/min@UTC, 2026-03-28T12:01:00Z"
    })
    void aWindowWithAZoneStartsAnewWithTheClockThere(String limit, Instant anew) {
        Quota quota = quota(limit);
        clock.go(Duration.ofMillis(500));
        take(quota, 3);

        Answer.No no = no(quota, "key", "model");
        assertThat(no.until()).isEqualTo(anew);
        clock.go(Duration.between(clock.instant(), anew).minusMillis(1));
        assertThat(quota.look("key", "model", 0)).isNotNull();
        clock.go(Duration.ofMillis(1));
        take(quota, 3);
        assertThat(quota.look("key", "model", 0)).isNotNull();
    }

    @Test
    void tokensAreHeldBeforeAndSettledAfter() {
        Quota quota = quota("100 tokens/min");
        Permit first = permit(quota.take("key", "model", 60));

        assertThat(quota.take("key", "model", 50)).isInstanceOf(Answer.No.class);
        first.settle(10);
        Permit second = permit(quota.take("key", "model", 90));
        second.settle(95);

        assertThat(quota.left("key", "model").getFirst().left()).isZero();
        assertThat(quota.look("key", "model", 1)).isNotNull();
    }

    @Test
    void aCallLargerThanTheLimitWaitsForAnEmptyWindow() {
        Quota quota = quota("100 tokens/min");
        permit(quota.take("key", "model", 10));

        assertThat(quota.take("key", "model", 500)).isInstanceOf(Answer.No.class);
        clock.go(Duration.ofSeconds(61));
        permit(quota.take("key", "model", 500));
    }

    @Test
    void whatWasNotUsedIsGivenBack() {
        Quota quota = quota("1/day, 1 parallel");
        Permit permit = permit(quota.take("key", "model", 5));
        permit.unused();
        permit.close();

        take(quota, 1);
        assertThat(quota.take("key", "model", 0)).isInstanceOf(Answer.No.class);
    }

    @Test
    void keysAndModelsHaveTheirOwn() {
        Quota quota = quota("2/min, 1/min per model, 1/h for *:free");
        take(quota, "one", "a", 1);

        assertThat(quota.look("one", "a", 0)).as("its own").isNotNull();
        take(quota, "one", "b:free", 1);
        assertThat(quota.look("one", "c", 0)).as("all of the key").isNotNull();
        take(quota, "two", "b:free", 1);
        Answer.No no = no(quota, "two", "c:free");
        assertThat(no.why()).isEqualTo("the limit of 1 requests in 1h is used up");
        assertThat(quota.look("two", "c", 0)).isNull();
    }

    @Test
    void anEditKeepsWhatWasUsed() {
        List<Use> uses = new ArrayList<>();
        Quota quota = new Quota(clock, ledger(uses));
        quota.limits(Limit.parse("10/day, 5/min"));
        take(quota, 4);
        quota.limits(Limit.parse("3/day"));

        assertThat(quota.look("key", "model", 0)).isNotNull();
        quota.limits(Limit.parse("5/day"));
        take(quota, 1);
        assertThat(quota.look("key", "model", 0)).isNotNull();
    }

    private static Ledger ledger(List<Use> uses) {
        return new Ledger() {
            @Override
            public void add(Use use) {
                uses.add(use);
            }

            @Override
            public List<Use> since(Instant start) {
                return uses.stream().filter(use -> !use.at().isBefore(start)).toList();
            }
        };
    }

    @Test
    void theVendorsWordLowersTheLimit() {
        Quota quota = quota("100/min");
        Instant reset = clock.instant().plusSeconds(20);
        permit(quota.take("key", "model", 0)).observe(new Reading(Limit.Unit.REQUESTS, "minute", 2, reset));
        take(quota, 2);

        Answer.No no = no(quota, "key", "model");
        assertThat(no.until()).isEqualTo(reset);
        assertThat(quota.look("key", "other", 0)).isNull();
        clock.go(Duration.ofSeconds(20));
        take(quota, 1);
    }

    /** Headers have whatever names a vendor gives them. */
    @Test
    void windowsThatAVendorInventsAreKeptByTheDozenOnly() {
        Quota quota = quota("100/min");
        Instant reset = clock.instant().plusSeconds(3000);
        Permit permit = permit(quota.take("key", "model", 0));
        for (int i = 0; i < 1000; i++) {
            permit.observe(new Reading(Limit.Unit.REQUESTS, "window " + i, 90, reset));
            permit.observe(new Reading(Limit.Unit.REQUESTS, "x".repeat(1000) + i, 90, reset));
        }

        assertThat(quota.left("key", "model")).hasSizeLessThan(40);
    }

    @Test
    void callsUnderWayMayNotBeInTheVendorsCountYet() {
        Quota quota = quota("100/min");
        List<Permit> underWay = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            underWay.add(permit(quota.take("key", "model", 0)));
        }
        underWay.getFirst()
                .observe(new Reading(Limit.Unit.REQUESTS, "", 5, clock.instant().plusSeconds(20)));

        take(quota, 2);
        assertThat(quota.look("key", "model", 0))
                .as("5 left, 3 others under way")
                .isNotNull();
        underWay.forEach(Permit::close);
    }

    @Test
    void nothingLeftWithoutAResetDoesNotStallForEver() {
        Quota quota = quota("");
        long waits = 0;
        for (int i = 0; i < 10; i++) {
            permit(quota.take("key", "model", 0)).observe(new Reading(Limit.Unit.REQUESTS, "", 0, null));
            Answer.No no = no(quota, "key", "model");
            long wait = Duration.between(clock.instant(), no.until()).toSeconds();
            assertThat(wait).isBetween(Math.max(1, waits), 60L);
            waits = wait;
            clock.go(Duration.ofSeconds(wait));
            assertThat(quota.look("key", "model", 0)).isNull();
        }
    }

    @Test
    void aCallCountsFromTheMomentItIsSent() {
        Quota quota = quota("1/s");
        Permit slow = (Permit) quota.take("key", "model", 0);
        clock.go(Duration.ofSeconds(5));
        assertThat(quota.look("key", "model", 0)).as("not sent yet").isNotNull();
        slow.sent();
        slow.arrived(true);
        clock.go(Duration.ofMillis(900));

        assertThat(quota.look("key", "model", 0)).isNotNull();
        clock.go(Duration.ofMillis(200));
        take(quota, 1);
    }

    @Test
    void parallelCallsThatEndAreForeseen() {
        Quota quota = quota("2 parallel");
        Duration usual = Duration.ofSeconds(10);
        permit(quota.take("key", "model", 0));
        clock.go(Duration.ofSeconds(4));
        permit(quota.take("key", "model", 0));

        assertThat(inSeconds(quota, 1, usual)).isEqualTo(6);
        assertThat(inSeconds(quota, 2, usual)).isEqualTo(10);
        assertThat(inSeconds(quota, 3, usual)).as("after the first of these").isEqualTo(16);
        clock.go(Duration.ofSeconds(8));
        assertThat(inSeconds(quota, 1, usual)).as("longer than usual").isEqualTo(1);
        clock.go(Duration.ofSeconds(8));
        assertThat(Objects.requireNonNull(quota.look("key", "model", 0, 1, usual, Pace.AT_ONCE))
                        .until())
                .as("twice as long: nobody knows")
                .isNull();
    }

    private long inSeconds(Quota quota, int calls, Duration usual) {
        Answer.No no = Objects.requireNonNull(quota.look("key", "model", 0, calls, usual, Pace.AT_ONCE));
        return Duration.between(clock.instant(), no.until()).toSeconds();
    }

    @Test
    void aWordThatWasLongOnItsWayHoldsUpNoCalls() {
        Quota quota = quota("1/s");
        for (int i = 0; i < 3; i++) {
            Permit permit = permit(quota.take("key", "model", 0));
            clock.go(Duration.ofSeconds(3));
            permit.observe(reading(0, 1));
            permit.close();
            // The first has shown how long the window is, and only that.
            clock.go(Duration.ofSeconds(i == 0 ? 1 : 0));
            assertThat(quota.look("key", "model", 0)).isNull();
        }
    }

    @Test
    void callsOfOthersWithTheSameKeyCount() {
        Quota quota = quota("30/s");
        permit(quota.take("key", "model", 0)).observe(reading(29, 30));
        permit(quota.take("key", "model", 0)).observe(reading(0, 30));

        assertThat(no(quota, "key", "model").until()).isEqualTo(clock.instant().plusSeconds(1));
    }

    @Test
    void anOlderWordIsNotBelieved() {
        Quota quota = quota("30/s");
        Permit first = permit(quota.take("key", "model", 0));
        permit(quota.take("key", "model", 0)).observe(reading(0, 10));
        first.observe(reading(29, 30));

        assertThat(quota.look("key", "model", 0)).isNotNull();
    }

    @Test
    void whatIsRefusedAtOnceShowsNothingOfTheTimeThatAnswersTake() {
        Quota quota = quota("10/s");
        for (int i = 0; i < 30; i++) {
            call(quota, Duration.ofMillis(200), true);
        }
        call(quota, Duration.ofMillis(2), false);
        clock.go(Duration.ofSeconds(2));
        call(quota, Duration.ofMillis(200), true);
        take(quota, 9);

        clock.go(Duration.ofMillis(820));
        assertThat(quota.look("key", "model", 0))
                .as("a little more than a second after it was sent")
                .isNull();
    }

    private void call(Quota quota, Duration time, boolean well) {
        Permit permit = (Permit) quota.take("key", "model", 0);
        permit.sent();
        clock.go(time);
        permit.arrived(well);
        permit.close();
    }

    private Reading reading(long left, long limit) {
        return new Reading(Limit.Unit.REQUESTS, "", left, clock.instant().plusSeconds(1), limit, null, false);
    }

    @Test
    void aLowerLimitThatTheVendorTellsRules() {
        Quota quota = quota("30/10s");
        Permit first = permit(quota.take("key", "model", 0));
        take(quota, 7);
        first.observe(new Reading(
                Limit.Unit.REQUESTS, "", 9, clock.instant().plusSeconds(10), 10, Duration.ofSeconds(10), false));

        assertThat(untilRefused(quota))
                .as("9 left after the first, and 7 more were sent")
                .isEqualTo(2);
        clock.go(Duration.ofSeconds(11));
        assertThat(untilRefused(quota))
                .as("as many as the vendor allows, not as configured")
                .isEqualTo(10);
        clock.go(Duration.ofSeconds(11));
        permit(quota.take("key", "model", 0))
                .observe(new Reading(
                        Limit.Unit.REQUESTS,
                        "",
                        29,
                        clock.instant().plusSeconds(10),
                        30,
                        Duration.ofSeconds(10),
                        false));
        assertThat(untilRefused(quota)).as("raised again").isBetween(27, 29);
    }

    /** How many calls, each as soon as it may be made within the second, until one has to wait longer. */
    private int untilRefused(Quota quota) {
        int count = 0;
        Instant end = clock.instant().plusSeconds(9);
        while (true) {
            switch (quota.take("key", "model", 0)) {
                case Permit permit -> {
                    permit.close();
                    count++;
                }
                case Answer.No no -> {
                    if (no.until() == null || no.until().isAfter(end)) {
                        clock.go(Duration.between(clock.instant(), end));
                        return count;
                    }
                    clock.go(Duration.between(clock.instant(), no.until()));
                }
            }
        }
    }

    /** What the vendor says after the first of some calls, and what a further one may do then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // calls | unit     | left | limit | period | refills | a person waits | a batch waits
                "1      | REQUESTS | 5    | 10    |        | false   | -              | PT1S",
                "1      | REQUESTS | 6    | 10    |        | false   | -              | -",
                "3      | REQUESTS | 5    | 10    |        | false   | -              | PT1.5S",
                "1      | REQUESTS | 1    | 10    |        | false   | -              | PT2S",
                "1      | REQUESTS | 0    | 10    |        | false   | PT6S           | PT6S",
                "3      | REQUESTS | 2    | 10    |        | false   | PT6S           | PT6S",
                "1      | REQUESTS | 3    | 10    | PT6S   | true    | -              | PT0.36S",
                "1      | REQUESTS | 0    | 10    | PT6S   | true    | PT0.6S         | PT0.6S",
                "1      | TOKENS   | 5    | 10    |        | false   | -              | -",
                "1      | TOKENS   | 0    | 10    |        | false   | PT6S           | PT6S",
            })
    void whatTheVendorLeavesIsThereForPeopleAtOnceAndSpreadForBatches(
            int calls,
            Limit.Unit unit,
            long left,
            long limit,
            @Nullable Duration period,
            boolean refills,
            String person,
            String batch) {
        Quota quota = quota("");
        Permit first = permit(quota.take("key", "model", 1));
        take(quota, calls - 1);
        first.observe(new Reading(unit, "", left, clock.instant().plusSeconds(6), limit, period, refills));

        assertThat(waits(quota, Pace.AT_ONCE)).as("a person").isEqualTo(person);
        assertThat(waits(quota, Pace.SPREAD)).as("a batch").isEqualTo(batch);
    }

    @Test
    void theSameHoldsWhereSeraisOwnCountRules() {
        Quota quota = quota("10/6s");
        Duration period = Duration.ofSeconds(6);
        permit(quota.take("key", "model", 1))
                .observe(new Reading(Limit.Unit.REQUESTS, "", 9, clock.instant().plus(period), 10, period, false));
        take(quota, 4);
        permit(quota.take("key", "model", 1))
                .observe(new Reading(Limit.Unit.REQUESTS, "", 5, clock.instant().plus(period), 10, period, false));

        assertThat(waits(quota, Pace.AT_ONCE)).as("a person").isEqualTo("-");
        assertThat(waits(quota, Pace.SPREAD)).as("a batch").isEqualTo("PT0.36S");
    }

    private String waits(Quota quota, Pace pace) {
        Answer.No no = quota.look("key", "model", 1, Quota.Scope.ALL, pace);
        return no == null ? "-" : Duration.between(clock.instant(), no.until()).toString();
    }

    @Test
    void aBatchThatIsHeldBackIsNotToldThatTheVendorHasNothingLeft() {
        Quota quota = quota("");
        Permit first = permit(quota.take("key", "model", 1));
        first.observe(reading(5, 10));
        assertThat(why(quota)).startsWith("Serai spreads");

        permit(quota.take("key", "model", 1)).observe(reading(0, 10));
        assertThat(why(quota)).isEqualTo("the vendor says that no more requests are left");

        Quota tokens = quota("");
        permit(tokens.take("key", "model", 1))
                .observe(new Reading(Limit.Unit.TOKENS, "", 30, clock.instant().plusSeconds(6), 100, null, false));
        assertThat(Objects.requireNonNull(tokens.look("key", "model", 50)).why())
                .isEqualTo("the vendor says that only 30 tokens are left");
    }

    private static String why(Quota quota) {
        return Objects.requireNonNull(quota.look("key", "model", 1, Quota.Scope.ALL, Pace.SPREAD))
                .why();
    }

    @Test
    void aBucketThatRefillsIsUsedAsItDoes() {
        Quota quota = quota("");
        // One in six seconds, as with 14,400 a day; 30 are used.
        permit(quota.take("key", "model", 0))
                .observe(new Reading(Limit.Unit.REQUESTS, "", 0, clock.instant().plusSeconds(180), 30, null, true));

        assertThat(no(quota, "key", "model").until()).isEqualTo(clock.instant().plusSeconds(6));
        clock.go(Duration.ofSeconds(6));
        take(quota, 1);
        assertThat(quota.look("key", "model", 0)).isNotNull();
    }

    @Test
    void aWindowThatTheResetContradictsIsNotBelieved() {
        Quota quota = quota("");
        // A plan of 10 a second, where the documents speak of a day.
        permit(quota.take("key", "model", 0))
                .observe(new Reading(
                        Limit.Unit.REQUESTS, "", 9, clock.instant().plusSeconds(1), 10, Duration.ofDays(1), true));
        clock.go(Duration.ofSeconds(2));

        take(quota, 15);
    }

    @Test
    void aVendorThatRefusesCallsAtOnceGetsFewer() {
        Quota quota = quota("");
        List<Permit> running = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            running.add(permit(quota.take("key", "model", 0)));
        }
        running.getFirst().refused();

        assertThat(quota.look("key", "model", 0)).isNotNull();
        running.subList(0, 4).forEach(Permit::close);
        take(quota, 1);
        running.subList(4, 10).forEach(permit -> {
            permit.answered();
            permit.close();
        });
        List<Permit> more = new ArrayList<>();
        while (quota.look("key", "model", 0) == null) {
            more.add(permit(quota.take("key", "model", 0)));
        }
        assertThat(more).hasSizeBetween(7, 9);
        more.forEach(Permit::close);
        clock.go(Duration.ofMinutes(6));
        for (int i = 0; i < 50; i++) {
            permit(quota.take("key", "model", 0));
        }
    }

    @Test
    void aVendorsLimitIsOneForAllKeys() {
        Quota quota = quota("3/min per vendor");
        take(quota, "", "a", 3);

        assertThat(quota.look("", "b", 0)).isNotNull();
    }

    @Test
    void thoseAheadAreReckonedWith() {
        Quota quota = quota("2/min");
        take(quota, 1);

        assertThat(quota.look("key", "model", 0, 1, null, Pace.AT_ONCE)).isNull();
        Instant second = Objects.requireNonNull(quota.look("key", "model", 0, 2, null, Pace.AT_ONCE))
                .until();
        Instant third = Objects.requireNonNull(quota.look("key", "model", 0, 4, null, Pace.AT_ONCE))
                .until();
        assertThat(Duration.between(clock.instant(), second)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
        assertThat(Duration.between(clock.instant(), third))
                .isBetween(Duration.ofSeconds(118), Duration.ofSeconds(124));
    }

    @Test
    void anEditedAmountKeepsTheCount() {
        Quota quota = quota("10/s");
        take(quota, 10);
        quota.limits(Limit.parse("12/s"));

        take(quota, 2);
        assertThat(quota.look("key", "model", 0)).isNotNull();
        clock.go(Duration.ofMillis(1100));
        take(quota, 12);
    }

    @Test
    void fiveHundredCallersAtOnceGetExactlyWhatThereIs() throws InterruptedException {
        Quota quota = quota("100/day, 20 parallel");
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger permits = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int j = 0; j < 20; j++) {
                    if (quota.take("key", "model", 1) instanceof Permit permit) {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        permits.incrementAndGet();
                        Thread.yield();
                        running.decrementAndGet();
                        permit.close();
                    }
                }
            }));
        }
        start.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(permits).hasValue(100);
        assertThat(most.get()).isBetween(1, 20);
    }

    private static Answer.No no(Quota quota, String key, String model) {
        return Objects.requireNonNull(quota.look(key, model, 0), "there is a permit");
    }

    @Test
    void whatIsHeldForCallsThatRunMayComeBackAtOnce() {
        Quota quota = quota("1000 tokens/min");
        Permit running = (Permit) quota.take("key", "model", 900);
        running.sent();

        assertThat(((Answer.No) quota.take("key", "model", 500)).until()).isAfter(clock.instant());
        assertThat(quota.soonest("key", "model", 500, 1)).isEqualTo(clock.instant());
        assertThat(quota.soonest("key", "model", 500, 3)).isAfter(clock.instant());

        running.settle(900);
        running.close();
        assertThat(quota.soonest("key", "model", 500, 1))
                .isAfter(clock.instant().plusSeconds(50));
    }

    @Test
    void whatIsGivenBackIsHeldByNobody() {
        Quota quota = quota("1000 tokens/min, 1 parallel");
        for (int i = 0; i < 3; i++) {
            Permit permit = (Permit) quota.take("key", "model", 900);
            if (i == 1) {
                permit.unused();
            } else {
                permit.settle(10);
            }
            permit.close();
        }
        Permit last = (Permit) quota.take("key", "model", 980);
        last.settle(980);

        assertThat(quota.soonest("key", "model", 500, 1))
                .isAfter(clock.instant().plusSeconds(50));
    }

    private Quota quota(String limits) {
        Quota quota = new Quota(clock, Ledger.NONE);
        quota.limits(Limit.parse(limits));
        return quota;
    }

    private static void take(Quota quota, int count) {
        take(quota, "key", "model", count);
    }

    private static void take(Quota quota, String key, String model, int count) {
        for (int i = 0; i < count; i++) {
            permit(quota.take(key, model, 0)).close();
        }
    }

    private static Permit permit(Answer answer) {
        assertThat(answer).isInstanceOf(Permit.class);
        Permit permit = (Permit) answer;
        permit.sent();
        permit.arrived(true);
        return permit;
    }
}
