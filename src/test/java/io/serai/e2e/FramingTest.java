package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RawClient;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two servers could read in two ways: each is refused, and nothing behind it runs. */
class FramingTest {
    private static final String BODY = RunningSerai.chat("v/small", "smuggled", false);
    private static final String SMUGGLED =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        vendor = new HealthyVendor("v");
        serai = RunningSerai.in(directory)
                .provider("v", vendor)
                .pool("light", "v/small")
                .with("serai.http.headers", "50")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
    }

    /** The lines of a head after the request line and a Host, and the body; {@code |} ends a line, {@code ~} is a tab. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "501^Transfer-Encoding: xchunked^",
                "501^Transfer-Encoding: identity^",
                "501^Transfer-Encoding: gzip, chunked^0||",
                "501^Transfer-Encoding: chunked, identity^0||",
                "501^Transfer-Encoding: chunked, xchunked^0||",
                "501^Transfer-Encoding: chunked|Transfer-Encoding: identity^0||",
                "501^Transfer-Encoding: identity|Transfer-Encoding: chunked^0||",
                "501^Transfer-Encoding: chunked;q=1^0||",
                "501^Transfer-Encoding: \"chunked\"^0||",
                "501^Transfer-Encoding: chunked chunked^0||",
                "501^TRANSFER-ENCODING: deflate^",
                "400^Transfer-Encoding:^",
                "400^Transfer-Encoding: chunked, chunked^0||",
                "400^Transfer-Encoding: chunked|Transfer-Encoding: chunked^0||",
                "400^Transfer-Encoding: chunked,^0||",
                "400^Transfer-Encoding: ,chunked^0||",
                "400^Transfer-Encoding: chunked|Content-Length: 5^0||",
                "400^Content-Length: 5|Transfer-Encoding: chunked^0||",
                "400^Content-Length: 0|Transfer-Encoding: xchunked^",
                "400^Transfer-Encoding:| chunked^0||",
                "400^Transfer-Encoding:|~chunked^0||",
                "400^X-Any: one| two^",
                "400^X-Any: one|~two: three^",
                "400^ X-Any: a blank before the first name^",
                "400^Host: other^",
                "400^Host: serai^",
                "400^Content-Length: 3|Content-Length: 4^abc",
                "400^Content-Length: +3^abc",
                "400^Content-Length: 0x3^abc",
                "400^Content-Length: 3, 3^abc",
                "400^Content-Length : 3^abc",
                "400^Sec-WebSocket-Key1: 1|Sec-WebSocket-Key2: 2^",
                "400^X-Any~: tab before the colon^",
                "400^: no name^",
                "400^no colon^"
            })
    void anAmbiguousHeadIsRefused(int status, String lines, String body) {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\n" + plain(lines) + "\r\n\r\n";
        assertRefused(status, head + (body == null ? "" : plain(body)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "400^GET /v1/models HTTP/1.1",
                "400^POST  /v1/models HTTP/1.1|Host: serai",
                "400^POST /v1/models  HTTP/1.1|Host: serai",
                "400^POST~/v1/models~HTTP/1.1|Host: serai",
                "400^POST /v1/models HTTP/1.1 |Host: serai",
                "400^POST /v1/mod els HTTP/1.1|Host: serai",
                "400^ POST /v1/models HTTP/1.1|Host: serai",
                "400^POST /v1/models|Host: serai",
                "400^POST /v1/models HTTP/1.1|Host: a b",
                "400^POST /v1/models HTTP/1.1|Host: a, b",
                "400^POST /v1/models HTTP/1.1|Host: user@serai",
                "400^POST /v1/models HTTP/1.1|Host: serai/v1",
                "400^POST /v1/chat/completions HTTP/1.0|Transfer-Encoding: chunked",
                "400^POST /v1/chat/completions HTTP/1.0|Connection: keep-alive|Transfer-Encoding: xchunked",
                "505^POST /v1/models HTTP/1.2|Host: serai",
                "505^POST /v1/models HTTP/2.0|Host: serai",
                "505^POST /v1/models HTTP/0.9|Host: serai",
                "400^POST /v1/models HTTP/1.1.1|Host: serai",
                "400^POST /v1/models http1|Host: serai",
                "505^PRI * HTTP/2.0|"
            })
    void aFirstLineOrHostThatIsNoneIsRefused(int status, String lines) {
        assertRefused(status, plain(lines) + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5;a=\"\r\nab\r\n0\r\n\r\n",
                "5;a=\"x\r\nabcde\r\n0\r\n\r\n",
                "5\nabcde\r\n0\r\n\r\n",
                "5 5\r\nabcde\r\n0\r\n\r\n",
                "+5\r\nabcde\r\n0\r\n\r\n",
                "-1\r\nabcde\r\n0\r\n\r\n",
                "0x5\r\nabcde\r\n0\r\n\r\n",
                "100000005\r\nabcde\r\n0\r\n\r\n",
                "5\r\nabcdefg\r\n0\r\n\r\n"
            })
    void aChunkThatCanEndInTwoPlacesIsRefused(String chunks) {
        assertRefused(
                400,
                "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    @Test
    void aHeadOfTooManyLinesIsRefused() {
        assertRefused(431, "POST /v1/messages HTTP/1.1\r\nHost: serai\r\n" + "a: b\r\n".repeat(50) + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0016\u0003\u0001\u0002\u0000\u0001", "\u0000\u0000\u0000", "\u00ff\u00fe"})
    void whatDoesNotBeginWithAMethodIsRefusedAtOnce(String bytes) {
        // No line ends, so nobody could wait for more.
        assertThat(statuses(bytes)).isEqualTo("400");
    }

    @Test
    void anEndlessFirstWordIsRefused() {
        assertThat(statuses("x".repeat(100))).isEqualTo("400");
    }

    @Test
    void aHeadThatComesInPiecesIsLookedAtAsAWhole() {
        int before = vendor.count();
        try (RawClient client = RawClient.to(port())) {
            // A body behind it could find the connection closed.
            for (String piece :
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nTransfer-Encoding:\r\n chunked\r\n\r\n"
                            .split("(?<=[\\n:])")) {
                client.send(piece);
            }
            assertThat(statusesIn(client.rest())).isEqualTo("400");
        }
        assertThat(vendor.count()).isEqualTo(before);
    }

    @Test
    void whatIsByTheBookRuns() {
        String chunked = "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + Integer.toHexString(BODY.length()) + ";name=\"a value\"\r\n" + BODY + "\r\n0\r\nX-Trailer: x\r\n\r\n";
        String last = SMUGGLED.replaceFirst("\r\n", "\r\nConnection: close\r\n");
        String old = "POST /v1/chat/completions HTTP/1.0\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
        int before = vendor.count();

        assertThat(statuses(chunked + "\r\n" + SMUGGLED + last)).isEqualTo("200 200 200");
        assertThat(statuses(old)).isEqualTo("200");
        assertThat(vendor.count()).isGreaterThan(before);
    }

    /** Sends a request and another behind it: only the first is answered, and the connection is closed. */
    private static void assertRefused(int status, String request) {
        int before = vendor.count();
        assertThat(statuses(request + SMUGGLED)).as(request).isEqualTo(Integer.toString(status));
        assertThat(vendor.count()).as(request).isEqualTo(before);
    }

    private static String statuses(String sent) {
        try (RawClient client = RawClient.to(port())) {
            return statusesIn(client.send(sent).rest());
        }
    }

    private static String statusesIn(String answers) {
        return STATUS.matcher(answers)
                .results()
                .map(found -> found.group(1))
                .reduce((some, more) -> some + ' ' + more)
                .orElse(answers);
    }

    private static String plain(String shown) {
        return shown.replace("|", "\r\n").replace('~', '\t');
    }

    private static int port() {
        return serai.uri("/").getPort();
    }
}
