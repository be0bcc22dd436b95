package io.serai.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One notice for each time that a condition comes about, and none while it cools down. */
class CrossingsTest {
    private static final Duration COOL_DOWN = Duration.ofMinutes(3);

    /** Each letter is a minute: {@code x} if the condition stands then. */
    @ParameterizedTest
    @CsvSource({
        "xxxxxxxx, 0",
        "--xx--xx, 2 6",
        "x-x-----, 0",
        "x-xxx---, 0 3",
        "x---x---, 0 4",
        "x-x-x-x-, 0 4",
        "--------, ''"
    })
    void aConditionIsToldOfOnceForEachTime(String minutes, String told) {
        Crossings crossings = new Crossings();
        Instant start = Instant.parse("2026-11-30T10:00:00Z");
        List<String> at = new ArrayList<>();
        for (int minute = 0; minute < minutes.length(); minute++) {
            List<Condition> now =
                    minutes.charAt(minute) == 'x' ? List.of(new Condition("k", "s", "t", minute, 0)) : List.of();
            if (!crossings.look(now, COOL_DOWN, start.plusSeconds(60L * minute)).isEmpty()) {
                at.add(Integer.toString(minute));
            }
        }
        assertThat(String.join(" ", at)).isEqualTo(told);
    }

    @Test
    void anAlertIsJsonWhateverItsWordsAre() {
        Alert alert = new Alert(Instant.EPOCH, new Condition("budget", "k \"x\"", "a \"quoted\"\nline", 81.5, 80));
        assertThat(alert.slack()).isEqualTo("{\"text\":\"a \\\"quoted\\\"\\nline\"}");
        assertThat(alert.json()).contains("\"kind\":\"budget\"", "\"subject\":\"k \\\"x\\\"\"", "\"value\":81.5");
    }
}
