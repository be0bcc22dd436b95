package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times as the options of Camel's components want them. */
class MillisFunctionTest {

    @ParameterizedTest
    @CsvSource({"5s,5000", "300ms,300", "1m30s,90000", "5000,5000", "' 15s ',15000", "0,0", "9999d,2147483647"})
    void aTimeInMilliseconds(String text, String millis) {
        assertThat(new MillisFunction().apply(text)).isEqualTo(millis);
    }
}
