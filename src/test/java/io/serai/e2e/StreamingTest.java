package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.CutStream;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.SlowFirstByte;
import io.serai.wire.SlowTokens;
import io.serai.wire.Stalled;
import io.serai.wire.WrongContentType;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams: every event at once and in order, back-pressure, and what happens when either side breaks off. */
class StreamingTest {
    @TempDir
    Path directory;

    @Test
    void everyTokenArrivesOnceAndInOrder() {
        String text = IntStream.range(0, 200).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            HttpResponse<String> answer = serai.stream("light", text);

            assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
            assertThat(said(answer.body())).isEqualTo("v says: " + text);
            assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void eventsAreNotHeldBack() throws Exception {
        try (FakeVendor vendor = Stalled.afterTokens(2);
                RunningSerai serai = serai(vendor);
                Socket client = open(serai, "one two three four five")) {
            String first = readUntil(client.getInputStream(), "\"content\":\"half");

            // The vendor has stalled after two tokens, so what was read came while the answer was not complete.
            assertThat(first).contains("200 OK").contains("\"content\":\"half");
        }
    }

    @Test
    void aClientThatLeavesStopsTheVendorsCall() throws Exception {
        try (FakeVendor vendor = Stalled.afterTokens(1);
                RunningSerai serai = serai(vendor)) {
            try (Socket client = open(serai, "one two three")) {
                readUntil(client.getInputStream(), "\"content\":\"half");
            }
            vendor.awaitAbandoned(1);
        }
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerStopsTheVendorsCall() throws Exception {
        try (FakeVendor vendor = new SlowFirstByte("slow", Duration.ofSeconds(30));
                RunningSerai serai = serai(vendor)) {
            Socket client = open(serai, "one two three");
            vendor.awaitRequests(1);
            client.close();
            vendor.awaitAbandoned(1);
        }
    }

    @Test
    void aStreamThatBreaksEndsWithAnErrorEventAndNoSecondAnswer() {
        for (FakeVendor ill :
                List.of(CutStream.afterTokens(2), ErrorInStream.afterTokens(2), ErrorInStream.openRouter(2))) {
            try (ill;
                    HealthyVendor well = new HealthyVendor("well");
                    RunningSerai serai = RunningSerai.in(
                                    directory.resolve(ill.getClass().getSimpleName() + ill.hashCode()))
                            .provider("ill", ill)
                            .provider("well", well)
                            .pool("light", "ill/small", "well/small")
                            .start()) {
                String body = serai.stream("light", "one two three four five").body();

                List<String> events = Arrays.asList(body.strip().split("\n\n"));
                assertThat(events.getLast())
                        .as(ill.getClass() + body)
                        .startsWith("data: {\"error\":{")
                        .contains("not complete");
                assertThat(body).doesNotContain("[DONE]").doesNotContain("well says");
                assertThat(well.count()).isZero();
            }
        }
    }

    @Test
    void aStalledStreamEndsWithAnErrorEvent() {
        try (FakeVendor vendor = Stalled.afterTokens(2);
                RunningSerai serai = serai(vendor, "idleTimeout", "300ms")) {
            String body = serai.stream("light", "one two three four").body();

            assertThat(body).contains("nothing more for 300 ms").doesNotContain("[DONE]");
            vendor.awaitAbandoned(1);
        }
    }

    @Test
    void commentsKeepTheConnectionOpenWhileAModelThinks() {
        try (FakeVendor vendor = new SlowFirstByte("slow", Duration.ofMillis(600));
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keep-alive", "100ms")
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            String body = serai.stream("light", "hello").body();

            assertThat(body).startsWith(": keep-alive\n\n").endsWith("data: [DONE]\n\n");
            assertThat(said(body)).isEqualTo("slow says: hello");
        }
    }

    @Test
    void aFailureAfterACommentIsAnErrorEvent() {
        try (FakeVendor vendor = new SlowFirstByte("slow", Duration.ofSeconds(30));
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keep-alive", "100ms")
                        .provider("v", vendor, "firstByteTimeout", "500ms")
                        .pool("light", "v/small")
                        .start()) {
            String body = serai.stream("light", "hello").body();

            assertThat(body)
                    .startsWith(": keep-alive\n\n")
                    .contains("data: {\"error\":{")
                    .contains("no answer within 500 ms");
        }
    }

    @Test
    void contentTypesOfVendorsAreNotTrusted() {
        for (FakeVendor vendor : List.of(
                WrongContentType.plainText(),
                WrongContentType.jsonInsteadOfStream(),
                WrongContentType.streamAsJson())) {
            try (vendor;
                    RunningSerai serai = RunningSerai.in(directory.resolve("" + vendor.hashCode()))
                            .provider("v", vendor)
                            .pool("light", "v/small")
                            .start()) {
                assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
                HttpResponse<String> streamed = serai.stream("light", "hello again");
                assertThat(streamed.statusCode()).isEqualTo(200);
                assertThat(said(streamed.body())).isNotEmpty();
                assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
            }
        }
    }

    @Test
    void aSlowReaderSlowsTheVendorAndLosesNothing() throws Exception {
        String text = "word ".repeat(40_000).strip();
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor);
                Socket client = open(serai, text)) {
            vendor.awaitRequests(1);
            readUntil(client.getInputStream(), "200 OK");
            // Nothing is read for as long as another whole request takes; the stream's buffers fill meanwhile.
            assertThat(serai.ask("light", "other").statusCode()).isEqualTo(200);
            String rest = readUntil(client.getInputStream(), "data: [DONE]");

            assertThat(rest.split("word", -1).length - 1).isBetween(39_900, 40_000);
        }
    }

    @Test
    void tokensOfASlowVendorComeOneByOne() {
        try (FakeVendor vendor = new SlowTokens("slow", Duration.ofMillis(20));
                RunningSerai serai = serai(vendor)) {
            assertThat(said(serai.stream("light", "a b c d e f").body())).isEqualTo("slow says: a b c d e f");
        }
    }

    private RunningSerai serai(FakeVendor vendor, String... parameters) {
        return RunningSerai.in(directory)
                .provider("v", vendor, parameters)
                .pool("light", "v/small")
                .start();
    }

    private static Socket open(RunningSerai serai, String question) throws Exception {
        Socket socket = new Socket("127.0.0.1", serai.serai().port());
        socket.setSoTimeout(20_000);
        byte[] body = RunningSerai.chat("light", question, true).getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return socket;
    }

    private static String readUntil(InputStream in, String wanted) throws Exception {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (text.indexOf(wanted, Math.max(0, text.length() - 20_000)) < 0) {
            int count = in.read(buffer);
            assertThat(count)
                    .as("the stream ended after: %s", text.length() > 500 ? "..." : text)
                    .isPositive();
            text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    /** All text of a stream, joined. */
    private static String said(String events) {
        StringBuilder text = new StringBuilder();
        for (String line : events.split("\n")) {
            int at = line.indexOf("\"content\":\"");
            if (line.startsWith("data: {") && at >= 0) {
                int start = at + "\"content\":\"".length();
                text.append(line, start, line.indexOf('"', start));
            }
        }
        return text.toString();
    }
}
