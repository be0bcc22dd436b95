package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Hangs;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long connections to vendors are waited for, and kept. */
class VendorConnectionsTest {
    private static final int LONG = 20_000;

    @TempDir
    Path directory;

    @Test
    void whatTheVendorHasClosedIsGivenUpThoughNobodyAsks() throws Exception {
        try (ServerSocket vendor = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", address(vendor))
                        .pool("light", "v/small")
                        .start()) {
            CompletableFuture<Boolean> given = CompletableFuture.supplyAsync(() -> answersOnceAndSeesTheEnd(vendor));
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
            assertThat(given.get(LONG, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"300ms", "300"})
    void theEntrySaysHowLongToWaitForAConnection(String time) throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HealthyVendor near = new HealthyVendor("near");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("full", address(full), "connectTimeout", time)
                        .provider("near", near)
                        .pool("light", "full/small", "near/small")
                        .start()) {
            List<Socket> queue = fill(full);
            long begun = System.nanoTime();
            HttpResponse<String> answer = serai.ask("light", "hello");
            assertThat(answer.body()).contains("near says");
            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .startsWith("full/small connect");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("sooner than the five seconds that are usual")
                    .isLessThan(Duration.ofSeconds(4));
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void aStepOfTheUsersOwnSaysHowLongItWaits() {
        try (Hangs hangs = new Hangs();
                RunningSerai serai = RunningSerai.in(directory)
                        .file("routes/own.camel.yaml", """
                                - route:
                                    from:
                                      uri: platform-http:/own
                                      steps:
                                        - removeHeaders: { pattern: "*" }
                                        - doTry:
                                            steps:
                                              - to: %s?responseTimeout=200
                                            doCatch:
                                              - exception: [ java.net.SocketTimeoutException ]
                                                steps:
                                                  - setBody: { constant: it took too long }
                                """.formatted(hangs.url()))
                        .start()) {
            assertThat(serai.get("/own").body()).isEqualTo("it took too long");
        }
    }

    @Test
    void aStepOfTheUsersOwnHasItsOwnProxy() {
        try (HealthyVendor proxy = new HealthyVendor("proxy");
                RunningSerai serai = RunningSerai.in(directory)
                        .file("routes/own.camel.yaml", """
                                - route:
                                    from:
                                      uri: platform-http:/own
                                      steps:
                                        - removeHeaders: { pattern: "*" }
                                        - setBody: { constant: '{"model":"m","messages":[{"role":"user","content":"x"}]}' }
                                        - to: http:vendor.invalid/v1/chat/completions?httpMethod=POST&proxyHost=127.0.0.1&proxyPort=%d
                                """.formatted(
                                        URI.create(proxy.url()).getPort()))
                        .start()) {
            assertThat(serai.get("/own").body()).contains("proxy says");
        }
    }

    private static boolean answersOnceAndSeesTheEnd(ServerSocket vendor) {
        try (Socket connection = vendor.accept()) {
            connection.setSoTimeout(LONG);
            InputStream in = connection.getInputStream();
            readRequest(in);
            String answer = """
                    {"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}""";
            connection.getOutputStream().write("""
                    HTTP/1.1 200 OK\r
                    content-type: application/json\r
                    content-length: %d\r
                    \r
                    %s""".formatted(answer.length(), answer)
                    .getBytes(StandardCharsets.US_ASCII));
            connection.shutdownOutput();
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        Matcher length = Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE)
                .matcher(head);
        assertThat(length.find()).isTrue();
        in.readNBytes(Integer.parseInt(length.group(1)));
    }

    /** Connects until the next one has to wait. */
    private static List<Socket> fill(ServerSocket full) throws IOException {
        List<Socket> queue = new ArrayList<>();
        try {
            while (queue.size() < 100) {
                Socket next = new Socket();
                queue.add(next);
                next.connect(full.getLocalSocketAddress(), 300);
            }
        } catch (SocketTimeoutException e) {
            return queue;
        }
        throw new IllegalStateException("It takes any number");
    }

    private static String address(ServerSocket vendor) {
        return "http://127.0.0.1:" + vendor.getLocalPort() + "/v1";
    }
}
