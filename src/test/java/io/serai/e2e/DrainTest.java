package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.Held;
import io.serai.wire.SlowTokens;
import io.serai.wire.Stalled;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stop lets what runs end, takes nothing new, and gives those an error who do not end in time. */
class DrainTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    private static CompletableFuture<HttpResponse<String>> send(URI uri, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString());
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatRunsEndsWhileNothingNewIsTaken() throws Exception {
        try (Held vendor = new Held("held");
                RunningSerai serai =
                        RunningSerai.in(directory).provider("v", vendor).start()) {
            URI chat = serai.uri("/v1/chat/completions");
            var plain = send(chat, RunningSerai.chat("v/small", "plain", false));
            var stream = send(chat, RunningSerai.chat("v/small", "stream", true));
            vendor.awaitRequests(2);
            Thread stop = Thread.ofVirtual().start(serai::stop);
            Eventually.await("not ready", SOON, () -> serai.get("/health/ready").statusCode() == 503);
            Eventually.await(
                    "refused", SOON, () -> serai.ask("demo/echo", "new").statusCode() == 503);

            HttpResponse<String> refused = serai.ask("demo/echo", "new");
            assertThat(refused.body()).contains("shutting_down");
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(refused.headers().firstValue("connection")).hasValue("close");
            assertThat(serai.get("/health").statusCode()).isEqualTo(200);
            assertThat(serai.get("/health/ready").body()).contains("Serai is stopping");

            vendor.release();
            assertThat(soon(plain).body()).contains("held says: plain");
            assertThat(soon(stream).body()).contains("[DONE]");
            Eventually.await("stopped", SOON, () -> !stop.isAlive());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /v1/chat/completions | {"model":"v/small","stream":true,"messages":[{"role":"user","content":"hello you there"}]} | "code":"shutting_down"
        /v1/responses        | {"model":"v/small","stream":true,"input":"hello you there"}                                | response.failed
        /v1/messages         | {"model":"v/small","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"hello you there"}]} | event: error
        /api/chat            | {"model":"v/small","messages":[{"role":"user","content":"hello you there"}]}               | "error":
        /v1beta/models/v/small:streamGenerateContent?alt=sse | {"contents":[{"parts":[{"text":"hello you there"}]}]}      | "error":
        """)
    void aStreamThatDoesNotEndInTimeEndsWithAnErrorInItsDialect(String path, String body, String expected)
            throws Exception {
        try (Stalled vendor = Stalled.afterTokens(1);
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.stop.timeout", "1ms")
                        .provider("v", vendor)
                        .start()) {
            // It has begun when its head is there.
            HttpResponse<InputStream> stream = CLIENT.send(
                    HttpRequest.newBuilder(serai.uri(path))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofInputStream());
            serai.stop();
            assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(expected)
                    .contains("Serai stopped before the answer was complete");
        }
    }

    @Test
    void aPlainCallThatDoesNotEndInTimeIsNotBlamedOnItsClient() throws Exception {
        try (Held vendor = new Held("held");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.stop.timeout", "1ms")
                        .provider("v", vendor)
                        .start()) {
            var plain = send(serai.uri("/v1/chat/completions"), RunningSerai.chat("v/small", "plain", false));
            vendor.awaitRequests(1);
            serai.stop();
            assertThat(soon(plain).statusCode()).isEqualTo(503);
            assertThat(soon(plain).headers().firstValue("retry-after")).isPresent();
            vendor.breakOff();
        }
    }

    @Test
    void aTermSignalLetsAStreamEndAndASecondOneStopsAtOnce() throws Exception {
        try (SlowTokens slow = new SlowTokens("slow", Duration.ofMillis(200));
                Held held = new Held("held")) {
            RunningSerai.in(directory)
                    .with("serai.log.requests", "text")
                    .provider("s", slow)
                    .provider("h", held)
                    .write();
            try (ChildSerai child = ChildSerai.start(directory)) {
                var stream = send(
                        child.address().resolve("/v1/chat/completions"),
                        RunningSerai.chat("s/small", "one two three four", true));
                slow.awaitRequests(1);
                child.signal("TERM");
                assertThat(soon(stream).body()).contains("four").contains("[DONE]");
                assertThat(child.awaitEnd(SOON)).isEqualTo(143);
                assertThat(child.log()).doesNotContain("client_gone");
            }
            try (ChildSerai child = ChildSerai.start(directory)) {
                var plain = send(
                        child.address().resolve("/v1/chat/completions"), RunningSerai.chat("h/small", "hold", false));
                held.awaitRequests(1);
                child.signal("TERM");
                Eventually.await("stopping", SOON, () -> child.log().contains("Serai is stopping"));
                child.signal("TERM");
                assertThat(child.awaitEnd(SOON)).isEqualTo(143);
                assertThat(plain).failsWithin(SOON);
                held.breakOff();
            }
        }
    }

    @Test
    void aHangUpSignalLoadsTheFiles() throws Exception {
        RunningSerai.in(directory).with("serai.watch", "0").write();
        try (ChildSerai child = ChildSerai.start(directory)) {
            Path pools = directory.resolve("routes/pools.camel.yaml");
            Files.writeString(pools, Files.readString(pools).replace("llm:demo/echo", "llm:demo/other"));
            child.signal("HUP");
            Eventually.await("reload", SOON, () -> child.log().contains("Revision 2 serves"));
            Files.writeString(pools, "- route: [");
            child.signal("HUP");
            Eventually.await("refusal", SOON, () -> child.log().contains("pools.camel.yaml:1"));
        }
    }
}
