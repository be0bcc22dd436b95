package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Catalog;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which window the throttler of a provider's route carries. */
class LimitFunctionTest {
    private final LimitFunction function = new LimitFunction(
            Catalog.read(new ByteArrayInputStream("""
                acme: { url: "https://acme.example", dialect: openai, limits: "30/min, 14400/day" }
                """.getBytes(StandardCharsets.UTF_8)), "acme.yaml"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        millis acme/            | 60000
        none acme/              | false
        millis mine/acme        | 60000
        none mine/              | true
        millis mine/acme 5/s    | 1000
        millis mine/ 20/10s     | 10000
        none mine/acme 5/s per model | true
        none mine/acme 10000/s  | false
        none mine/acme 1000000/s, 30/min | true
        millis acme             | 60000
        """)
    void itIsTheShortestOfTheProviderOrElseOfItsVendor(String asked, String window) {
        assertThat(function.apply(asked)).isEqualTo(window);
    }
}
