package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages in a browser: which of them may ask, and whether the browser lets them read the answer. */
class BrowserTest {
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:5173", "http://127.0.0.1", "https://app.localhost", "app://obsidian.md"})
    void aLocalPageAsksWithoutAKeyAndReadsTheAnswer(String page) throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            HttpResponse<String> inAdvance = askInAdvance(serai, page);
            HttpResponse<String> whole = ask(serai, page, false);
            HttpResponse<String> streamed = ask(serai, page, true);

            assertThat(inAdvance.statusCode()).isEqualTo(204);
            assertThat(header(inAdvance, "access-control-allow-methods")).isEqualTo("POST");
            assertThat(header(inAdvance, "access-control-allow-headers")).isEqualTo("authorization,x-stainless-os");
            for (HttpResponse<String> answer : List.of(inAdvance, whole, streamed)) {
                assertThat(header(answer, "access-control-allow-origin")).isEqualTo(page);
                assertThat(header(answer, "access-control-expose-headers")).isEqualTo("*");
                assertThat(header(answer, "vary")).isEqualTo("origin");
            }
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(streamed.body()).contains("[DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "http://localhost.example.com", "null"})
    void anyOtherPageIsRefusedWhileThereAreNoKeys(String page) throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            for (HttpResponse<String> answer : List.of(askInAdvance(serai, page), ask(serai, page, false))) {
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(header(answer, "access-control-allow-origin")).isEmpty();
            }
        }
    }

    @Test
    void withKeysAnyPageMayAskThatHasOne() throws Exception {
        String page = "https://example.com";
        try (RunningSerai serai =
                RunningSerai.in(directory).with("serai.http.keys", "the-key").start()) {
            HttpResponse<String> withoutKey = ask(serai, page, false);

            assertThat(askInAdvance(serai, page).statusCode()).isEqualTo(204);
            assertThat(withoutKey.statusCode()).isEqualTo(401);
            assertThat(header(withoutKey, "access-control-allow-origin")).isEqualTo(page);
            assertThat(ask(serai, page, false, "authorization", "Bearer the-key")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoIsNoPageHearsNothingOfIt() {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            HttpResponse<String> answer = serai.ask("auto", "hello");

            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    @Test
    void aPageWhoseNameHasComeToMeanThisMachineReadsNothing() throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            for (String path : List.of("/v1/models", "/admin/providers", "/metrics")) {
                assertThat(read(serai, path, "evil.example:8080", "keep-alive"))
                        .startsWith("HTTP/1.1 403 ")
                        .contains("not known as 'evil.example:8080'", "serai.http.keys");
            }
            assertThat(read(serai, "/v1/models", "evil.example", "close"))
                    .as("a proxy that passes its name")
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void thisMachineHasManyNames() throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            for (String name : List.of(
                    "localhost:1", "LOCALHOST", "serai.localhost", "127.0.0.1:8080", "[::1]:80", "serai:8080", "")) {
                assertThat(read(serai, "/v1/models", name, "keep-alive"))
                        .as(name)
                        .startsWith("HTTP/1.1 200 ");
            }
            assertThat(read(serai, "/v1/models", "host.docker.internal", "keep-alive"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void withKeysItMayHaveAnyName() throws Exception {
        try (RunningSerai serai =
                RunningSerai.in(directory).with("serai.http.keys", "the-key").start()) {
            assertThat(read(serai, "/v1/models?key=the-key", "example.com", "keep-alive"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    /** The answer to a request that calls the server by a name; another one after it ends the connection. */
    private static String read(RunningSerai serai, String path, String host, String connection) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", serai.uri("/").getPort())) {
            socket.setSoTimeout(30_000);
            String request = "GET %s HTTP/1.1\r\nhost: %s\r\nconnection: %s\r\n\r\n";
            String both = request.formatted(path, host, connection) + request.formatted("/health", "serai", "close");
            socket.getOutputStream().write(both.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<String> ask(RunningSerai serai, String page, boolean stream, String... headers) {
        String[] all =
                Stream.concat(Stream.of("origin", page), Stream.of(headers)).toArray(String[]::new);
        return serai.post(CHAT, RunningSerai.chat("auto", "hello", stream), all);
    }

    private static HttpResponse<String> askInAdvance(RunningSerai serai, String page) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        serai.request(CHAT)
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("origin", page)
                                .header("access-control-request-method", "POST")
                                .header("access-control-request-headers", "authorization,x-stainless-os")
                                .build(),
                        BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
