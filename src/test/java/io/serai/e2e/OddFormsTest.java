package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads whose forms are not as forms are: each is answered, says what to change, and leaves nothing on the disk. */
class OddFormsTest {
    private static final String TYPE = "multipart/form-data; boundary=B";
    private static final String PURPOSE = "--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n";
    private static final String FILE =
            "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n\"hello\"\r\n";
    private static final String END = "--B--\r\n";

    @TempDir
    static Path directory;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory).start();
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    private static HttpResponse<String> upload(String type, String form, String... headers)
            throws IOException, InterruptedException {
        var request = serai.request("/v1/files")
                .header("content-type", type)
                .POST(BodyPublishers.ofString(form, StandardCharsets.ISO_8859_1));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    static Stream<Arguments> forms() {
        String long2 = "x".repeat(70_000);
        return Stream.of(
                Arguments.of("no end", TYPE, PURPOSE + FILE, "ends too early"),
                Arguments.of("a long file without an end", TYPE, PURPOSE + FILE + long2, "ends too early"),
                Arguments.of("no boundary", "multipart/form-data; boundary=", PURPOSE + FILE + END, "boundary"),
                Arguments.of("half a quote", "multipart/form-data; boundary=\"", PURPOSE + FILE + END, "boundary"),
                Arguments.of("a word alone", "multipart/form-data; boundary", PURPOSE + FILE + END, "boundary"),
                Arguments.of("no such charset", TYPE + "; charset=utf-99", PURPOSE + FILE + END, "charset"),
                Arguments.of(
                        "no such charset first",
                        "multipart/form-data; charset=x y; boundary=B",
                        PURPOSE + FILE + END,
                        "charset"),
                Arguments.of("no purpose", TYPE, FILE + END, "purpose"),
                Arguments.of("another purpose", TYPE, PURPOSE.replace("batch", "a b") + FILE + END, "letters"),
                Arguments.of("NUL", TYPE, PURPOSE.replace("batch", "a\0b") + FILE + END, "letters"),
                Arguments.of("a long field", TYPE, PURPOSE.replace("batch", long2) + FILE + END, "8 KiB"),
                Arguments.of("many fields", TYPE, PURPOSE.repeat(300) + FILE + END, "256 fields"),
                Arguments.of(
                        "large fields",
                        TYPE,
                        PURPOSE.replace("batch", "x".repeat(8_000)).repeat(100) + FILE + END,
                        "256 KiB of fields"),
                Arguments.of("no file", TYPE, PURPOSE + END, "'file'"),
                Arguments.of("nothing", TYPE, "", "'file'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void isRefusedInTime(String name, String type, String form, String word) throws Exception {
        HttpResponse<String> answer = upload(type, form);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(word);
        Eventually.await("nothing is left", Duration.ofSeconds(30), OddFormsTest::nothingIsLeft);
    }

    /** Whether nothing lies where uploads are while they come in. */
    private static boolean nothingIsLeft() {
        String[] left = directory.resolve("data/batches/uploads").toFile().list();
        return left == null || left.length == 0;
    }

    @Test
    void aCompressedFormIsRefusedAsSuch() throws Exception {
        HttpResponse<String> answer = upload(TYPE, PURPOSE + FILE + END, "content-encoding", "gzip");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("content-encoding");
    }

    @Test
    void aNameIsKeptAsItCanBeShown() throws Exception {
        String emoji = new String("\uD83D\uDE00".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String name = "../a\u0001" + emoji.repeat(200);

        HttpResponse<String> answer =
                upload(TYPE, PURPOSE + FILE.replace("a.jsonl", name).replace("\"hello\"", "\"other\"") + END);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"filename\":\".._a")
                .doesNotContainPattern("[\uD800-\uDBFF]\"")
                .doesNotContain("\uFFFD", "/");
    }

    @Test
    void aFormThatIsWholeIsKept() throws Exception {
        String large = "\"" + "y".repeat(3_000_000) + "\"";

        HttpResponse<String> answer = upload(TYPE, PURPOSE + FILE.replace("\"hello\"", large) + END);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"bytes\":" + large.length());
    }
}
