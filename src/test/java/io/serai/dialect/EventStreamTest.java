package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Growth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Server-sent events by the book.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the standard, whose examples are among these</a>
 */
class EventStreamTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", textBlock = """
        `data: a\\n\\n`                               | a
        `data: a\\n\\ndata: b\\n\\n`                  | a,b
        `data: a\\r\\n\\r\\ndata: b\\r\\n\\r\\n`      | a,b
        `data: a\\r\\rdata: b\\r\\r`                  | a,b
        `data: a\\r\\n\\ndata: b\\n\\r\\n`            | a,b
        `data: YHOO\\ndata: +2\\ndata: 10\\n\\n`      | YHOO/+2/10
        `: test stream\\n\\ndata: first event\\nid: 1\\n\\ndata:second event\\nid\\n\\ndata:  third event\\n\\n` | `first event,second event, third event`
        `data\\n\\ndata\\ndata\\n\\ndata:`            | `,/,`
        `data:test\\n\\ndata: test\\n\\n`             | test,test
        `data: a`                                     | a
        `data: a\\n`                                  | a
        `data: a\\ndata: b`                           | a/b
        `datas: a\\ndat: b\\n data: c\\nDATA: d\\n\\n` | -
        `retry: 5\\n\\n\\n\\n`                        | -
        `:\\n\\n`                                     | -
        ``                                            | -
        `data: a:b: c\\n\\n`                          | a:b: c
        `data: {"a":1}\\ndata: {"b":"}"}\\ndata: [DONE]\\n` | {"a":1},{"b":"}"},[DONE]
        `data: {"a":1}\\r\\ndata: {"b":2}\\r\\n\\r\\n`   | {"a":1},{"b":2}
        `data: {"a":\\ndata: {"b":2}}\\n\\n`             | {"a":/{"b":2}}
        `data: {"a":"}"\\ndata: }\\n\\n`                 | {"a":"}"/}
        `data: a\\ndata: {"b":2}\\n\\n`                  | a/{"b":2}
        `data: Grüße 👋\\n\\n`                        | Grüße 👋
        """)
    void events(String stream, String expected) throws IOException {
        String text = stream.replace("\\r", "\r").replace("\\n", "\n");
        List<String> events = expected.equals("-")
                ? List.of()
                : List.of(expected.replace('/', '\n').split(",", -1));

        assertThat(read(new ByteArrayInputStream(bytes(text)))).isEqualTo(events);
        assertThat(read(new ByteArrayInputStream(bytes("\uFEFF" + text)))).isEqualTo(events);
        assertThat(read(new Drops(bytes("\uFEFF" + text), new Random(1), 1))).isEqualTo(events);
    }

    @Test
    void eventsThatOnlyLineEndsPartKeepTheirNames() throws IOException {
        EventStream events = new EventStream(
                new ByteArrayInputStream(bytes("event: a\ndata: {}\nevent: b\ndata: {}\ndata: {}\nevent: late\n\n")));
        List<String> names = new ArrayList<>();
        while (events.next() != null) {
            names.add(events.name());
        }
        assertThat(names).containsExactly("a", "b", "late");
    }

    @Test
    void anEventHasItsNameAndNoOther() throws IOException {
        EventStream events = new EventStream(new ByteArrayInputStream(
                bytes("event: error\ndata: a\n\ndata: b\n\nevent: ping\n\ndata:c\nevent:ü\n\nevent\ndata\n\n")));

        List<String> names = new ArrayList<>();
        for (byte[] data = events.next(); data != null; data = events.next()) {
            names.add(events.name());
        }

        assertThat(names).containsExactly("error", "", "ü", "");
    }

    @Test
    void anEventWithoutItsEndWasPerhapsCut() throws IOException {
        EventStream events = new EventStream(new ByteArrayInputStream(bytes("data: a\n\ndata: b\n")));

        events.next();
        assertThat(events.cut()).isFalse();
        events.next();
        assertThat(events.cut()).isTrue();
    }

    @Test
    void longEventsAndSmallReadsAreJoined() throws IOException {
        Random random = new Random(7);
        StringBuilder stream = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String data = "é".repeat(random.nextInt(20_000));
            expected.add(data);
            stream.append("data: ").append(data).append(random.nextBoolean() ? "\r\n\r\n" : "\n\n");
        }

        assertThat(read(new Drops(bytes(stream.toString()), random, 9000))).isEqualTo(expected);
    }

    /** Memory is bounded whatever a vendor sends. */
    @Test
    void endlessEventsAreRefused() {
        assertThatThrownBy(() -> read(new Endless("data: ", "x"))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> read(new Endless("", "data: 0123456789\n"))).isInstanceOf(MalformedException.class);
    }

    @Test
    void whatComesBesideEventsIsBounded() {
        for (String aside : List.of(": ping\n\n", "\n", "id: 1\n", "retry: 9\r\n")) {
            assertThatThrownBy(() -> read(new Endless("data: {}\n\n", aside)))
                    .as(aside)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("before an event");
        }
    }

    /** Each line of data might begin another event, which is known by all lines before it. */
    @Test
    void eachByteOfAnEventIsLookedAtOnce() {
        for (String line : List.of("data: [\n", "data: {\"a\":[\n", "data: {}\n")) {
            Growth.isLinear(10_000, lines -> {
                try {
                    read(new ByteArrayInputStream(bytes("data: {\"a\":[\n" + line.repeat(lines))));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static List<String> read(InputStream in) throws IOException {
        EventStream events = new EventStream(in);
        List<String> read = new ArrayList<>();
        for (byte[] data = events.next(); data != null; data = events.next()) {
            read.add(new String(data, StandardCharsets.UTF_8));
        }
        return read;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that come a few at a time. */
    private static final class Drops extends ByteArrayInputStream {
        private final Random random;
        private final int most;

        Drops(byte[] bytes, Random random, int most) {
            super(bytes);
            this.random = random;
            this.most = most;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1 + random.nextInt(most)));
        }
    }

    /** A beginning, then the same for ever. */
    private static final class Endless extends InputStream {
        private final byte[] start;
        private final byte[] again;
        private int position;

        Endless(String start, String again) {
            this.start = bytes(start);
            this.again = bytes(again.repeat(1000));
        }

        @Override
        public int read() {
            int at = position < start.length ? position : start.length + (position - start.length) % again.length;
            position++;
            return at < start.length ? start[at] : again[at - start.length];
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            for (int i = 0; i < length; i++) {
                into[offset + i] = (byte) read();
            }
            return length;
        }
    }
}
