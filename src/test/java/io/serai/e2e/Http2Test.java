package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.RawClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 without TLS: on a port of its own, if one is set. */
class Http2Test {
    @TempDir
    Path directory;

    @Test
    void itIsOffUnlessAPortIsSet() throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            HttpResponse<String> answer = get(serai.uri("/health").getPort());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aFurtherPortSpeaksNothingElse() throws Exception {
        int port = free();
        try (RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.h2c-port", Integer.toString(port))
                        .start();
                RawClient client = RawClient.to(port)) {
            assertThat(get(port).version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(serai.get("/health").statusCode()).isEqualTo(200);
            assertThat(client.send("GET /v1/models HTTP/1.1\r\nHost: serai\r\n\r\n")
                            .rest())
                    .startsWith("HTTP/1.1 505 ")
                    .contains("serai.http.h2c-port");
        }
    }

    private static HttpResponse<String> get(int port) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
