package io.serai.wire;

import static io.serai.wire.Caller.contents;
import static io.serai.wire.Caller.events;
import static io.serai.wire.Caller.json;
import static io.serai.wire.Caller.saying;
import static io.serai.wire.Caller.streamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MisbehaviourTest {
    private final Caller caller = new Caller();

    @AfterEach
    void hangUp() {
        caller.close();
    }

    @Test
    void errorPagesAreForPeople() throws IOException {
        try (var gateway = new HtmlErrorPage();
                var portal = HtmlErrorPage.withStatus200()) {
            assertThat(caller.chat(gateway, saying("hi")).statusCode()).isEqualTo(502);
            assertThat(caller.chat(portal, saying("hi")).statusCode()).isEqualTo(200);
            assertThat(caller.chat(portal, saying("hi")).body()).startsWith("<!DOCTYPE html>");
        }
    }

    @Test
    void emptyAnswersSayNothing() throws IOException {
        try (var bodiless = EmptyAnswer.withoutBody();
                var undecided = EmptyAnswer.withoutChoices();
                var silent = EmptyAnswer.withoutContent()) {
            assertThat(caller.chat(bodiless, saying("hi")).body()).isEmpty();
            assertThat(caller.chat(bodiless, streamed(saying("hi"))).body()).isEmpty();
            assertThat(json(caller.chat(undecided, saying("hi")).body()).path("choices"))
                    .isEmpty();
            assertThat(events(caller.chat(undecided, streamed(saying("hi"))).body()))
                    .hasSize(2);
            assertThat(json(caller.chat(silent, saying("hi")).body())
                            .at("/choices/0/message/content")
                            .asText("?"))
                    .isEmpty();
            String stream = caller.chat(silent, streamed(saying("hi"))).body();
            assertThat(contents(stream)).isEmpty();
            assertThat(stream).contains("\"finish_reason\":\"stop\"").contains("[DONE]");
        }
    }

    @Test
    void wrongContentTypesLabelRightAnswers() throws IOException {
        try (var text = WrongContentType.plainText();
                var whole = WrongContentType.jsonInsteadOfStream();
                var stream = WrongContentType.streamAsJson()) {
            var plain = caller.chat(text, saying("hi"));
            assertThat(type(plain)).startsWith("text/plain");
            assertThat(json(plain.body()).path("choices")).hasSize(1);
            var unstreamed = caller.chat(whole, streamed(saying("hi")));
            assertThat(type(unstreamed)).isEqualTo("application/json");
            assertThat(json(unstreamed.body()).path("object").asText()).isEqualTo("chat.completion");
            var mislabelled = caller.chat(stream, streamed(saying("hi")));
            assertThat(type(mislabelled)).isEqualTo("application/json");
            assertThat(contents(mislabelled.body())).contains(" hi");
        }
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElseThrow();
    }

    @Test
    void unavailableVendorsAnswer503() throws IOException {
        try (var silent = new Unavailable();
                var polite = Unavailable.retryAfter(Duration.ofSeconds(9))) {
            assertThat(caller.chat(silent, saying("hi")).statusCode()).isEqualTo(503);
            assertThat(caller.chat(silent, saying("hi")).headers().firstValue("retry-after"))
                    .isEmpty();
            assertThat(caller.chat(polite, saying("hi")).headers().firstValue("retry-after"))
                    .hasValue("9");
        }
    }

    @Test
    void refusalsSayWhatIsWrong() throws IOException {
        assertThat(refusal(new InternalError(), 500).at("/error/type").asText()).isEqualTo("server_error");
        assertThat(refusal(new TooLong(), 400).at("/error/code").asText()).isEqualTo("context_length_exceeded");
        JsonNode rejected = refusal(Rejects.parameter("logit_bias"), 400);
        assertThat(rejected.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(rejected.at("/error/param").asText()).isEqualTo("logit_bias");
        assertThat(refusal(Rejects.unprocessable("seed"), 422)
                        .at("/detail/0/loc/1")
                        .asText())
                .isEqualTo("seed");
    }

    private JsonNode refusal(FakeVendor vendor, int status) throws IOException {
        try (vendor) {
            var response = caller.chat(vendor, saying("hi"));
            assertThat(response.statusCode()).isEqualTo(status);
            return json(response.body());
        }
    }

    @Test
    void resetConnectionsAreReset() throws IOException {
        try (var vendor = new ResetsConnections();
                var client = Caller.connect(vendor)) {
            client.getOutputStream().write(Caller.raw(saying("hi")));
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
            assertThat(vendor.count()).isOne();
        }
    }

    @Test
    void hangingVendorsHearAndNeverAnswer() throws IOException {
        try (var vendor = new Hangs()) {
            try (var client = Caller.connect(vendor)) {
                client.getOutputStream().write(Caller.raw(saying("hi")));
                vendor.awaitRequests(1);
                assertThat(client.getInputStream().available()).isZero();
            }
            vendor.awaitAbandoned(1);
        }
    }

    @Test
    void refusedConnectionsReachNobody() {
        try (var vendor = new RefusesConnections()) {
            assertThatThrownBy(() -> caller.chat(vendor, saying("hi"))).isInstanceOf(ConnectException.class);
            assertThat(vendor.connections()).isZero();
        }
    }

    @Test
    void idleConnectionsAreClosedAtOnce() throws IOException {
        try (var vendor = new ClosesIdleConnections("a");
                var idle = Caller.connect(vendor);
                var busy = Caller.connect(vendor)) {
            idle.getOutputStream().write(Caller.raw(saying("hi")));
            Caller.readUntil(idle.getInputStream(), "\"total_tokens\":4}}");
            vendor.thinking(Duration.ofHours(1));
            busy.getOutputStream().write(Caller.raw(saying("hi")));
            vendor.awaitRequests(2);

            assertThat(vendor.closeIdle()).isOne();
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            vendor.awaitOpenConnections(1);
            assertThat(vendor.abandoned()).isZero();
        }
    }

    @Test
    void deadKeysOpenNothing() throws IOException {
        try (var alive = new DeadKey("a", "sk-alive");
                var dead = new DeadKey("a", "sk-other");
                var forbidden = DeadKey.forbidding("a")) {
            assertThat(caller.chat(alive, saying("hi")).statusCode()).isEqualTo(200);
            assertThat(caller.get(alive, "/models").statusCode()).isEqualTo(401);
            assertThat(caller.chat(dead, saying("hi")).statusCode()).isEqualTo(401);
            assertThat(caller.chat(dead, saying("hi")).body())
                    .contains("invalid_api_key")
                    .contains("sk-alive");
            assertThat(caller.chat(forbidden, saying("hi")).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void sickModelsLeaveTheOthersAlone() throws IOException {
        try (var vendor =
                new SickModels("a").missing("m1").retired("m2").forbidden("m3").overloaded("m4")) {
            List<Integer> statuses = new ArrayList<>();
            for (String model : List.of("m1", "m2", "m3", "m4", "m5")) {
                String body = saying("hi").replace("small", model);
                statuses.add(caller.chat(vendor, body).statusCode());
            }
            assertThat(statuses).containsExactly(404, 410, 403, 503, 200);
            assertThat(caller.get(vendor, "/models").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void badJsonBreaksOff() throws IOException {
        try (var vendor = new BadJson()) {
            String body = caller.chat(vendor, saying("hi")).body();
            assertThatThrownBy(() -> json(body)).isInstanceOf(IllegalArgumentException.class);
            String event =
                    events(caller.chat(vendor, streamed(saying("hi"))).body()).getFirst();
            assertThatThrownBy(() -> json(event)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void flakyVendorsMisbehaveTheSameWayWithTheSameSeed() throws IOException {
        List<String> first = fates(7, 0.5);
        assertThat(fates(7, 0.5)).isEqualTo(first);
        assertThat(fates(8, 0.5)).isNotEqualTo(first);
        assertThat(first).contains("200", "429", "503", "IOException");
        assertThat(fates(7, 0)).containsOnly("200");
        assertThat(fates(7, 1)).doesNotContain("200");
    }

    private List<String> fates(long seed, double share) throws IOException {
        List<String> fates = new ArrayList<>();
        try (var vendor = new Flaky("a", seed, share)) {
            for (int i = 0; i < 40; i++) {
                fates.add(fate(vendor));
            }
            assertThat(fates).filteredOn(fate -> !fate.equals("200")).hasSize(vendor.misbehaved());
        }
        return fates;
    }

    private String fate(FakeVendor vendor) {
        try (var socket = Caller.connect(vendor)) {
            socket.getOutputStream().write(Caller.raw(saying("hi")));
            socket.shutdownOutput();
            String read = Caller.readAll(socket.getInputStream());
            return read.length() < 12 || !read.endsWith("}") ? "IOException" : read.substring(9, 12);
        } catch (IOException e) {
            return "IOException";
        }
    }
}
