package io.serai.provider.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {
    private static final BigDecimal NOTHING = BigDecimal.ZERO;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final Forecast forecast = new Forecast();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // In ten minutes one was spent; half of what the rest will last.
        "10, 9, 0, PT45M",
        "10, 9, 1, PT40M",
        "2, 1, 0, PT5M",
        "1.2, 0.2, 0, PT1M",
        "1000, 999, 0, PT6H"
    })
    void nextQueryComesAfterHalfOfTheTimeThatIsLeft(String first, String second, String minimum, Duration next) {
        forecast.next(now, new BigDecimal(first), new BigDecimal(minimum));
        now = now.plus(Duration.ofMinutes(10));
        assertThat(forecast.next(now, new BigDecimal(second), new BigDecimal(minimum)))
                .isEqualTo(next);
    }

    @Test
    void firstReadingTellsNoRate() {
        assertThat(forecast.next(now, BigDecimal.TEN, NOTHING)).isEqualTo(Forecast.SECOND);
    }

    @Test
    void whereNothingIsSpentTheTimeDoubles() {
        forecast.next(now, BigDecimal.TEN, NOTHING);
        assertThat(after(Forecast.SECOND, "10", NOTHING)).isEqualTo(Duration.ofMinutes(10));
        assertThat(after(Duration.ofMinutes(10), "10", NOTHING)).isEqualTo(Duration.ofMinutes(20));
        for (int i = 0; i < 10; i++) {
            after(Duration.ofHours(1), "10", NOTHING);
        }
        assertThat(after(Duration.ofHours(1), "10", NOTHING)).isEqualTo(Forecast.LONGEST);
    }

    @Test
    void rateIsThatOfTheLastReadings() {
        forecast.next(now, new BigDecimal("100"), NOTHING);
        after(Duration.ofMinutes(10), "50", NOTHING);
        for (int left = 49; left > 46; left--) {
            after(Duration.ofMinutes(10), Integer.toString(left), NOTHING);
        }
        // One in ten minutes by now: 46 of them will last 460 minutes.
        assertThat(after(Duration.ofMinutes(10), "46", NOTHING)).isGreaterThan(Duration.ofHours(3));
    }

    @Test
    void paymentBeginsANewRate() {
        forecast.next(now, BigDecimal.TEN, NOTHING);
        after(Duration.ofMinutes(1), "1", NOTHING);
        assertThat(after(Duration.ofMinutes(1), "100", NOTHING)).isEqualTo(Forecast.SECOND);
    }

    @Test
    void keyThatIsOffIsAskedSoonAndThenLessOften() {
        assertThat(forecast.next(now, HALF, HALF)).isEqualTo(Forecast.SHORTEST);
        assertThat(after(Forecast.SHORTEST, "0.5", HALF)).isEqualTo(Duration.ofMinutes(2));
        for (int i = 0; i < 10; i++) {
            after(Duration.ofHours(1), "0.5", HALF);
        }
        assertThat(after(Duration.ofHours(1), "0.5", HALF)).isEqualTo(Forecast.LONGEST_OFF);
    }

    @Test
    void whatHasNoBoundIsAskedRarely() {
        assertThat(forecast.next(now, null, NOTHING)).isEqualTo(Forecast.LONGEST);
    }

    private Duration after(Duration time, String amount, BigDecimal minimum) {
        now = now.plus(time);
        return forecast.next(now, new BigDecimal(amount), minimum);
    }
}
