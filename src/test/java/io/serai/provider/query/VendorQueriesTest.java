package io.serai.provider.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to questions beside the calls are read for a while, and up to a length. */
class VendorQueriesTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATE = Duration.ofSeconds(30);

    private final VendorQueries queries = new VendorQueries();
    private ServerSocket vendor;

    @BeforeEach
    void listen() throws IOException {
        vendor = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        queries.close();
        vendor.close();
    }

    @Test
    void aWholeAnswerIsRead() throws Exception {
        answer("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}");

        VendorQueries.Reply reply = ask(LATE, 2);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).asString().isEqualTo("{}");
    }

    @Test
    void anAnswerThatStopsInItsMiddleIsNotWaitedFor() {
        answer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"data\":[");

        assertThatThrownBy(() -> ask(SOON, 1000))
                .isInstanceOf(IOException.class)
                .hasMessage("its answer does not end in time");
    }

    @Test
    void anAnswerThatIsTooLongIsNotRead() {
        answer("HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n" + " ".repeat(2000));

        assertThatThrownBy(() -> ask(LATE, 1000))
                .isInstanceOf(IOException.class)
                .hasMessage("its answer is longer than 1000 bytes");
    }

    private VendorQueries.Reply ask(Duration atMost, int most) throws IOException, InterruptedException {
        return queries.read(
                URI.create("http://127.0.0.1:" + vendor.getLocalPort() + "/models"), Map.of(), atMost, most);
    }

    /** Answers the next request, and says nothing more. */
    private void answer(String text) {
        Thread.ofVirtual().start(() -> {
            try {
                Socket socket = vendor.accept();
                int read = socket.getInputStream().read(new byte[8192]);
                assertThat(read).isPositive();
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The test is over.
            }
        });
    }
}
