package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other languages reach the embedded broker over STOMP, with the user and password that it was given. */
class StompTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final int port = freePort();

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunningSerai.Setup with(HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .broker()
                .with("serai.broker.listen", "tcp://127.0.0.1:" + port)
                .provider("v", vendor)
                .pool("light", "v/small");
    }

    private Socket connect() {
        Eventually.await("listener", SOON, () -> {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return probe.isConnected();
            } catch (ConnectException e) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Socket socket, String frame) throws IOException {
        socket.getOutputStream().write((frame + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** The next frame; empty at the end. */
    private static String frame(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder frame = new StringBuilder();
        for (int octet = in.read(); octet > 0; octet = in.read()) {
            frame.append((char) octet);
        }
        return frame.toString().strip();
    }

    @Test
    void aPromptIsAnsweredOverStomp() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor)
                        .with("serai.broker.user", "ann")
                        .with("serai.broker.password", "secret")
                        .start();
                Socket socket = connect()) {
            send(socket, "CONNECT\naccept-version:1.2\nhost:x\nlogin:ann\npasscode:secret\n\n");
            assertThat(frame(socket)).startsWith("CONNECTED");
            send(socket, "SUBSCRIBE\nid:1\ndestination:answers.mine\n\n");
            for (int i = 0; i < 3; i++) {
                send(
                        socket,
                        "SEND\ndestination:prompts\nreply-to:answers.mine\ncorrelation-id:" + i
                                + "\npersistent:true\n\nHello from STOMP, " + i);

                assertThat(frame(socket))
                        .startsWith("MESSAGE")
                        .contains("correlation-id:" + i)
                        .endsWith("well says: Hello from STOMP, " + i);
            }
            assertThat(serai.serai().port()).isPositive();
        }
    }

    /** Artemis would make room for the length that a frame names, and the process would end for want of memory. */
    @ParameterizedTest
    @ValueSource(strings = {"CONNECT\ncontent-length:2147483647\n\n", "POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n"})
    void aFrameThatNoBrokerCanHoldClosesItsConnectionAndNoOther(String frame) throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor)
                        .with("serai.broker.user", "ann")
                        .with("serai.broker.password", "secret")
                        .start();
                Socket bad = connect();
                Socket good = connect()) {
            send(bad, frame);
            assertThat(bad.getInputStream().read()).as("closed").isEqualTo(-1);

            send(good, "CONNECT\naccept-version:1.2\nhost:x\nlogin:ann\npasscode:secret\n\n");
            assertThat(frame(good)).startsWith("CONNECTED");
            assertThat(serai.ask("light", "still here").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoShowsNoPasswordGetsNoAnswer() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor)
                        .with("serai.broker.user", "ann")
                        .with("serai.broker.password", "secret")
                        .start();
                Socket socket = connect()) {
            send(socket, "CONNECT\naccept-version:1.2\nhost:x\n\n");
            assertThat(frame(socket)).doesNotStartWith("CONNECTED");
            assertThat(serai.serai().port()).isPositive();
        }
    }

    @Test
    void withoutAUserNoStompIsSpoken() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor).start();
                Socket socket = connect()) {
            socket.setSoTimeout(1_000);
            send(socket, "CONNECT\naccept-version:1.2\nhost:x\n\n");
            assertThatThrownBy(() -> frame(socket)).isInstanceOf(SocketTimeoutException.class);
            assertThat(serai.serai().port()).isPositive();
        }
    }
}
