package io.serai.provider.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What wakes a key that rests. */
class KeyRingTest {
    private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");

    private final KeyRing keys =
            new KeyRing("groq", InstantSource.fixed(NOW), KeyJournal.none(), () -> {}, model -> true);

    @Test
    void anAnswerToWhatWasAskedBeforeDoesNot() {
        keys.keys(List.of("a"), KeyOrder.ROUND_ROBIN);
        keys.rest("a", "model", KeyState.Kind.COOLING, "429", NOW.plusSeconds(60));

        keys.answered("a", "model", NOW.minusMillis(200));
        assertThat(keys.of("a", "model").rests(NOW)).isTrue();
        keys.answered("a", "model", NOW);
        assertThat(keys.of("a", "model").rests(NOW)).isFalse();
    }
}
