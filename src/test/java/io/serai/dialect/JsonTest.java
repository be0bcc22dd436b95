package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON to the JDK's types and back. */
class JsonTest {

    @ParameterizedTest
    @CsvSource({
        "10000000000, 10",
        "12000000000, 12",
        "0, 0",
        "2000, 0.000002",
        "250000000, 0.25",
        "100000000000000, 100000"
    })
    void costsHaveNoExponentAndNoZerosAtTheEnd(long nanos, String written) {
        byte[] json = Json.write(Json.plain(BigDecimal.valueOf(nanos, 9)));
        assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo(written);
    }

    @Test
    void valuesAreTheJdksOwn() {
        assertThat(parse("[null,true,1,5000000000,12345678901234567890,1.50,\"ü\",{\"a\":[]},[]]"))
                .isEqualTo(Arrays.asList(
                        null,
                        true,
                        1,
                        5_000_000_000L,
                        new BigInteger("12345678901234567890"),
                        new BigDecimal("1.50"),
                        "ü",
                        Map.of("a", List.of()),
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"z\":1,\"a\":2,\"m\":{\"b\":[],\"a\":{}}}",
                "[1.50,1E+400,1E-400,0.1,-7,12345678901234567890]",
                "\"\\\"\\\\\\n\\u0000ü你\"",
                "\"\\uD83D\"",
                "\"\\uDE00\\uD83D\"",
                "null",
                "true",
                "\"\"",
                "{\"\":null}"
            })
    void whatIsReadIsWrittenAgain(String json) {
        assertThat(new String(Json.write(parse(json)), StandardCharsets.UTF_8)).isEqualTo(json);
    }

    @Test
    void vectorsAreListsOfNumbers() {
        assertThat(new String(Json.write(new double[] {0.1, -2, 1e-7}), StandardCharsets.UTF_8))
                .isEqualTo("[0.1,-2.0,1.0E-7]");
    }

    @Test
    void whatIsWrittenBehindSomethingLeavesItAsItIs() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write('a');

        Json.append(bytes, List.of());

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a[]");
    }

    @Test
    void aFieldThatComesTwiceIsAMistakeOfPeopleOnly() {
        byte[] twice = "{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8);

        assertThat(Json.parseObject(twice).rest()).isEqualTo(Map.of("a", 2));
        assertThatThrownBy(() -> Json.parseRequest(twice))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void depthIsLimited() {
        int most = Json.DEEPEST;

        assertThat(Json.write(parse("[".repeat(most) + "]".repeat(most)))).hasSize(2 * most);
        assertThatThrownBy(() -> parse("[".repeat(most + 1))).isInstanceOf(MalformedException.class);
    }

    @Test
    void whatComesInBitByBitIsReadToItsEndAndLeftOpen() throws IOException {
        boolean[] closed = {false};
        InputStream in = new FilterInputStream(Readings.drops(Readings.bytes("{\"a\":1}\n \n"), 1)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };

        assertThat(Json.parse(in)).isEqualTo(Map.of("a", 1));

        assertThat(in.read()).isEqualTo(-1);
        assertThat(closed[0]).isFalse();
    }

    @Test
    void aBrokenConnectionIsNoMistakeInTheJson() {
        InputStream cut =
                new SequenceInputStream(new ByteArrayInputStream(Readings.bytes("{\"a\":")), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new SocketException("Connection reset");
                    }
                });

        assertThatThrownBy(() -> Json.parse(cut))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }

    @Test
    void whatAClientHasSentMayBeLonger() {
        byte[] json = new byte[(64 << 20) + 1];
        Arrays.fill(json, (byte) ' ');
        json[json.length - 1] = '7';

        assertThat(Json.parse(json)).isEqualTo(7);
    }

    @Test
    void whatNeverEndsIsNotReadForever() {
        InputStream endless =
                new SequenceInputStream(new ByteArrayInputStream(Readings.bytes("{\"a\":1}")), Readings.endless(' '));

        assertThatThrownBy(() -> Json.parse(endless))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("longer than 32 MiB (serai.vendor.answer-limit)");
    }

    @Test
    void whatIsNoJsonValueCannotBeWritten() {
        List<Object> list = new ArrayList<>(List.of(new StringBuilder("x")));

        assertThatThrownBy(() -> Json.write(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("StringBuilder");
    }

    private static @Nullable Object parse(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
