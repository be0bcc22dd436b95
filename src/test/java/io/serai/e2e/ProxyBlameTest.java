package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps Serai from a vendor is named for what it is, and a proxy's word is never taken for the vendor's. */
class ProxyBlameTest {
    @TempDir
    Path directory;

    private final ProxySelector usual = ProxySelector.getDefault();

    @AfterEach
    void restore() {
        ProxySelector.setDefault(usual);
    }

    @Test
    void aProxyThatRefusesIsBlamedAndNobodyElse() throws Exception {
        try (Refuses proxy = new Refuses()) {
            ProxySelector.setDefault(new ForInvalid(proxy.port()));
            try (RunningSerai serai = RunningSerai.in(directory)
                    .provider("safe", "https://vendor.invalid/v1", "keys", "good-key-1")
                    .provider("plain", "http://plain.invalid/v1", "keys", "good-key-2")
                    .start()) {
                for (int status : new int[] {407, 502, 503}) {
                    proxy.status = status;
                    for (int i = 0; i < 4; i++) {
                        HttpResponse<String> answer = serai.ask("safe/m", "q" + status + i);
                        assertThat(answer.body())
                                .contains("the proxy 127.0.0.1:" + proxy.port() + " refuses (" + status)
                                .doesNotContain("answered " + status);
                        assertThat(answer.headers()
                                        .firstValue("x-serai-attempts")
                                        .orElse(""))
                                .startsWith("safe/m proxy ");
                    }
                }
                proxy.status = 407;
                assertThat(serai.ask("plain/m", "q").body())
                        .contains("the proxy 127.0.0.1:" + proxy.port() + " refuses (407");
                assertThat(serai.get("/admin/providers").body())
                        .contains("\"key\":\"safe#1\",\"state\":\"ok\"")
                        .doesNotContain("refused", "unwell");
                proxy.close();
                assertThat(serai.ask("safe/m", "q").body())
                        .contains("the proxy 127.0.0.1:" + proxy.port() + " cannot be used: it refuses the connection");
            }
        }
    }

    @Test
    void whatKeepsFromAVendorIsToldApart() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (PlainText vendor = new PlainText();
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("unknown", "http://vendor.invalid/v1")
                        .provider("refusing", "http://127.0.0.1:" + closed + "/v1")
                        .provider("plain", "https://127.0.0.1:" + vendor.port() + "/v1")
                        .start()) {
            assertThat(serai.ask("unknown/m", "a").body()).contains("cannot be reached: its host name is not known");
            assertThat(serai.ask("refusing/m", "a").body()).contains("cannot be reached: it refuses the connection");
            assertThat(serai.ask("plain/m", "a").body()).contains("cannot be reached safely");
            assertThat(attempts(serai, "unknown/m")).contains("unknown/m dns ");
            assertThat(attempts(serai, "refusing/m")).contains("refusing/m connect ");
            assertThat(attempts(serai, "plain/m")).contains("plain/m tls ");
        }
    }

    private static String attempts(RunningSerai serai, String model) {
        return serai.ask(model, "b").headers().firstValue("x-serai-attempts").orElse("");
    }

    /** Sends to a proxy on this machine what is for names that cannot be. */
    private static final class ForInvalid extends ProxySelector {
        private final Proxy proxy;

        ForInvalid(int port) {
            proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", port));
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(String.valueOf(uri.getHost()).endsWith(".invalid") ? proxy : Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // It is asked anew each time.
        }
    }

    /** A server without TLS, which answers whatever it gets first. */
    private static final class PlainText implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        PlainText() throws IOException {
            Thread.ofVirtual().start(this::listen);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void listen() {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    int unused = socket.getInputStream().read();
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The client has left, or the test has ended.
                }
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /** A proxy that answers every request itself. */
    private static final class Refuses implements AutoCloseable {
        private final ServerSocket listener;
        private volatile int status = 407;

        Refuses() throws IOException {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::listen);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void listen() {
            try {
                while (!listener.isClosed()) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> refuse(socket));
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private void refuse(Socket socket) {
            try (socket) {
                BufferedReader head =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
                    // Whatever it asks for.
                }
                socket.getOutputStream()
                        .write(("HTTP/1.1 " + status + " No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // The client has left.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
