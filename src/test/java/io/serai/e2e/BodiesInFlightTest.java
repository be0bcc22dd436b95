package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies of all requests share a budget, and what is compressed may become only so large. */
class BodiesInFlightTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int BUDGET = 4 << 20;
    private static final int LARGE = 2 << 20;

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        vendor = new HealthyVendor("v");
        serai = RunningSerai.in(directory)
                .provider("v", vendor)
                .pool("light", "v/small")
                .with("serai.http.bodies-limit", BUDGET / 1024 + "KiB")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/api/chat", "/v1beta/models/x:generateContent"})
    void whatDoesNotFitBesideTheOthersIsRefusedBeforeItIsRead(String path) {
        try (RawClient first = declare("/v1/messages", LARGE).send("{");
                RawClient second = declare(path, LARGE)) {
            // Nothing of the body has been sent.
            assertThat(second.until("serai.http.bodies-limit"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nretry-after: 1\r\n", "\r\nconnection: close\r\n");
        }
        awaitRoom();
    }

    @Test
    void whoWaitsToBeAskedForTheBodyIsNotAsked() {
        try (RawClient first = declare("/v1/messages", LARGE);
                RawClient second = client().send(
                                "POST /v1/messages HTTP/1.1\r\nHost: serai\r\nExpect: 100-continue\r\nContent-Length: "
                                        + LARGE + "\r\n\r\n")) {
            assertThat(second.until("\r\n")).startsWith("HTTP/1.1 503 ");
        }
        awaitRoom();
    }

    @Test
    void aChunkedBodyCountsAsItGrows() {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        try (RawClient first = declare("/v1/messages", LARGE);
                RawClient second = client().send(
                                "POST /v1/messages HTTP/1.1\r\nHost: serai\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .send(chunk.repeat(20))) {
            assertThat(second.until("\r\n")).startsWith("HTTP/1.1 503 ");
        }
        awaitRoom();
    }

    @Test
    void ordinaryRequestsFitBesideLargeOnes() {
        try (RawClient first = declare("/v1/messages", LARGE).send("{")) {
            assertThat(serai.ask("v/small", "hello").statusCode()).isEqualTo(200);
        }
        awaitRoom();
    }

    @Test
    void aBodyThatNeverFitsIsTooLarge() {
        try (RawClient client = declare("/v1/messages", BUDGET)) {
            assertThat(client.until("serai.http.bodies-limit")).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void answeredRequestsLeaveNothingBehind() {
        String text = "x".repeat(LARGE - 1000);
        for (int i = 0; i < 5; i++) {
            assertThat(serai.ask("v/small", text).statusCode()).isEqualTo(200);
            assertThat(serai.post("/v1/messages", " ".repeat(LARGE)).statusCode())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "deflate", "raw", "x-deflate"})
    void compressedBodiesAreRead(String coding) throws IOException {
        byte[] body = compressed(coding, RunningSerai.chat("v/small", "squeezed " + coding, false));
        try (RawClient client = compressed(coding, "/v1/chat/completions", body)) {
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ").contains("squeezed " + coding);
        }
    }

    /** Several files in a row are one; each may be empty. */
    @Test
    void gzipOfManyMembersIsRead() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] empty = compressed("gzip", "");
        for (int i = 0; i < 20_000; i++) {
            body.writeBytes(empty);
        }
        body.writeBytes(compressed("gzip", RunningSerai.chat("v/small", "in many members", false)));
        body.writeBytes(empty);
        try (RawClient client = compressed("gzip", "/v1/chat/completions", body.toByteArray())) {
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ").contains("in many members");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void aBodyThatBecomesAThousandTimesAsLargeIsRefused(String coding) throws IOException {
        byte[] bomb = compressed(coding, "[" + "{},".repeat(600_000));
        assertThat(bomb.length).isLessThan(5000);
        try (RawClient client = compressed(coding, "/v1/messages", bomb)) {
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 413 ")
                    .contains("{\"type\":\"error\"", "serai.http.compression-ratio");
        }
        awaitRoom();
    }

    @Test
    void whatItBecomesCountsInTheBudget() throws IOException {
        byte[] body = compressed("gzip", noise(LARGE));
        try (RawClient first = declare("/v1/messages", LARGE);
                RawClient second = compressed("gzip", "/v1/messages", body)) {
            assertThat(second.until("\r\n")).startsWith("HTTP/1.1 503 ");
        }
        awaitRoom();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, gzip", "br", "zstd", "snappy", "compress", "gzip;q=1"})
    void anUnknownCodingIsNamed(String coding) {
        try (RawClient client = compressed(coding, "/v1/messages", new byte[10])) {
            assertThat(client.until("error")).startsWith("HTTP/1.1 415 ");
        }
    }

    /** A body of this length is read to its end, so all the budget is there again. */
    private static void awaitRoom() {
        Eventually.await(
                "room for a large body",
                SOON,
                () -> serai.post("/v1/messages", " ".repeat(3 * BUDGET / 4)).statusCode() == 400);
    }

    /** Text that shrinks by less than the ratio. */
    private static String noise(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < length; i++) {
            text.append(Integer.toString(i * 7919, 36));
        }
        return text.toString();
    }

    private static byte[] compressed(String coding, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coding.equals("raw")
                ? new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, true))
                : coding.contains("deflate") ? new DeflaterOutputStream(bytes) : new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static RawClient compressed(String coding, String path, byte[] body) {
        return client().send("POST " + path + " HTTP/1.1\r\nHost: serai\r\nConnection: close\r\nContent-Encoding: "
                        + (coding.equals("raw") ? "deflate" : coding) + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .send(body);
    }

    /** Announces a body, and sends nothing of it. */
    private static RawClient declare(String path, int length) {
        return client().send("POST " + path + " HTTP/1.1\r\nHost: serai\r\nContent-Length: " + length + "\r\n\r\n");
    }

    private static RawClient client() {
        return RawClient.to(serai.uri("/").getPort());
    }
}
