package io.serai.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys may stand before the world. */
class GuessableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "fifteen-letters",
                "aaaaaaaaaaaaaaaaaaaaaaaa",
                "1111222233334444",
                "12345678901234567890",
                "abcdefghijklmnopqrstuvwxyz",
                "9876543210987654",
                "secretsecretsecret",
                "change-mechange-me",
                "some-long-secret",
                "another-long-secret",
            })
    void theseAreNone(String key) {
        assertThat(Guessable.is(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8f3a9c1d7e5b2046",
                "4c9184f37cff01bcdc32dc486ec36961",
                "sk-serai-Zk29xQw7Lm",
                "client-key-one-0123456789",
                "0918273645546372",
            })
    void theseAre(String key) {
        assertThat(Guessable.is(key)).isFalse();
    }
}
