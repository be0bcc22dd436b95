package io.serai.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.quota.QuotaTest.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits stay right whatever the clock does, and whatever numbers vendors tell. */
class QuotaClockTest {
    private static final String MODEL = "model";

    @TempDir
    Path directory;

    private final Clock clock = new Clock();
    private final List<String> trouble = new ArrayList<>();

    @Test
    void aUseInTheFutureCountsAsNow() {
        Quota quota = quota("3/hour");
        clock.go(Duration.ofHours(2));
        use(quota, 3);
        clock.go(Duration.ofHours(-5));

        assertThat(wait(quota)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        clock.go(Duration.ofMinutes(61));
        assertThat(wait(quota)).isNull();
    }

    @Test
    void aMonthAheadAndBackHoldsNoLongerThanTheWindow() {
        Quota quota = quota("1/hour");
        clock.go(Duration.ofDays(30));
        use(quota, 1);
        clock.go(Duration.ofDays(-30));
        Quota restarted = quota("1/hour");

        assertThat(wait(quota)).isLessThanOrEqualTo(Duration.ofMinutes(61));
        assertThat(wait(restarted)).isLessThanOrEqualTo(Duration.ofMinutes(61));
        clock.go(Duration.ofMinutes(63));
        assertThat(wait(quota)).isNull();
        assertThat(wait(restarted)).isNull();
        assertThat(wait(quota("1/hour"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3/hour", "3/day@UTC", "3/day", "3/30s"})
    void whatWasForgottenWhileTheClockWasAheadCountsAgain(String limit) {
        Quota quota = quota(limit);
        use(quota, 3);
        clock.go(Duration.ofDays(20));
        assertThat(wait(quota)).isNull();
        clock.go(Duration.ofDays(-20).plusSeconds(3));

        assertThat(wait(quota)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3/30s",
                "5/min, 20/hour",
                "7/hour",
                "10/day",
                "10/day@America/Los_Angeles",
                "20/month",
                "30/month@UTC",
                "500 tokens/min",
                "2 parallel, 9/hour"
            })
    void noWaitIsLongerThanTheLongestWindow(String text) {
        Random random = new Random(11);
        Duration longest = Limit.parse(text).stream()
                .map(limit ->
                        limit.zone() == null ? limit.period() : limit.period().plusDays(1))
                .max(Duration::compareTo)
                .orElseThrow()
                .multipliedBy(101)
                .dividedBy(100)
                .plusSeconds(4);
        Duration[] jumps = {
            Duration.ofHours(2),
            Duration.ofHours(-5),
            Duration.ofDays(30),
            Duration.ofDays(-30),
            Duration.ofSeconds(-1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(7),
            Duration.ofMinutes(-7)
        };
        Quota quota = quota(text);
        for (int i = 0; i < 600; i++) {
            if (quota.take("key", MODEL, 50) instanceof Permit permit) {
                permit.settle(random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(200));
                permit.close();
            }
            if (random.nextInt(4) == 0) {
                clock.go(jumps[random.nextInt(jumps.length)]);
            }
            if (random.nextInt(100) == 0) {
                quota = quota(text);
            }
            assertThat(wait(quota))
                    .satisfiesAnyOf(
                            wait -> assertThat(wait).isNull(),
                            wait -> assertThat(wait).isLessThanOrEqualTo(longest));
            assertThat(quota.left("key", MODEL))
                    .allSatisfy(left -> assertThat(left.left()).isBetween(0L, left.amount()));
        }
        clock.go(longest);
        assertThat(wait(quota)).as("everything is there again").isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {-5000, Long.MIN_VALUE, Long.MAX_VALUE, 4_000_000_000_000_000_000L, -1, 0})
    void absurdUsageLeavesTheLimitRight(long tokens) throws IOException {
        try (UsageLog log = log()) {
            Quota quota = quota(log, "2000 tokens/hour");
            for (int i = 0; i < 3; i++) {
                clock.go(Duration.ofHours(2));
                Permit permit = (Permit) quota.take("key", MODEL, 10);
                permit.settle(tokens);
                permit.close();
            }

            assertThat(quota.left("key", MODEL).getFirst().left()).isEqualTo(tokens > 2000 ? 0L : 2000L);
        }
        assertThat(quota("2000 tokens/hour").left("key", MODEL).getFirst().left())
                .isEqualTo(tokens > 2000 ? 0L : 2000L);
        for (String line : Files.readAllLines(directory.resolve("quota.log"))) {
            assertThat(Math.abs(Long.parseLong(line.split("\t", -1)[5]))).isLessThanOrEqualTo(10_000_000_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807\tgroq\tkey\tmodel\t1\t1",
                "-9223372036854775808\tgroq\tkey\tmodel\t1\t1",
                "1774699200000\tgroq\tkey\tmodel\t9223372036854775807\t1",
                "1774699200000\tgroq\tkey\tmodel\t-9223372036854775808\t1",
                "1774699200000\tgroq\tkey\tmodel\t1",
                "\tgroq\tkey\tmodel\t1\t1",
                "17746992000000000000000\tgroq\tkey\tmodel\t1\t1"
            })
    void aForgedLineChangesLittle(String line) throws IOException {
        use(quota("3/hour"), 1);
        Files.writeString(directory.resolve("quota.log"), line + '\n', java.nio.file.StandardOpenOption.APPEND);
        Quota quota = quota("3/hour");

        assertThat(quota.left("key", MODEL).getFirst().left()).isBetween(1L, 2L);
        use(quota, 1);
        assertThat(quota("3/hour").left("key", MODEL).getFirst().left()).isBetween(0L, 1L);
        assertThat(wait(quota("2/hour"))).isLessThanOrEqualTo(Duration.ofMinutes(61));
    }

    @Test
    void aWordOfTheVendorHoldsNoLongerThanADay() {
        Quota quota = quota("");
        Permit permit = (Permit) quota.take("key", MODEL, 1);
        permit.observe(new Reading(Limit.Unit.REQUESTS, "", 0, Instant.parse("9999-12-31T00:00:00Z")));
        permit.close();
        assertThat(wait(quota)).isLessThanOrEqualTo(Duration.ofDays(1));

        clock.go(Duration.ofDays(-30));
        assertThat(wait(quota)).isLessThanOrEqualTo(Duration.ofDays(1));
        clock.go(Duration.ofHours(25));
        assertThat(wait(quota)).isNull();
    }

    @Test
    void modelsWithoutEndCountTogether() throws IOException {
        try (UsageLog log = new UsageLog(directory.resolve("quota.log"), clock, trouble::add)) {
            Ledger ledger = log.of("groq");
            for (int i = 0; i < 5000; i++) {
                ledger.add(new Use(clock.instant(), "key", "invented-" + i, 1, 1));
            }
            ledger.add(new Use(clock.instant(), "key", "x".repeat(1 << 20), 1, 1));
            List<Use> uses = ledger.since(clock.instant().minusSeconds(60));

            assertThat(uses).hasSizeLessThan(2100);
            assertThat(uses.stream().mapToLong(Use::requests).sum()).isEqualTo(5001);
        }
        assertThat(Files.size(directory.resolve("quota.log"))).isLessThan(1 << 20);
    }

    private @Nullable Duration wait(Quota quota) {
        Quota.Answer.No no = quota.look("key", MODEL, 1);
        return no == null ? null : Duration.between(clock.instant(), Objects.requireNonNull(no.until()));
    }

    private static void use(Quota quota, int times) {
        for (int i = 0; i < times; i++) {
            Permit permit = (Permit) quota.take("key", MODEL, 1);
            permit.sent();
            permit.arrived(true);
            permit.close();
        }
    }

    /** One as after a restart. */
    private Quota quota(String limits) {
        return quota(log(), limits);
    }

    private UsageLog log() {
        return new UsageLog(directory.resolve("quota.log"), clock, trouble::add);
    }

    private Quota quota(UsageLog log, String limits) {
        Quota quota = new Quota(clock, log.of("groq"));
        quota.limits(Limit.parse(limits));
        return quota;
    }
}
