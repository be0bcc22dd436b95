package io.serai.provider.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.provider.ProviderState;
import io.serai.provider.ProviderStates;
import io.serai.provider.health.KnownModels;
import io.serai.provider.health.ModelHealth;
import io.serai.provider.key.KeyState.Kind;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Ledger;
import io.serai.quota.Limit;
import io.serai.quota.Pace;
import io.serai.quota.Permit;
import io.serai.quota.Quota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a key rests, whatever vendors, files and clocks say, and what ends it. */
class KeyRestTest {
    private static final String KEY = "key-one";

    @TempDir
    Path directory;

    private final List<String> trouble = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-30T00:00:00Z");
    private ProviderState state;

    @org.junit.jupiter.api.BeforeEach
    void begin() {
        state = restarted();
    }

    @Test
    void noRestIsLongerThanADayUnlessAWindowIs() {
        Instant far = Instant.parse("2027-11-30T00:00:00Z");
        state.keys().rest(KEY, "", Kind.EXHAUSTED, "429", far);
        assertThat(rest()).isEqualTo(Duration.ofDays(1));

        state.limits(Limit.parse("100/month"));
        state.keys().rest(KEY, "", Kind.EXHAUSTED, "429", far);
        assertThat(rest()).isBetween(Duration.ofDays(30), Duration.ofDays(30).plusSeconds(1));
        assertThat(state.plausible(Duration.ofDays(3650))).isBetween(Duration.ofDays(30), Duration.ofDays(31));
        state.limits(Limit.parse("100/min"));
        assertThat(state.plausible(Duration.ofDays(3650))).isEqualTo(Duration.ofDays(1));
        assertThat(state.plausible(Duration.ofSeconds(-5))).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "2027-11-30T00:00:00Z", "9999-12-31T00:00:00Z"})
    void aForgedDateInTheFileIsWorthADay(String until) throws IOException {
        for (String since :
                List.of("2026-11-29T00:00:00Z", "+999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z")) {
            Files.writeString(
                    directory.resolve("keys.log"),
                    "p\t" + KeyNames.of(KEY) + "\t\tEXHAUSTED\t" + since + '\t' + until + "\t2147483647\t429\n");
            state = restarted();

            assertThat(rest()).as(since).isLessThanOrEqualTo(Duration.ofDays(1));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, -5, 30 * 24, -30 * 24})
    void aClockThatIsSetLengthensNoRest(long hours) {
        state.keys().rest(KEY, "", Kind.COOLING, "429", now.plusSeconds(60));
        state.models().failed("m", "500", null);
        state.models().failed("m", "500", now.plusSeconds(60));
        now = now.plus(Duration.ofHours(hours));

        assertThat(rest()).isLessThanOrEqualTo(Duration.ofSeconds(60));
        ModelHealth.Illness illness = Objects.requireNonNull(state.models().of("m"));
        assertThat(illness.until()).isBeforeOrEqualTo(now.plusSeconds(60));
        now = now.plusSeconds(61);
        assertThat(state.keys().of(KEY, "m").rests(now)).isFalse();
        assertThat(state.models().ask("m")).isNull();
    }

    @Test
    void aKeyThatRestsForLongIsTriedNowAndThen() {
        state.keys().rest(KEY, "m", Kind.EXHAUSTED, "429", now.plus(Duration.ofHours(20)));
        int tried = 0;
        for (int minute = 0; minute < 20 * 60; minute++) {
            now = now.plusSeconds(60);
            tried += next() == null ? 0 : 1;
        }
        assertThat(tried).isBetween(10, 20);
    }

    private @Nullable String next() {
        return state.keys().next("m", 1, state.quota(), Quota.Scope.ALL, Pace.AT_ONCE, Set.of());
    }

    @Test
    void aKeyThatIsKeptOffByItsBalanceIsNotTried() {
        state.keys().rest(KEY, "m", Kind.UNPAID, "balance 0 USD", now.plus(Duration.ofHours(6)));
        now = now.plus(Duration.ofHours(3));

        assertThat(next()).isNull();
    }

    @Test
    void anOperatorWakesAKeyAndItStaysAwakeAfterARestart() {
        state.keys().rest(KEY, "", Kind.EXHAUSTED, "402", now.plus(Duration.ofHours(20)));
        state.keys().rest(KEY, "m", Kind.EXHAUSTED, "429", now.plus(Duration.ofHours(20)));
        state = restarted();
        assertThat(state.keys().states(KEY)).hasSize(2);
        state.keys().wake(KEY);

        assertThat(state.keys().states(KEY)).isEmpty();
        assertThat(restarted().keys().states(KEY)).isEmpty();
    }

    @Test
    void aChangeOfAStateIsALineOfTheFile() throws IOException {
        for (int i = 0; i < 1000; i++) {
            state.known().pooled("m" + i);
            state.keys().rest(KEY, "m" + i, Kind.EXHAUSTED, "429", now.plus(Duration.ofHours(1)));
        }
        long before = Files.size(directory.resolve("keys.log"));
        state.keys().rest(KEY, "m1000", Kind.EXHAUSTED, "429", now.plus(Duration.ofHours(1)));

        assertThat(Files.size(directory.resolve("keys.log")) - before).isBetween(1L, 200L);
        assertThat(restarted().keys().states(KEY)).hasSizeLessThanOrEqualTo(KnownModels.MOST_OTHERS);
    }

    @Test
    void damageInTheFileCostsTheDamagedLinesOnly() throws IOException {
        state.keys().rest(KEY, "a", Kind.EXHAUSTED, "429", now.plus(Duration.ofHours(1)));
        Path file = directory.resolve("keys.log");
        Files.write(file, new byte[] {-1, -2, -3, '\n', 0, 0, 'x', '\n'}, java.nio.file.StandardOpenOption.APPEND);
        ProviderState second = restarted();
        second.keys().rest(KEY, "b", Kind.EXHAUSTED, "429", now.plus(Duration.ofHours(1)));

        assertThat(restarted().keys().states(KEY)).containsOnlyKeys("a", "b");
        assertThat(trouble).hasSize(1);
    }

    @Test
    void whatClientsInventTakesBoundedRoom() {
        state.limits(Limit.parse("30/min per model, 100/day for *:free, 5 parallel"));
        for (int i = 0; i < 5000; i++) {
            for (String name : List.of("invented-" + i, "invented-" + i + ":free", "x".repeat(1000) + i)) {
                if (state.quota().take("key", name, 1) instanceof Permit permit) {
                    permit.close();
                }
                state.keys().rest(KEY, name, Kind.EXHAUSTED, "429", now.plus(Duration.ofHours(1)));
                state.models().unknown(name, "404", now.plusSeconds(600));
                state.speed().failed(name);
            }
        }

        assertThat(state.keys().states(KEY)).hasSizeLessThanOrEqualTo(KnownModels.MOST_OTHERS);
        assertThat(state.models().all()).hasSizeLessThanOrEqualTo(KnownModels.MOST_OTHERS);
        assertThat(state.speed().models()).hasSizeLessThanOrEqualTo(KnownModels.MOST_OTHERS);
        assertThat(Stream.of(
                        state.keys().states(KEY).keySet(), state.models().all().keySet()))
                .allSatisfy(names ->
                        assertThat(names).allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(256)));
        assertThat(state.quota().look("key", "another:free", 1))
                .as("a name that nobody counts is counted by the shared limit all the same")
                .isNotNull();
        assertThat(state.models().ask("one-more"))
                .as("and is not ill with the others")
                .isNull();
    }

    @Test
    void aModelThatHasAnsweredIsKeptBesideTheInvented() {
        for (int i = 0; i < 5000; i++) {
            state.models().unknown("invented-" + i, "404", now.plusSeconds(600));
        }
        state.known().answered("real");
        state.models().failed("real", "500", now.plusSeconds(60));

        assertThat(state.models().ask("real")).isNotNull();
    }

    private Duration rest() {
        return Duration.between(now, state.keys().of(KEY, "m").until());
    }

    private ProviderState restarted() {
        KeyJournal journal = new KeyJournal(directory.resolve("keys.log"), () -> now, trouble::add);
        ProviderState fresh = new ProviderStates(() -> now, name -> Ledger.NONE, journal, Lessons.none()).of("p");
        fresh.keys().keys(List.of(KEY), KeyOrder.ROUND_ROBIN);
        return fresh;
    }
}
