package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.batches.BatchCreateParams.Request;
import com.anthropic.models.messages.batches.MessageBatch;
import com.anthropic.models.messages.batches.MessageBatchIndividualResponse;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.batches.BatchUsage;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.uploads.Upload;
import com.openai.models.uploads.UploadCompleteParams;
import com.openai.models.uploads.UploadCreateParams;
import com.openai.models.uploads.parts.PartCreateParams;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The batch code of OpenAI's and Anthropic's Java libraries runs unchanged. */
class BatchSdkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY = "sk-client-0123456789abcdef";
    private static final String OTHER = "sk-other-0123456789abcdef";
    private static final String MANY = "sk-many-0123456789abcdef";

    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final HealthyVendor SLOW = new HealthyVendor("slow").thinking(Duration.ofMillis(200));
    private static RunningSerai serai;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.http.keys", KEY + ", " + OTHER + ", " + MANY)
                .with("serai.batch.file-limit", "64KiB")
                .provider("well", WELL)
                .provider("slow", SLOW)
                .pool("light", "well/small")
                .pool("embedding", "well/embed")
                .start();
        client = openAi(KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        serai.close();
        WELL.close();
        SLOW.close();
    }

    private static AnthropicClient anthropic(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(serai.uri("").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(serai.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @Test
    void openAisBatchIsAnsweredLineByLine() throws Exception {
        String lines = IntStream.range(0, 20)
                .mapToObj(i -> line("q" + i, "/v1/chat/completions", chat("batch question " + i)))
                .collect(Collectors.joining("\n"));
        FileObject file = upload(client, "questions.jsonl", lines);
        assertThat(file.bytes()).isEqualTo(lines.getBytes(StandardCharsets.UTF_8).length);
        assertThat(client.files().retrieve(file.id()).filename()).isEqualTo("questions.jsonl");
        assertThat(content(file.id())).isEqualTo(lines);

        Batch created = create(file, BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS);
        Batch batch = ended(created.id());

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(20);
        assertThat(batch.metadata().orElseThrow()._additionalProperties()).containsKey("purpose");
        assertThat(batch.model()).contains("well/small");
        BatchUsage usage = batch.usage().orElseThrow();
        assertThat(usage.inputTokens()).isGreaterThanOrEqualTo(20);
        assertThat(usage.outputTokens()).isGreaterThanOrEqualTo(20);
        assertThat(usage.totalTokens()).isEqualTo(usage.inputTokens() + usage.outputTokens());
        assertThat(usage.inputTokensDetails().cachedTokens()).isZero();
        assertThat(usage.outputTokensDetails().reasoningTokens()).isZero();
        List<String> results =
                content(batch.outputFileId().orElseThrow()).lines().toList();
        assertThat(results).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(results.get(i))
                    .contains("\"custom_id\":\"q" + i + "\"", "well says: batch question " + i, "\"status_code\":200");
        }
        assertThat(client.batches().list().data()).extracting(Batch::id).contains(batch.id());
    }

    @Test
    void aFileMayComeInParts() throws Exception {
        String lines = line("u0", "/v1/chat/completions", chat("in parts 0"))
                + '\n'
                + line("u1", "/v1/chat/completions", chat("in parts 1"));
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        String id = begin(bytes.length);
        String second = part(id, Arrays.copyOfRange(bytes, 30, bytes.length));
        String first = part(id, Arrays.copyOf(bytes, 30));

        assertThat(client.files()
                        .list(FileListParams.builder().limit(100).build())
                        .data())
                .extracting(FileObject::id)
                .doesNotContain(first, second);
        assertThatThrownBy(() -> client.files().content(first)).isInstanceOf(NotFoundException.class);
        Upload done = complete(id, first, second);

        assertThat(done.status()).isEqualTo(Upload.Status.COMPLETED);
        FileObject file = done.file().orElseThrow();
        assertThat(file.filename()).isEqualTo("parts.jsonl");
        assertThat(content(file.id())).isEqualTo(lines);
        assertThat(complete(id, first, second).file().orElseThrow().id())
                .as("asked again")
                .isEqualTo(file.id());
        assertThat(ended(create(file, BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                                .id())
                        .requestCounts()
                        .orElseThrow()
                        .completed())
                .isEqualTo(2);
        assertThatThrownBy(() -> part(id, new byte[] {1})).isInstanceOf(BadRequestException.class);
    }

    @Test
    void partsThatDoNotMakeTheFileAreRefused() {
        String id = begin(10);
        String part = part(id, new byte[9]);
        String other = part(begin(1), new byte[1]);

        assertThatThrownBy(() -> complete(id, part)).hasMessageContaining("9 bytes together");
        assertThatThrownBy(() -> complete(id, part, part)).hasMessageContaining("twice");
        assertThatThrownBy(() -> complete(id, part, other)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> begin(64 * 1024 + 1)).hasMessageContaining("serai.batch.file-limit");
        OpenAIClient stranger = openAi(OTHER);
        assertThatThrownBy(() -> stranger.uploads().cancel(id)).isInstanceOf(NotFoundException.class);
        stranger.close();

        assertThat(client.uploads().cancel(id).status()).isEqualTo(Upload.Status.CANCELLED);
        assertThatThrownBy(() -> complete(id, part)).hasMessageContaining("cancelled");
    }

    private static String begin(long bytes) {
        return client.uploads()
                .create(UploadCreateParams.builder()
                        .bytes(bytes)
                        .filename("parts.jsonl")
                        .mimeType("application/jsonl")
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();
    }

    private static String part(String upload, byte[] bytes) {
        return client.uploads()
                .parts()
                .create(PartCreateParams.builder()
                        .uploadId(upload)
                        .data(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(bytes))
                                .filename("part")
                                .build())
                        .build())
                .id();
    }

    private static Upload complete(String upload, String... parts) {
        return client.uploads()
                .complete(UploadCompleteParams.builder()
                        .uploadId(upload)
                        .partIds(List.of(parts))
                        .build());
    }

    @Test
    void linesThatFailAreInTheErrorFile() throws Exception {
        FileObject file = upload(
                client,
                "mixed.jsonl",
                line("good", "/v1/chat/completions", chat("a good one"))
                        + '\n'
                        + line(
                                "bad",
                                "/v1/chat/completions",
                                "{\"model\":\"no-such-model\",\"messages\":"
                                        + "[{\"role\":\"user\",\"content\":\"x\"}]}"));

        Batch batch = ended(
                create(file, BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS).id());

        assertThat(batch.requestCounts().orElseThrow().failed()).isEqualTo(1);
        assertThat(content(batch.errorFileId().orElseThrow()))
                .contains("\"custom_id\":\"bad\"", "\"status_code\":404", "no-such-model");
        assertThat(content(batch.outputFileId().orElseThrow()))
                .contains("\"custom_id\":\"good\"")
                .doesNotContain("\"bad\"");
    }

    @Test
    void embeddingsAndResponsesAreBatchesToo() throws Exception {
        FileObject vectors = upload(
                client, "v.jsonl", line("v", "/v1/embeddings", "{\"model\":\"well/embed\",\"input\":\"batch text\"}"));
        Batch embedded =
                ended(create(vectors, BatchCreateParams.Endpoint.V1_EMBEDDINGS).id());
        assertThat(content(embedded.outputFileId().orElseThrow())).contains("\"embedding\"");

        FileObject asked = upload(
                client,
                "r.jsonl",
                line("r", "/v1/responses", "{\"model\":\"well/small\",\"input\":\"respond please\"}"));
        Batch responded =
                ended(create(asked, BatchCreateParams.Endpoint.V1_RESPONSES).id());
        assertThat(content(responded.outputFileId().orElseThrow()))
                .contains("output_text", "well says: respond please");
    }

    @Test
    void brokenLinesFailTheBatchWithTheirNumbers() throws Exception {
        FileObject file = upload(
                client,
                "broken.jsonl",
                line("same", "/v1/chat/completions", chat("once")) + "\n{oops\n"
                        + line("same", "/v1/chat/completions", chat("twice")));

        Batch batch = ended(
                create(file, BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS).id());

        assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(batch.errors().orElseThrow().data().orElseThrow())
                .extracting(
                        error -> error.line().orElse(0L) + " " + error.code().orElse(""))
                .containsExactly("2 invalid_json_line", "3 duplicate_custom_id");
    }

    @Test
    void theSameRequestTwiceMakesOneBatch() throws Exception {
        FileObject file = upload(client, "once.jsonl", line("o", "/v1/chat/completions", chat("only once")));
        String body = "{\"input_file_id\":\"" + file.id()
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
        List<String> ids = IntStream.range(0, 2)
                .mapToObj(i -> serai.post(
                                "/v1/batches", body, "authorization", "Bearer " + KEY, "idempotency-key", "once-1")
                        .body())
                .map(answer -> answer.replaceAll(".*\"id\":\"(batch_\\w+)\".*", "$1"))
                .toList();
        assertThat(ids.get(0)).startsWith("batch_").isEqualTo(ids.get(1));
    }

    @Test
    void aKeySeesOnlyItsOwn() throws Exception {
        FileObject file = upload(client, "own.jsonl", line("o", "/v1/chat/completions", chat("my own")));
        Batch batch = ended(
                create(file, BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS).id());
        OpenAIClient other = openAi(OTHER);
        assertThatThrownBy(() -> other.files().retrieve(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.files().content(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.files().delete(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.batches().retrieve(batch.id())).isInstanceOf(NotFoundException.class);
        assertThat(other.batches().list().data()).isEmpty();
        assertThat(other.files().list().data()).isEmpty();
        other.close();
        assertThat(client.files().delete(file.id()).deleted()).isTrue();
        assertThatThrownBy(() -> client.files().retrieve(file.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void pagesOfListsFollowOneAnother() {
        OpenAIClient openai = openAi(MANY);
        List<String> files = IntStream.range(0, 5)
                .mapToObj(i ->
                        upload(openai, "page" + i + ".jsonl", line("p", "/v1/chat/completions", chat("page " + i))))
                .map(FileObject::id)
                .toList();
        List<String> oldest = openai
                .files()
                .list(FileListParams.builder()
                        .limit(2)
                        .order(FileListParams.Order.ASC)
                        .purpose("batch")
                        .build())
                .autoPager()
                .stream()
                .map(FileObject::id)
                .toList();
        assertThat(oldest).containsExactlyInAnyOrderElementsOf(files);
        assertThat(openai.files().list(FileListParams.builder().limit(2).build()).autoPager().stream()
                        .filter(file -> file.purpose().asString().equals("batch"))
                        .map(FileObject::id))
                .containsExactlyElementsOf(oldest.reversed());

        List<String> batches = IntStream.range(0, 3)
                .mapToObj(i -> openai.batches()
                        .create(BatchCreateParams.builder()
                                .inputFileId(files.get(i))
                                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                                .build())
                        .id())
                .toList();
        assertThat(openai.batches().list(BatchListParams.builder().limit(1).build()).autoPager().stream()
                        .map(Batch::id))
                .containsExactlyInAnyOrderElementsOf(batches);
        openai.close();
    }

    @Test
    void pagesOfMessageBatchesGoBothWays() {
        AnthropicClient anthropic = anthropic(MANY);
        List<String> made = IntStream.range(0, 3)
                .mapToObj(i -> anthropic
                        .messages()
                        .batches()
                        .create(com.anthropic.models.messages.batches.BatchCreateParams.builder()
                                .addRequest(Request.builder()
                                        .customId("p" + i)
                                        .params(Request.Params.builder()
                                                .model("well/small")
                                                .maxTokens(9)
                                                .addUserMessage("pages " + i)
                                                .build())
                                        .build())
                                .build())
                        .id())
                .toList();
        var list = com.anthropic.models.messages.batches.BatchListParams.builder();
        List<String> newest = anthropic.messages().batches().list(list.limit(1).build()).autoPager().stream()
                .map(MessageBatch::id)
                .toList();
        assertThat(newest).containsExactlyInAnyOrderElementsOf(made);

        var before =
                anthropic.messages().batches().list(list.beforeId(newest.get(2)).build());
        assertThat(before.data()).extracting(MessageBatch::id).containsExactly(newest.get(1));
        assertThat(before.hasMore().orElseThrow()).isTrue();
        var first =
                anthropic.messages().batches().list(list.beforeId(newest.get(1)).build());
        assertThat(first.data()).extracting(MessageBatch::id).containsExactly(newest.get(0));
        assertThat(first.hasMore().orElseThrow()).isFalse();
        anthropic.close();
    }

    @Test
    void filesSayWhenTheyGo() throws Exception {
        FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(line("e", "/v1/chat/completions", chat("soon gone"))
                                        .getBytes(StandardCharsets.UTF_8)))
                                .filename("soon.jsonl")
                                .build())
                        .expiresAfter(FileCreateParams.ExpiresAfter.builder()
                                .seconds(3_600)
                                .build())
                        .build());
        assertThat(file.expiresAt()).contains(file.createdAt() + 3_600);

        Batch batch = ended(client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .outputExpiresAfter(BatchCreateParams.OutputExpiresAfter.builder()
                                .seconds(7_200)
                                .build())
                        .build())
                .id());
        FileObject output = client.files().retrieve(batch.outputFileId().orElseThrow());
        assertThat(output.expiresAt()).contains(output.createdAt() + 7_200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"completion_window\":\"soon\" | completion_window",
                "\"completion_window\":\"24h\",\"metadata\":{\"%s\":\"x\"} | 64 characters",
                "\"completion_window\":\"24h\",\"metadata\":{\"a\":\"%1$s%1$s%1$s%1$s%1$s%1$s%1$s%1$s\"} | 512",
                "\"completion_window\":\"24h\",\"metadata\":{\"a\":1} | metadata.a",
                "\"completion_window\":\"24h\",\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":1} | 3600",
            })
    void aWrongBatchIsRefusedByTheFieldThatIsWrong(String fields, String word) {
        FileObject file = upload(client, "fields.jsonl", line("f", "/v1/chat/completions", chat("fields")));
        var answer = serai.post(
                "/v1/batches",
                "{\"input_file_id\":\"" + file.id() + "\",\"endpoint\":\"/v1/chat/completions\","
                        + fields.formatted("x".repeat(65)) + '}',
                "authorization",
                "Bearer " + KEY);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(word);
    }

    @Test
    void whatIsWrongIsSaidInOpenAisDialect() throws Exception {
        assertThatThrownBy(() -> upload(client, "large.jsonl", "x".repeat(100_000)))
                .hasMessageContaining("serai.batch.file-limit");
        FileObject file = upload(client, "wrong.jsonl", "{}");
        assertThatThrownBy(() -> client.batches()
                        .create(BatchCreateParams.builder()
                                .inputFileId(file.id())
                                .endpoint(BatchCreateParams.Endpoint.of("/v1/nothing"))
                                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("/v1/chat/completions");
    }

    @Test
    void anthropicsMessageBatchIsAnswered() {
        AnthropicClient anthropic = anthropic(KEY);
        com.anthropic.models.messages.batches.BatchCreateParams.Builder create =
                com.anthropic.models.messages.batches.BatchCreateParams.builder();
        for (int i = 0; i < 5; i++) {
            create.addRequest(Request.builder()
                    .customId("m" + i)
                    .params(Request.Params.builder()
                            .model("well/small")
                            .maxTokens(64)
                            .addUserMessage("message " + i)
                            .build())
                    .build());
        }
        MessageBatch created = anthropic.messages().batches().create(create.build());
        AtomicReference<MessageBatch> last = new AtomicReference<>(created);
        Eventually.await("end", PATIENCE, () -> {
            MessageBatch batch = anthropic.messages().batches().retrieve(created.id());
            last.set(batch);
            return batch.processingStatus().equals(MessageBatch.ProcessingStatus.ENDED);
        });

        MessageBatch ended = Objects.requireNonNull(last.get());
        assertThat(ended.requestCounts().succeeded()).isEqualTo(5);
        assertThat(ended.resultsUrl().orElseThrow()).endsWith("/results");
        try (var results = anthropic.messages().batches().resultsStreaming(created.id())) {
            List<MessageBatchIndividualResponse> all = results.stream().toList();
            assertThat(all)
                    .extracting(MessageBatchIndividualResponse::customId)
                    .containsExactly("m0", "m1", "m2", "m3", "m4");
            assertThat(all.get(3)
                            .result()
                            .asSucceeded()
                            .message()
                            .content()
                            .getFirst()
                            .asText()
                            .text())
                    .isEqualTo("well says: message 3");
        }
        assertThat(anthropic.messages().batches().list().data())
                .extracting(MessageBatch::id)
                .contains(created.id());
        assertThat(anthropic.messages().batches().delete(created.id()).id()).isEqualTo(created.id());
        anthropic.close();
    }

    @Test
    void anthropicsMessageBatchIsCancelled() {
        AnthropicClient anthropic = anthropic(KEY);
        com.anthropic.models.messages.batches.BatchCreateParams.Builder create =
                com.anthropic.models.messages.batches.BatchCreateParams.builder();
        int many = 200;
        for (int i = 0; i < many; i++) {
            create.addRequest(Request.builder()
                    .customId("c" + i)
                    .params(Request.Params.builder()
                            .model("slow/small")
                            .maxTokens(64)
                            .addUserMessage("cancel " + i)
                            .build())
                    .build());
        }
        String id = anthropic.messages().batches().create(create.build()).id();
        Eventually.await("begins", PATIENCE, () -> SLOW.count() > 0);

        MessageBatch cancelled = anthropic.messages().batches().cancel(id);

        assertThat(cancelled.id()).isEqualTo(id);
        assertThat(cancelled.cancelInitiatedAt()).isPresent();
        Eventually.await(
                "end",
                PATIENCE,
                () -> anthropic
                        .messages()
                        .batches()
                        .retrieve(id)
                        .processingStatus()
                        .equals(MessageBatch.ProcessingStatus.ENDED));
        var counts = anthropic.messages().batches().retrieve(id).requestCounts();
        assertThat(counts.canceled()).isPositive();
        assertThat(counts.canceled() + counts.succeeded()).isEqualTo(many);
        try (var results = anthropic.messages().batches().resultsStreaming(id)) {
            assertThat(results.stream()
                            .filter(each -> each.result().isCanceled())
                            .count())
                    .isEqualTo(counts.canceled());
        }
        anthropic.close();
    }

    private static FileObject upload(OpenAIClient by, String name, String content) {
        InputStream bytes = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        return by.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(MultipartField.<InputStream>builder()
                                .value(bytes)
                                .filename(name)
                                .build())
                        .build());
    }

    private static Batch create(FileObject file, BatchCreateParams.Endpoint endpoint) {
        return client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file.id())
                        .endpoint(endpoint)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .metadata(BatchCreateParams.Metadata.builder()
                                .additionalProperties(Map.of("purpose", JsonValue.from("test")))
                                .build())
                        .build());
    }

    private static Batch ended(String id) {
        AtomicReference<Batch> last = new AtomicReference<>();
        Eventually.await("end of " + id, PATIENCE, () -> {
            Batch batch = client.batches().retrieve(id);
            last.set(batch);
            return List.of(Batch.Status.COMPLETED, Batch.Status.FAILED, Batch.Status.EXPIRED, Batch.Status.CANCELLED)
                    .contains(batch.status());
        });
        return Objects.requireNonNull(last.get());
    }

    private static String content(String file) throws Exception {
        try (HttpResponse answer = client.files().content(file)) {
            return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String line(String id, String url, String body) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"" + url + "\",\"body\":" + body + '}';
    }

    private static String chat(String question) {
        return RunningSerai.chat("well/small", question, false);
    }
}
