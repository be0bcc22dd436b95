package io.serai.provider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a model that fails rests, and what heals it. */
class ModelHealthTest {
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private int told;
    private final ModelHealth health = new ModelHealth(() -> now, () -> told++, model -> !model.startsWith("strange"));

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "4, 4", "9, 128", "10, 256", "11, 300", "40, 300"})
    void eachFailureInARowDoublesTheRest(int failures, long seconds) {
        for (int i = 0; i < failures; i++) {
            health.failed("m", "500", null);
        }
        assertThat(rest()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void theFirstFailureIsNoRest() {
        health.failed("m", "500", null);
        assertThat(health.ask("m")).isNull();
    }

    @Test
    void whatNobodyCanReadRestsForTenSecondsAtMost() {
        for (int i = 0; i < 40; i++) {
            health.unreadable("m", "malformed");
        }
        assertThat(rest()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void afterItsRestOneCallAtATimeTriesIt() {
        health.failed("m", "500", null);
        health.failed("m", "500", null);
        assertThat(health.ask("m")).isNotNull();
        now = now.plusSeconds(1);
        assertThat(health.ask("m")).isNull();
        assertThat(health.ask("m")).isNotNull();
        health.asked("m");
        assertThat(health.ask("m")).isNull();
    }

    @Test
    void anAnswerHealsAndThoseWhoWaitAreTold() {
        health.failed("m", "500", null);
        health.answered("m");
        health.answered("other");
        assertThat(health.of("m")).isNull();
        assertThat(told).isEqualTo(1);
    }

    @Test
    void nothingIsKeptOfModelsThatClientsInvent() {
        health.failed("strange-one", "404", null);
        assertThat(health.all()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackMakesNoRestLonger() {
        health.failed("m", "500", null);
        health.failed("m", "500", null);
        now = now.minusSeconds(3600);
        assertThat(rest()).isEqualTo(Duration.ofSeconds(1));
    }

    private Duration rest() {
        ModelHealth.Illness illness = health.of("m");
        return illness == null ? Duration.ZERO : Duration.between(now, illness.until());
    }
}
