package io.serai.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.quota.QuotaTest.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was used counts after a restart, however the process ended. */
class UsageLogTest {
    @TempDir
    Path directory;

    private final Clock clock = new Clock();
    private final List<String> trouble = new ArrayList<>();

    @Test
    void aRestartInTheMiddleOfADayKeepsTheDaysCount() {
        try (UsageLog log = open()) {
            Quota quota = quota(log, "groq");
            for (int i = 0; i < 3; i++) {
                call(quota, 10);
            }
        }
        clock.go(Duration.ofHours(2));
        // The process was killed: nothing is closed.
        Quota second = quota(open(), "groq");
        call(second, 10);
        Quota third = quota(open(), "groq");

        assertThat(third.left("key", "model").get(0).left()).isEqualTo(1);
        assertThat(third.left("key", "model").get(1).left()).isEqualTo(960);
        call(third, 10);
        assertThat(third.look("key", "model", 1)).isNotNull();
        assertThat(quota(open(), "mistral").look("key", "model", 1))
                .as("another provider")
                .isNull();
        assertThat(trouble).isEmpty();
    }

    @Test
    void whatWasGivenBackIsGivenBackAfterARestartToo() {
        try (UsageLog log = open()) {
            giveBack(log);
        }

        List<Left> left = quota(open(), "groq").left("key", "model");
        assertThat(left.get(0).left()).isEqualTo(4);
        assertThat(left.get(1).left()).isEqualTo(960);
    }

    @Test
    void afterAKillTooMuchMayCountForASecondAndNeverTooLittle() {
        giveBack(open());

        assertThat(quota(open(), "groq").left("key", "model").get(1).left()).isBetween(800L, 960L);
    }

    @Test
    void whatIsGivenBackIsSoonInTheFile() {
        giveBack(open());

        Eventually.await("nothing given back", Duration.ofSeconds(20), () -> lines().contains("\t-60"));
    }

    private String lines() {
        try {
            return Files.readString(directory.resolve("data/quota.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void moreThanWasExpectedIsWrittenAtOnce() {
        Permit permit = (Permit) quota(open(), "groq").take("key", "model", 100);
        permit.settle(140);

        assertThat(quota(open(), "groq").left("key", "model").get(1).left()).isEqualTo(860);
    }

    private void giveBack(UsageLog log) {
        Quota quota = quota(log, "groq");
        Permit permit = (Permit) quota.take("key", "model", 100);
        permit.settle(40);
        Permit unused = (Permit) quota.take("key", "model", 100);
        unused.unused();
    }

    @Test
    void halfALineOfAProcessThatWasKilledDoesNoHarm() throws IOException {
        call(quota(open(), "groq"), 10);
        Files.writeString(directory.resolve("data/quota.log"), "17635", StandardOpenOption.APPEND);

        assertThat(quota(open(), "groq").left("key", "model").getFirst().left()).isEqualTo(4);
    }

    @Test
    void theFileDoesNotGrowForEver() throws IOException {
        Quota quota = quota(open(), "groq");
        for (int day = 0; day < 80; day++) {
            call(quota, 1);
            clock.go(Duration.ofDays(1));
        }
        quota(open(), "groq").look("key", "model", 1);

        assertThat(Files.readAllLines(directory.resolve("data/quota.log"))).hasSizeBetween(30, 34);
    }

    @Test
    void whereTheFileCannotBeWrittenTheUsesCountInMemory() throws IOException {
        Files.writeString(directory.resolve("data"), "a file where a folder should be");
        Quota quota = quota(open(), "groq");
        for (int i = 0; i < 5; i++) {
            call(quota, 1);
        }

        assertThat(quota.look("key", "model", 1)).isNotNull();
        assertThat(trouble).singleElement().asString().contains("quota.log");
    }

    private UsageLog open() {
        return new UsageLog(directory.resolve("data/quota.log"), clock, trouble::add);
    }

    private Quota quota(UsageLog log, String provider) {
        Quota quota = new Quota(clock, log.of(provider));
        quota.limits(Limit.parse("5/day, 1000 tokens/day@UTC"));
        return quota;
    }

    private static void call(Quota quota, long tokens) {
        Permit permit = (Permit) quota.take("key", "model", tokens);
        permit.settle(tokens);
        permit.close();
    }
}
