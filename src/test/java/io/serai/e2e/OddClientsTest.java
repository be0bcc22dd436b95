package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.serai.RunningSerai;
import io.serai.wire.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Clients that speak HTTP in ways of their own, and clients that speak it wrongly: each gets an answer in its dialect. */
class OddClientsTest {
    private static final String CHAT = RunningSerai.chat("auto", "hello", false);

    @TempDir
    static Path directory;

    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.http.keys", "the-key")
                .with("serai.http.body-limit", "64KiB")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, chat.completion",
        "/v1/v1/chat/completions, chat.completion",
        "/v1/chat/completions/, chat.completion",
        "//v1/chat/completions, chat.completion",
        "/messages, msg_",
        "/v1/v1/messages, msg_",
        "/v1/v1/messages?beta=true, msg_",
        "/v1/api/chat, done"
    })
    void aBaseUrlMayHaveTheVersionOrNot(String path, String answer) throws IOException {
        String body = CHAT.replaceFirst("\\{", "{\"max_tokens\":9,");
        assertThat(post(path, body, "")).startsWith("HTTP/1.1 200 ").contains(answer);
    }

    @Test
    void anUnknownPathStaysUnknownWithTheVersionTwice() throws IOException {
        assertThat(post("/v1/v1/nothing", CHAT, "")).startsWith("HTTP/1.1 404 ").contains("not_found");
    }

    @Test
    void ollamasClientsFindThatItRuns() throws IOException {
        assertThat(ask("HEAD / HTTP/1.1", "")).startsWith("HTTP/1.1 200 ").doesNotContain("Ollama");
        assertThat(ask("GET / HTTP/1.1", "")).startsWith("HTTP/1.1 200 ").contains("Ollama is running");
        assertThat(ask("HEAD /api/tags HTTP/1.1", ""))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws IOException {
        assertThat(ask("GET /v1/messages HTTP/1.1", ""))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nallow: POST\r\n", "{\"type\":\"error\"", "does not take GET, but POST");
        assertThat(ask("DELETE /v1/models/auto HTTP/1.1", "")).contains("\r\nallow: GET, HEAD, POST\r\n");
    }

    @Test
    void whatNoRouteAnswersHasTheRequestsIdToo() throws IOException {
        assertThat(ask("GET /nothing HTTP/1.1", "x-request-id: mine-7\r\n")).contains("\r\nx-request-id: mine-7\r\n");
        assertThat(ask("GET /nothing HTTP/1.1", "")).contains("\r\nx-request-id: req-");
    }

    @Test
    void whoWaitsToBeAskedForTheBodyIsAskedOnceAndOnlyIfItIsWanted() throws IOException {
        assertThat(post("/v1/chat/completions", CHAT, "expect: 100-continue\r\n"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ");
        assertThat(firstLine(head("POST /v1/chat/completions HTTP/1.1")
                        + "expect: 100-continue\r\ncontent-length: 1000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "rot13"})
    void anUnknownContentEncodingIsNamed(String coding) throws IOException {
        assertThat(post("/api/chat", CHAT, "content-encoding: " + coding + "\r\n"))
                .startsWith("HTTP/1.1 415 ")
                .contains("{\"error\":\"The body's content-encoding '" + coding + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "Application/X-WWW-Form-URLencoded; charset=utf-8",
                "multipart/form-data; boundary=x",
                "text/plain"
            })
    void whateverTheContentTypeTheBodyIsJson(String type) throws IOException {
        assertThat(post("/v1/chat/completions", CHAT, "content-type: " + type + "\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(post("/v1/chat/completions", "--x\r\n\r\nb\r\n--x--", "content-type: " + type + "\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("not a JSON request");
    }

    @Test
    void aWebSocketIsRefusedWithTheStatusThatClientsFallBackAt() throws IOException {
        String upgrade = "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
                + "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        try (RawClient client = RawClient.to(serai.uri("/").getPort())) {
            assertThat(client.send(keepAlive("GET /v1/responses HTTP/1.1") + upgrade)
                            .until("upgrade_required"))
                    .startsWith("HTTP/1.1 426 ")
                    .contains("\r\nupgrade: HTTP/1.1\r\n");
        }
        assertThat(ask("GET /v1/responses HTTP/1.1", "")).startsWith("HTTP/1.1 405 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 500, 1000, 2000})
    void aPathThatRepeatsItselfIsUnknown(int times) throws IOException {
        assertThat(post("/v1".repeat(times) + "/nothing", CHAT, ""))
                .startsWith("HTTP/1.1 404 ")
                .hasSizeLessThan(1500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1beta/models/%s:generateContent",
                "/v1beta/models/%s:streamGenerateContent?alt=sse",
                "/v1beta/models/models/%s:countTokens",
                "/v1/models/%s:generateContent"
            })
    void aNameInThePathHasABound(String path) throws IOException {
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"hello\"}]}]}";
        assertThat(post(path.formatted("x".repeat(300)), body, ""))
                .startsWith("HTTP/1.1 400 ")
                .contains("longer than 256 characters", "INVALID_ARGUMENT");
        assertThat(post(path.formatted("x".repeat(200)), body, "")).doesNotContain("longer than");
    }

    @Test
    void aNameInAHeaderHasABound() throws IOException {
        assertThat(post("/v1/messages", CHAT, "x-serai-task: " + "x".repeat(257) + "\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("x-serai-task", "longer than 256 characters", "{\"type\":\"error\"");
        assertThat(post("/v1/chat/completions", CHAT, "x-request-id: " + "x".repeat(129) + "\r\n"))
                .contains("\r\nx-request-id: req-");
    }

    @Test
    void manyHeadersAreRead() throws IOException {
        assertThat(post("/v1/chat/completions", CHAT, "cookie: " + "c".repeat(30_000) + "\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aHeadThatIsTooLongIsToldSo() throws IOException {
        assertThat(post("/v1/messages", CHAT, "cookie: " + "c".repeat(100_000) + "\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"type\":\"error\"", "65536 bytes");
        assertThat(ask("GET /v1/models?" + "q".repeat(20_000) + " HTTP/1.1", ""))
                .startsWith("HTTP/1.")
                .contains(" 414 ", "16384 bytes");
    }

    @Test
    void whatIsNoHttpIsToldSo() throws IOException {
        assertThat(exchange("hello\r\n\r\n")).contains(" 400 ", "The HTTP request is malformed");
        assertThat(exchange("GET /v1/models?key=%zz HTTP/1.1\r\nhost: serai\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401 ");
        assertThat(ask("GET /v1/models?key=%zz HTTP/1.1", "")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%K1",
                "/v1/chat%K1",
                "x%K1",
                "x/v1/chat/completions",
                "/v1/models/%",
                "//%zz",
                "/%2e%2e/%zz",
                "/%ff%fe",
                "*",
                "x:1"
            })
    void aPathThatIsNoneIsToldSo(String path) throws IOException {
        for (String method : List.of("POST", "GET", "DELETE", "PATCH")) {
            String answer = ask(method + ' ' + path + " HTTP/1.1", "");
            assertThat(answer)
                    .containsPattern("^HTTP/1.1 (400|401|403|404|405) ")
                    .contains("{\"error\":");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length: 4000000\r\n\r\n", "transfer-encoding: chunked\r\n\r\n3d0900\r\n"})
    void whoSendsTooMuchGetsTheAnswerAndIsHungUpOn(String rest) throws IOException {
        String body = "x".repeat(4_000_000) + (rest.startsWith("transfer") ? "\r\n0\r\n\r\n" : "");
        for (String sent : List.of(body, body.substring(0, 100_000))) {
            assertThat(exchange(keepAlive("POST /v1/messages HTTP/1.1") + rest + sent))
                    .as(sent.length() + " bytes")
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\r\nconnection: close\r\n", "{\"type\":\"error\"", "serai.http.body-limit");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-encoding: gzip\r\ncontent-length: 20\r\n\r\nthis is no gzip data",
                "content-encoding: deflate\r\ncontent-length: 20\r\n\r\nthis is no zlib data",
                "transfer-encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
                "transfer-encoding: chunked\r\n\r\n2\r\n{}and more\r\n0\r\n\r\n"
            })
    void aBodyThatCannotBeReadIsToldSo(String rest) throws IOException {
        assertThat(exchange(keepAlive("POST /v1/messages HTTP/1.1") + rest))
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\nconnection: close\r\n", "{\"type\":\"error\"", "The HTTP request is malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: 1000\r\n\r\n{",
                "transfer-encoding: chunked\r\n\r\n",
                "content-encoding: gzip\r\ncontent-length: 1000\r\n\r\nthis is no gzip data"
            })
    void aClientThatLeavesWhileItSendsIsNoErrorInTheLog(String rest, @TempDir Path other) throws IOException {
        Complaints complaints = new Complaints();
        Logger everything = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        try (RunningSerai left = RunningSerai.in(other).start()) {
            everything.addAppender(complaints);
            String begun = head("POST /v1/messages HTTP/1.1") + "expect: 100-continue\r\n" + rest;
            try (Socket socket = send(left, begun);
                    Scanner answer = new Scanner(socket.getInputStream(), StandardCharsets.UTF_8)) {
                assertThat(answer.nextLine()).startsWith("HTTP/1.1 100 ");
            }
        } finally {
            everything.detachAppender(complaints);
        }
        assertThat(complaints.texts).isEmpty();
    }

    /** What is logged as wrong. */
    private static final class Complaints extends AppenderBase<ILoggingEvent> {
        private final List<String> texts = new CopyOnWriteArrayList<>();

        Complaints() {
            start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                texts.add(event.getLoggerName() + ' ' + event.getFormattedMessage());
            }
        }
    }

    private static String post(String path, String body, String headers) throws IOException {
        return exchange(
                head("POST " + path + " HTTP/1.1") + headers + "content-length: " + body.length() + "\r\n\r\n" + body);
    }

    private static String ask(String requestLine, String headers) throws IOException {
        return exchange(head(requestLine) + headers + "\r\n");
    }

    private static String head(String requestLine) {
        return keepAlive(requestLine) + "connection: close\r\n";
    }

    private static String keepAlive(String requestLine) {
        return requestLine + "\r\nhost: serai\r\nauthorization: Bearer the-key\r\n";
    }

    /** Sends bytes as they are, and gives all that comes back. */
    private static String exchange(String request) throws IOException {
        try (Socket socket = send(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String firstLine(String request) throws IOException {
        try (Socket socket = send(request);
                Scanner lines = new Scanner(socket.getInputStream(), StandardCharsets.UTF_8)) {
            return lines.nextLine();
        }
    }

    private static Socket send(String request) throws IOException {
        return send(serai, request);
    }

    private static Socket send(RunningSerai to, String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", to.uri("/").getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
