package io.serai.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers cost: tokens of the vendor's cache apart, and longer requests dearer as a whole. */
class PriceTest {
    private static final Price PLAIN = new Price(new BigDecimal("2"), new BigDecimal("10"), null);
    private static final Price CACHED =
            new Price(new BigDecimal("2"), new BigDecimal("10"), new BigDecimal("0.2"), new BigDecimal("2.5"), null);
    private static final Price TIERED = new Price(
            new BigDecimal("2"),
            new BigDecimal("10"),
            new BigDecimal("0.2"),
            new BigDecimal("2.5"),
            new Price.Above(
                    1000,
                    new Price(
                            new BigDecimal("4"),
                            new BigDecimal("15"),
                            new BigDecimal("0.4"),
                            new BigDecimal("5"),
                            null)));

    @ParameterizedTest
    @CsvSource({
        // in, out, read from the cache, written to it, nano-dollars without prices of the cache, with them, with a tier
        "1000, 100, 0, 0, 3000000, 3000000, 3000000",
        "1000, 100, 400, 0, 3000000, 2280000, 2280000",
        "1000, 100, 0, 400, 3000000, 3200000, 3200000",
        "1000, 100, 400, 600, 3000000, 2580000, 2580000",
        // More than there was cannot come from the cache, nor less than nothing.
        "1000, 0, 5000, 5000, 2000000, 200000, 200000",
        "1000, 0, -1, -1, 2000000, 2000000, 2000000",
        // One token more, and all of the request has the other price.
        "1001, 100, 0, 0, 3002000, 3002000, 5504000",
        "1001, 100, 400, 600, 3002000, 2582000, 4664000",
    })
    void costsFollowTheKindsOfTokens(
            long input, long output, long read, long kept, long plain, long cached, long tiered) {
        assertThat(PLAIN.nanos(input, output, read, kept)).isEqualTo(plain);
        assertThat(CACHED.nanos(input, output, read, kept)).isEqualTo(cached);
        assertThat(TIERED.nanos(input, output, read, kept)).isEqualTo(tiered);
    }
}
