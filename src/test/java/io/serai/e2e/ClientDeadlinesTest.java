package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RawClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time: each connection ends by its deadline, and none that waits for an answer does. */
class ClientDeadlinesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String BODY = RunningSerai.chat("v/small", "hello", false);
    private static final String POST = "POST /v1/messages HTTP/1.1\r\nHost: serai\r\n";

    @TempDir
    Path directory;

    @Test
    void aConnectionThatSaysNothingIsClosed() {
        try (RunningSerai serai = start("head-timeout");
                RawClient client = client(serai)) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aHeadThatDoesNotEndIsAnswered() {
        try (RunningSerai serai = start("head-timeout")) {
            assertThat(answers(
                            serai, List.of("P", "POST /v1/messages", "POST /v1/messages HTTP/1.1\r\nHost: se", POST)))
                    .allSatisfy(answer -> assertThat(answer).contains(" 408 ", "serai.http.head-timeout"));
        }
    }

    @Test
    void aBodyThatDoesNotEndIsAnsweredInTheClientsDialect() {
        List<String> begun = List.of(
                "Content-Length: 100\r\n\r\n",
                "Content-Length: 33000000\r\n\r\n{",
                "Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n\u001f",
                "Transfer-Encoding: chunked\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n10\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: never");
        try (RunningSerai serai = start("body-timeout")) {
            assertThat(answers(serai, begun.stream().map(POST::concat).toList()))
                    .allSatisfy(answer -> assertThat(answer)
                            .startsWith("HTTP/1.1 408 ")
                            .contains("{\"type\":\"error\"", "serai.http.body-timeout"));
            assertThat(answers(serai, List.of("POST /nothing HTTP/1.1\r\nHost: serai\r\nContent-Length: 100\r\n\r\n")))
                    .as("a body that nobody wants ends, too")
                    .allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 404 "));
        }
    }

    /** What each of several clients gets that begin something at the same time, until its connection is closed. */
    private static List<String> answers(RunningSerai serai, List<String> begun) {
        List<RawClient> clients =
                begun.stream().map(text -> client(serai).send(text)).toList();
        try {
            return clients.stream().map(RawClient::rest).toList();
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void aConnectionThatRestsIsClosed() {
        try (RunningSerai serai = start("idle-timeout");
                RawClient client = client(serai)) {
            client.send("GET /health HTTP/1.1\r\nHost: serai\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aCallOrStreamThatTakesLongerThanAllOfThemIsNotCut() {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(2500));
                RunningSerai serai = start(vendor, "head-timeout", "body-timeout", "idle-timeout", "unread-timeout")) {
            List<HttpResponse<String>> answers = Stream.of(false, true)
                    .parallel()
                    .map(stream -> stream ? serai.stream("v/small", "hello") : serai.ask("v/small", "hello"))
                    .toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.body()).contains("hello"));
        }
    }

    @Test
    void aRequestBehindOneThatTakesLongIsAnswered() {
        String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nContent-Length: " + BODY.length()
                + "\r\n\r\n" + BODY;
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofSeconds(3));
                RunningSerai serai = start(vendor, "head-timeout", "body-timeout", "idle-timeout");
                RawClient client = client(serai)) {
            String answers = client.send(request + request).rest();
            assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
        }
    }

    @Test
    void anUnreadStreamIsCutOffAndGivesItsPermitBack() {
        String piece = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(60_000) + "\"}}]}\n\n";
        try (HealthyVendor vendor = new HealthyVendor("v")
                        .streaming(Stream.generate(() -> piece).limit(400).toArray(String[]::new))
                        .answering("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"v"
                                + " says\"}}]}");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "5 parallel")
                        .pool("light", "v/small")
                        .with("serai.http.unread-timeout", "1s")
                        .with("serai.http.wait", "0")
                        .start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String body = RunningSerai.chat("v/small", "hello " + i, true);
                clients.add(RawClient.narrow(serai.uri("/").getPort())
                        .send("POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body));
            }
            vendor.awaitRequests(5);
            assertThat(serai.ask("v/small", "hello").statusCode()).isEqualTo(429);

            vendor.awaitAbandoned(5);
            Eventually.await(
                    "a permit", SOON, () -> serai.ask("v/small", "hello").statusCode() != 429);
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void connectionsOfOneAddressHaveABound() {
        try (RunningSerai serai = RunningSerai.in(directory)
                .with("serai.http.connections-per-address", "3")
                .start()) {
            List<RawClient> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.add(client(serai));
                held.getLast()
                        .send("GET /health HTTP/1.1\r\nHost: serai\r\n\r\n")
                        .until("}");
            }
            try (RawClient more = client(serai)) {
                assertThat(more.rest()).isEmpty();
            }
            held.removeFirst().close();
            Eventually.await("room", SOON, () -> {
                try (RawClient again = client(serai)) {
                    return again.send("GET /health HTTP/1.1\r\nHost: serai\r\nConnection: close\r\n\r\n")
                            .rest()
                            .contains(" 200 ");
                } catch (RuntimeException closed) {
                    return false;
                }
            });
            held.forEach(RawClient::close);
        }
    }

    @Test
    void whoSendsHundredsOfRequestsAheadIsAnsweredOneByOne() {
        String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nContent-Length: " + BODY.length()
                + "\r\n\r\n" + BODY;
        String last = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = start(vendor);
                RawClient client = client(serai)) {
            String answers = client.send(request.repeat(1000) + last).rest();
            assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(1002);
        }
    }

    @Test
    void aClientThatLeavesWithARequestBehindStopsItsCall() {
        String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: serai\r\nContent-Length: " + BODY.length()
                + "\r\n\r\n" + BODY;
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMinutes(1));
                RunningSerai serai = start(vendor)) {
            for (String behind : List.of("POST /v1/messages HT", POST + "Content-Length: 9\r\n\r\n{", request)) {
                int before = vendor.abandoned();
                try (RawClient client = client(serai)) {
                    client.send(request + behind);
                    vendor.awaitRequests(before + 1);
                }
                vendor.awaitAbandoned(before + 1);
            }
        }
    }

    /** Starts one with deadlines of a second. */
    private RunningSerai start(String... deadlines) {
        return start(null, deadlines);
    }

    private RunningSerai start(@Nullable FakeVendor vendor, String... deadlines) {
        RunningSerai.Setup setup = RunningSerai.in(directory);
        if (vendor != null) {
            setup.provider("v", vendor).pool("light", "v/small");
        }
        for (String deadline : deadlines) {
            setup.with("serai.http." + deadline, "1s");
        }
        return setup.start();
    }

    private static RawClient client(RunningSerai serai) {
        return RawClient.to(serai.uri("/").getPort());
    }
}
