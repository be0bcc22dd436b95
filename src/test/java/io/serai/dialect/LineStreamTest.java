package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineStreamTest {

    @Test
    void linesAreTheSameHoweverTheyCome() throws IOException {
        byte[] bytes = Readings.bytes("{\"é\":1}\r\n\n  \n{\"思\":2}\n{\"last\":3}");
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(lines(Readings.split(bytes, at))).containsExactly("{\"é\":1}", "{\"思\":2}", "{\"last\":3}");
        }
        assertThat(lines(Readings.drops(bytes, 1))).hasSize(3);
    }

    @Test
    void aLineWithoutItsEndMayBeCut() throws IOException {
        LineStream lines = new LineStream(new ByteArrayInputStream(Readings.bytes("a\nb")));
        lines.next();
        assertThat(lines.cut()).isFalse();
        lines.next();
        assertThat(lines.cut()).isTrue();
        assertThat(lines.next()).isNull();
    }

    @Test
    void aLineWithoutEndIsNotReadForever() {
        assertThatThrownBy(() -> new LineStream(Readings.endless('x')).next())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("32 MiB");
    }

    @Test
    void blankLinesWithoutEndAreNotReadForever() {
        assertThatThrownBy(() -> new LineStream(Readings.endless('\n')).next())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("blank lines");
    }

    private static List<String> lines(InputStream in) throws IOException {
        LineStream stream = new LineStream(in);
        List<String> lines = new ArrayList<>();
        for (byte[] line = stream.next(); line != null; line = stream.next()) {
            lines.add(Readings.text(line));
        }
        return lines;
    }
}
