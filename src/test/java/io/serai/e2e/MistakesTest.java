package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.dialect.Json;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that newcomers make at the addresses for files, batches and operators: each answer says what to change. */
class MistakesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BATCH =
            "{\"input_file_id\":\"%s\",\"endpoint\":\"auto\",\"completion_window\":\"24h\"%s}";
    private static final String MESSAGES =
            "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"demo/echo\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}}]}";

    @TempDir
    static Path directory;

    private static RunningSerai serai;
    private static String file;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory).with("serai.ledger.enabled", "true").start();
        file = upload("{\"prompt\":\"hello\"}\n");
    }

    @AfterAll
    static void stop() {
        serai.close();
    }

    private static String upload(String lines) {
        String form = "--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + lines
                + "\r\n--B--\r\n";
        return field(serai.post("/v1/files", form, "content-type", "multipart/form-data; boundary=B"), "id");
    }

    private static String field(HttpResponse<String> answer, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map
                ? String.valueOf(map.get(name))
                : "";
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/batches/batch_1/cancel, POST",
        "DELETE, /v1/batches/batch_1, GET",
        "POST, /v1/files/file-1/content, GET",
        "PUT, /v1/messages/batches/msgbatch_1, 'DELETE, GET'",
        "PUT, /v1/responses/resp_1, 'DELETE, GET'",
    })
    void anotherMethodGetsThoseThatAreThere(String method, String path, String there) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        serai.request(path)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).hasValue(there);
        assertThat(answer.body()).contains("but " + there + '.');
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin", "/admin/", "/admin/nothing", "/admin/jobs/x/stop"})
    void anUnknownAddressOfOperatorsGetsTheKnownOnes(String path) {
        HttpResponse<String> answer = serai.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("/admin/keys", "/admin/jobs", "/admin/usage", "/admin/cache");
    }

    @Test
    void whatIsSaidToBeThereIsThere() {
        String said = serai.get("/admin/nothing").body();
        List<String> paths = Pattern.compile("/admin/[a-z/]+(?=[,. ])")
                .matcher(said.substring(0, said.indexOf("POST")))
                .results()
                .map(it -> it.group())
                .filter(it -> !it.equals("/admin/events"))
                .toList();

        assertThat(paths).hasSizeGreaterThan(9);
        assertThat(paths)
                .allSatisfy(path ->
                        assertThat(serai.get(path).statusCode()).as(path).isNotIn(404, 405, 500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input_file_id\":\"nope\",\"endpoint\":\"auto\",\"completion_window\":\"24h\"} | 404 |"
                        + " \"param\":\"input_file_id\"",
                "{\"input_file_id\":\"FILE\",\"endpoint\":\"auto\",\"completion_window\":24} | 400 | must be a text",
                "{\"input_file_id\":\"FILE\",\"endpoint\":\"auto\",\"completion_window\":\"24h\",\"serai\":{\"modle\":\"x\"}}"
                        + " | 400 | 'serai.modle' is unknown",
                "{\"input_file_id\":\"FILE\",\"endpoint\":\"auto\",\"completion_window\":\"24h\",\"serai\":{\"model\":5}}"
                        + " | 400 | 'serai.model' must be a text",
                "{\"input_file_id\":\"FILE\",\"endpoint\":\"auto\",\"completion_window\":\"24h\",\"serai\":{\"parameters\":\"x\"}}"
                        + " | 400 | must be an object",
                "{\"input_file_id\":\"FILE\",\"endpoint\":\"auto\",\"completion_window\":\"24h\",\"serai\":5} | 400 |"
                        + " must be an object",
            })
    void aWrongFieldOfABatchIsNamed(String body, int status, String word) {
        HttpResponse<String> answer = serai.post("/v1/batches", body.replace("FILE", file));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(word);
    }

    @Test
    void aPurposeThatNoFileHasIsRefused() {
        assertThat(serai.get("/v1/files?purpose=%00").statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsTooLargeForTheStoreIsRefused() {
        String system = ",\"serai\":{\"system\":\"" + "s".repeat(250_000) + "\"}";

        HttpResponse<String> answer = serai.post("/v1/batches", BATCH.formatted(file, system));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("100000 bytes");
    }

    @Test
    void aTableWithManyColumnsFailsForItsReason() {
        String table = upload("the name of a column,".repeat(15_000) + "x\n1\n");

        String batch = field(serai.post("/v1/batches", BATCH.formatted(table, "")), "id");

        Eventually.await(
                "the batch fails",
                PATIENCE,
                () -> serai.get("/v1/batches/" + batch).body().contains("\"status\":\"failed\""));
        assertThat(serai.get("/v1/batches/" + batch).body()).contains("missing_column");
    }

    @Test
    void anotherOrderOfFilesIsRefused() {
        assertThat(serai.get("/v1/files?order=up").statusCode()).isEqualTo(400);
        assertThat(serai.get("/v1/files?order=asc").statusCode()).isEqualTo(200);
        assertThat(serai.get("/v1/files?after=nope").body()).contains("\"param\":\"after\"");
    }

    @Test
    void anIdempotencyKeyStandsForOneRequest() {
        String body = BATCH.formatted(file, "");
        String first = field(serai.post("/v1/batches", body, "idempotency-key", "one"), "id");

        assertThat(field(serai.post("/v1/batches", body, "idempotency-key", "one"), "id"))
                .isEqualTo(first);
        HttpResponse<String> other = serai.post("/v1/batches", body.replace("24h", "48h"), "idempotency-key", "one");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency_key_reused");
        assertThat(field(serai.post("/v1/messages/batches", MESSAGES, "idempotency-key", "one"), "id"))
                .isNotEqualTo(first);
    }

    @Test
    void requestsAtOnceUnderOneKeyMakeOneBatch() {
        String body = BATCH.formatted(file, "");

        List<String> made = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> field(serai.post("/v1/batches", body, "idempotency-key", "at once"), "id"))
                .distinct()
                .toList();

        assertThat(made).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "...", "?", "\\n"})
    void theDemosVectorOfATextWithoutWordsIsOne(String text) {
        HttpResponse<String> answer =
                serai.post("/v1/embeddings", "{\"model\":\"demo/embed\",\"input\":\"" + text + "\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("NaN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; charset=\"",
                "application/json; charset=",
                "application/json;charset=zzz",
                "application/json; charset=\"utf-8\"",
                "application/json; CHARSET = a b",
                "multipart/form-data",
                ";;;",
            })
    void theTypeOfARequestMattersNot(String type) {
        HttpResponse<String> answer = serai.post(
                "/v1/chat/completions",
                RunningSerai.chat("demo/echo", "typed " + type.length(), false),
                "content-type",
                type);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aWrongTaskIsNamed() {
        HttpResponse<String> answer =
                serai.post("/v1/chat/completions", RunningSerai.chat("auto", "x", false), "x-serai-task", "codde");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'codde'", "code");
    }

    @Test
    void aStreamOfPromptsEndsWithItsKey(@TempDir Path folder) throws Exception {
        try (RunningSerai guarded = RunningSerai.in(folder)
                .with("serai.http.keys", "client")
                .with("serai.admin.keys", "leaving, staying")
                .with("serai.prompts.log", "all")
                .start()) {
            HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                    .send(
                            guarded.request("/admin/prompts")
                                    .header("authorization", "Bearer leaving")
                                    .header("accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            Path settings = folder.resolve("application.properties");
            Files.writeString(settings, Files.readString(settings).replace("leaving, staying", "staying"));
            Eventually.await(
                    "the key opens nothing more",
                    PATIENCE,
                    () -> guarded.get("/admin/jobs", "authorization", "Bearer leaving")
                                    .statusCode()
                            == 401);

            guarded.post(
                    "/v1/chat/completions",
                    RunningSerai.chat("demo/echo", "what only staying admins see", false),
                    "authorization",
                    "Bearer client");

            assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("staying admins");
        }
    }

    @Test
    void whoeverHasAClientKeyAloneLearnsHowToOperate(@TempDir Path folder) {
        try (RunningSerai guarded =
                RunningSerai.in(folder).with("serai.http.keys", "client").start()) {
            assertThat(guarded.get("/admin/keys").body()).contains("serai.admin.keys = ");
            long begins = System.nanoTime();
            IntStream.range(0, 30)
                    .forEach(i -> assertThat(guarded.get("/metrics", "authorization", "Bearer client")
                                    .statusCode())
                            .isEqualTo(403));
            assertThat(guarded.post("/admin/session", "{\"key\":\"client\"}").statusCode())
                    .as("a key that is known is no guess, after " + (System.nanoTime() - begins) + " ns")
                    .isEqualTo(200);
        }
    }
}
