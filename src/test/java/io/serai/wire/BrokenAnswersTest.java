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
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokenAnswersTest {
    private final Caller caller = new Caller();

    @AfterEach
    void hangUp() {
        caller.close();
    }

    @Test
    void slowVendorsTakeTheirTime() throws IOException {
        Duration wait = Duration.ofMillis(20);
        try (var slow = new SlowFirstByte("slow", wait)) {
            assertThat(time(slow, saying("hi"))).isGreaterThanOrEqualTo(wait);
        }
        try (var slow = new SlowTokens("slow", wait)) {
            // A role, three words, a finish, a [DONE].
            assertThat(time(slow, streamed(saying("hi")))).isGreaterThanOrEqualTo(wait.multipliedBy(5));
        }
    }

    private Duration time(FakeVendor vendor, String body) throws IOException {
        long start = System.nanoTime();
        assertThat(caller.chat(vendor, body).body()).contains("hi");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void stalledVendorsFallSilentUntilTheClientLeaves() throws IOException {
        try (var vendor = Stalled.afterTokens(2)) {
            try (InputStream stream = open(vendor)) {
                Caller.readUntil(stream, " says:\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
                assertThat(stream.available()).isZero();
            }
            vendor.awaitAbandoned(1);
        }
        try (var vendor = Stalled.afterHeaders()) {
            try (InputStream stream = open(vendor)) {
                assertThat(stream.available()).isZero();
            }
            vendor.awaitAbandoned(1);
        }
    }

    @Test
    void cutStreamsEndWithoutAnEnd() throws IOException {
        assertThat(contents(cut(CutStream.afterTokens(2)))).containsExactly("half", " says:");
        assertThat(contents(cut(CutStream.afterTokens(99)))).containsExactly("half", " says:", " hi");
        assertThat(events(cut(CutStream.afterTokens(0))))
                .singleElement()
                .asString()
                .contains("assistant");
        assertThat(cut(CutStream.afterHeaders())).endsWith("\r\n\r\n");
    }

    private String cut(FakeVendor vendor) throws IOException {
        try (vendor;
                var client = Caller.connect(vendor)) {
            assertThatThrownBy(() -> caller.chat(vendor, streamed(saying("hi"))))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> caller.chat(vendor, saying("hi"))).isInstanceOf(IOException.class);
            assertThat(caller.get(vendor, "/models").statusCode()).isEqualTo(200);

            client.getOutputStream().write(Caller.raw(streamed(saying("hi"))));
            String read = Caller.readAll(client.getInputStream());
            assertThat(read).startsWith("HTTP/1.1 200").doesNotEndWith("\r\n0\r\n\r\n");
            return read;
        }
    }

    @Test
    void errorsInStreamsComeAfterThe200() throws IOException {
        try (var vendor = ErrorInStream.afterTokens(1)) {
            String read = Caller.readAll(open(vendor));
            assertThat(contents(read)).containsExactly("half");
            assertThat(json(events(read).getLast()).at("/error/type").asText()).isEqualTo("server_error");
            assertThat(caller.chat(vendor, saying("hi")).statusCode()).isEqualTo(200);
            assertThat(json(caller.chat(vendor, saying("hi")).body()).has("error"))
                    .isTrue();
        }
        try (var vendor = ErrorInStream.atOnce()) {
            assertThat(events(Caller.readAll(open(vendor))))
                    .singleElement()
                    .asString()
                    .startsWith("{\"error\":");
        }
        try (var vendor = ErrorInStream.openRouter(0)) {
            JsonNode last = json(events(Caller.readAll(open(vendor))).getLast());
            assertThat(last.at("/error/code").asText()).isEqualTo("server_error");
            assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("error");
        }
    }

    private InputStream open(FakeVendor vendor) throws IOException {
        HttpResponse<InputStream> response = caller.open(vendor, streamed(saying("hi")));
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
