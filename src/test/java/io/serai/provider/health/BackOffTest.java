package io.serai.provider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fails again is left alone twice as long, within bounds. */
class BackOffTest {

    @ParameterizedTest
    @CsvSource({"0,PT1S", "1,PT2S", "5,PT32S", "8,PT4M16S", "9,PT5M", "60,PT5M", "1000000,PT5M"})
    void eachTimeTwiceAsLong(int times, Duration wait) {
        assertThat(BackOff.after(times, Duration.ofSeconds(1), Duration.ofMinutes(5)))
                .isEqualTo(wait);
    }
}
