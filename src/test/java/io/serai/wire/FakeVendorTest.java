package io.serai.wire;

import static io.serai.wire.Caller.saying;
import static io.serai.wire.Caller.streamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeVendorTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final Caller caller = new Caller();

    @AfterEach
    void hangUp() {
        caller.close();
    }

    @Test
    void recordsWhatItIsAsked() throws IOException {
        try (var vendor = new HealthyVendor("a")) {
            caller.send(Caller.post(vendor, "/chat/completions?q=1", saying("héllo")), BodyHandlers.ofString());
            assertThat(vendor.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/v1/chat/completions?q=1");
                assertThat(request.headers()).containsEntry("content-type", "application/json");
                assertThat(request.header("Content-Type")).isEqualTo("application/json");
                assertThat(request.header("x-absent")).isNull();
                assertThat(request.bearer()).isEqualTo("sk-alive");
                assertThat(request.text()).isEqualTo(saying("héllo"));
                assertThat(request.bytes()).isEqualTo(saying("héllo").getBytes(StandardCharsets.UTF_8));
                assertThat(request.json().path("model").asText()).isEqualTo("small");
            });
        }
    }

    @Test
    void readsBodiesInChunks() throws IOException {
        byte[] body = saying("x".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        try (var vendor = new HealthyVendor("a")) {
            var request = HttpRequest.newBuilder(URI.create(vendor.url() + "/chat/completions"))
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                    .build();
            caller.send(request, BodyHandlers.ofString());
            caller.send(request, BodyHandlers.ofString());
            assertThat(vendor.requests()).hasSize(2).allSatisfy(seen -> {
                assertThat(seen.headers()).containsEntry("transfer-encoding", "chunked");
                assertThat(seen.bytes()).isEqualTo(body);
            });
            assertThat(vendor.connections()).isOne();
        }
    }

    @Test
    void tellsClientsThatAskFirstToContinue() throws IOException {
        try (var vendor = new HealthyVendor("a")) {
            var request = HttpRequest.newBuilder(
                            Caller.post(vendor, "/chat/completions", saying("hi")), (name, value) -> true)
                    .expectContinue(true)
                    .build();
            assertThat(caller.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keepsConnectionsForFurtherRequests() throws IOException {
        try (var vendor = new HealthyVendor("a")) {
            caller.chat(vendor, saying("one"));
            caller.chat(vendor, streamed(saying("two")));
            caller.get(vendor, "/models");
            assertThat(vendor.count()).isEqualTo(3);
            assertThat(vendor.connections()).isOne();
            assertThat(vendor.openConnections()).isOne();
        }
    }

    @Test
    void answersRequestsThatCameWhileItWasBusy() throws IOException {
        try (var vendor = new HealthyVendor("a").thinking(Duration.ofMillis(5));
                var client = Caller.connect(vendor)) {
            client.getOutputStream().write(Caller.raw(saying("first")));
            client.getOutputStream().write(Caller.raw(saying("x".repeat(10_000))));
            client.getOutputStream().write(Caller.raw(saying("third")));
            Caller.readUntil(client.getInputStream(), "a says: first");
            Caller.readUntil(client.getInputStream(), "a says: xxx");
            Caller.readUntil(client.getInputStream(), "a says: third");
            assertThat(vendor.connections()).isOne();
        }
    }

    @Test
    void closesTheConnectionIfTheClientAsksForIt() throws IOException {
        try (var vendor = new HealthyVendor("a");
                var client = Caller.connect(vendor)) {
            String request = "GET /v1/models HTTP/1.1\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(Caller.readAll(client.getInputStream()))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("]}");
            vendor.awaitOpenConnections(0);
        }
    }

    @Test
    void noticesAClientThatLeavesBeforeTheAnswer() throws IOException {
        try (var vendor = new HealthyVendor("a").thinking(FOR_EVER)) {
            try (var client = Caller.connect(vendor)) {
                client.getOutputStream().write(Caller.raw(saying("hi")));
                vendor.awaitRequests(1);
                assertThat(vendor.abandoned()).isZero();
            }
            vendor.awaitAbandoned(1);
            vendor.awaitOpenConnections(0);
        }
    }

    @Test
    void noticesAClientThatLeavesBetweenTwoTokens() throws IOException {
        try (var vendor = new HealthyVendor("a").pausing(FOR_EVER)) {
            try (InputStream stream =
                    caller.open(vendor, streamed(saying("hi"))).body()) {
                Caller.readUntil(stream, "\n\n");
                assertThat(vendor.abandoned()).isZero();
            }
            vendor.awaitAbandoned(1);
        }
    }

    @Test
    void noticesAClientThatLeavesWhileItWrites() throws IOException {
        String moreThanSocketsHold = "x".repeat(20_000_000);
        try (var vendor = new HealthyVendor("a").answering(moreThanSocketsHold)) {
            try (var client = Caller.connect(vendor)) {
                client.getOutputStream().write(Caller.raw(saying("hi")));
                Caller.readUntil(client.getInputStream(), "xxx");
            }
            vendor.awaitAbandoned(1);
        }
    }

    @Test
    void clientsThatLeaveAfterTheAnswerAbandonNothing() throws IOException {
        try (var vendor = new HealthyVendor("a")) {
            caller.chat(vendor, saying("one"));
            caller.close();
            vendor.awaitOpenConnections(0);
            assertThat(vendor.abandoned()).isZero();
        }
    }

    @Test
    void aClosedVendorClosesItsConnectionsAndBlamesNobody() throws IOException {
        var vendor = new Hangs();
        try (vendor;
                var client = Caller.connect(vendor)) {
            client.getOutputStream().write(Caller.raw(saying("hi")));
            vendor.awaitRequests(1);
            vendor.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            vendor.awaitOpenConnections(0);
        }
        assertThat(vendor.abandoned()).isZero();
        assertThatThrownBy(() -> caller.get(vendor, "/models")).isInstanceOf(IOException.class);
    }

    @Test
    void answersWhatIsNotJsonWith400() throws IOException {
        try (var vendor = new HealthyVendor("a")) {
            var response = caller.chat(vendor, "{\"model\":");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("not JSON");
        }
    }

    @Test
    void holdsFourThousandConnectionsAtOnce() throws IOException {
        int many = 4_000;
        List<Socket> clients = new ArrayList<>();
        try (var vendor = new HealthyVendor("a").thinking(Duration.ofMillis(100))) {
            for (int i = 0; i < many; i++) {
                clients.add(Caller.connect(vendor));
            }
            for (Socket client : clients) {
                client.getOutputStream().write(Caller.raw(saying("hi")));
            }
            vendor.awaitRequests(many);
            assertThat(vendor.openConnections()).isEqualTo(many);
            for (Socket client : clients) {
                Caller.readUntil(client.getInputStream(), "a says: hi");
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
