package io.serai.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.chat.RejectedException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a request says it waits. */
class WishesTest {
    private static final Duration USUAL = Duration.ofSeconds(2);

    @ParameterizedTest
    @CsvSource({
        "30s, 30000",
        "5m, 300000",
        "1h30m, 5400000",
        "500ms, 500",
        "30, 30000",
        "0, 0",
        "24h, 86400000",
        "'', 2000"
    })
    void aTimeIsRead(String text, long millis) {
        assertThat(Wishes.patience(text, USUAL)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT6S", "6S", "-6s", "-6", "soon", "25h", "6 s s", "1.5s", "99999999999999999999", "s"})
    void anythingElseIsRefusedInWords(String text) {
        assertThatThrownBy(() -> Wishes.patience(text, USUAL))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("x-serai-wait must be a time up to 24h, such as 30s or 5m, not '" + text + "'");
    }
}
