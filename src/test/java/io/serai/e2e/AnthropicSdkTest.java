package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.serai.RunningSerai;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.TooManyRequests;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's own Java library talks to Serai as it does to Anthropic, and vendors answer that speak OpenAI's dialect. */
class AnthropicSdkTest {
    private static final String KEY = "sk-ant-client-0123456789";

    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final FakeVendor LIMITED = TooManyRequests.retryAfter(Duration.ofSeconds(30));
    private static final FakeVendor BREAKS = ErrorInStream.afterTokens(2);
    private static RunningSerai serai;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.http.keys", KEY)
                .provider("well", WELL)
                .provider("limited", LIMITED)
                .provider("breaks", BREAKS)
                .start();
        client = client(KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        serai.close();
        List.of(WELL, LIMITED, BREAKS).forEach(FakeVendor::close);
    }

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(serai.uri("").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static MessageCreateParams.Builder asking(String model, String question) {
        return MessageCreateParams.builder().model(model).maxTokens(100).addUserMessage(question);
    }

    private static Message stream(MessageCreateParams request, List<RawMessageStreamEvent> events) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(request)) {
            stream.stream().map(accumulator::accumulate).forEach(events::add);
        }
        return accumulator.message();
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        message.content().forEach(block -> block.text().ifPresent(piece -> text.append(piece.text())));
        return text.toString();
    }

    private static JsonNode received() {
        return WELL.requests().getLast().json();
    }

    @Test
    void aPlainAnswer() {
        Message answer = client.messages()
                .create(asking("well/small", "hello plain").system("Be brief.").build());

        assertThat(text(answer)).isEqualTo("well says: hello plain");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isPositive();
        assertThat(answer.usage().inputTokens()).isPositive();
        assertThat(received().at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(received().path("max_tokens").asInt()).isEqualTo(100);
    }

    @Test
    void aStreamedAnswerWithItsUsage() {
        List<RawMessageStreamEvent> events = new ArrayList<>();
        Message answer = stream(asking("well/small", "hello streamed").build(), events);

        assertThat(text(answer)).isEqualTo("well says: hello streamed");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isPositive();
        assertThat(answer.usage().outputTokens()).isPositive();
        assertThat(events).hasSizeGreaterThan(6);
        assertThat(received().at("/stream_options/include_usage").asBoolean()).isTrue();
    }

    @Test
    void toolsAndTheirResultsInTheNextTurn() {
        for (boolean streamed : new boolean[] {false, true}) {
            MessageCreateParams.Builder asked = asking("well/small", "call tools " + streamed)
                    .addTool(Tool.builder()
                            .name("get_weather")
                            .description("Tells the weather")
                            .inputSchema(Tool.InputSchema.builder()
                                    .properties(Tool.InputSchema.Properties.builder()
                                            .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                            .build())
                                    .build())
                            .build());
            MessageCreateParams request = asked.build();
            Message answer = streamed
                    ? stream(request, new ArrayList<>())
                    : client.messages().create(request);

            assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
            List<ContentBlockParam> results = new ArrayList<>();
            answer.content().stream()
                    .filter(ContentBlock::isToolUse)
                    .forEach(call -> results.add(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                            .toolUseId(call.toolUse().orElseThrow().id())
                            .content("sunny")
                            .build())));
            assertThat(results).hasSize(2);
            Message end = client.messages()
                    .create(asked.addMessage(answer)
                            .addUserMessageOfContentBlockParams(results)
                            .addUserMessage("thanks " + streamed)
                            .build());

            assertThat(text(end)).isEqualTo("well says: thanks " + streamed);
            JsonNode messages = received().path("messages");
            assertThat(messages.get(1).path("tool_calls")).hasSize(2);
            assertThat(messages.get(2).path("role").asText()).isEqualTo("tool");
            assertThat(messages.get(2).path("tool_call_id"))
                    .isEqualTo(messages.get(1).at("/tool_calls/0/id"));
            assertThat(messages.get(3).path("content").asText()).isEqualTo("sunny");
        }
    }

    @Test
    void anImage() {
        Message answer = client.messages()
                .create(MessageCreateParams.builder()
                        .model("well/small")
                        .maxTokens(10)
                        .addUserMessageOfContentBlockParams(List.of(
                                ContentBlockParam.ofText("what is it?"),
                                ContentBlockParam.ofImage(Base64ImageSource.builder()
                                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                        .data("AAAA")
                                        .build())))
                        .build());

        assertThat(text(answer)).contains("what is it?");
        assertThat(received().at("/messages/0/content/1/image_url/url").asText())
                .isEqualTo("data:image/png;base64,AAAA");
    }

    @Test
    void aCountOfTokens() {
        MessageCountTokensParams question = MessageCountTokensParams.builder()
                .model("well/small")
                .addUserMessage("Hello, world")
                .build();
        assertThat(client.messages().countTokens(question).inputTokens()).isBetween(3L, 12L);
    }

    @Test
    void theListOfModelsIsInTheShapeOfWhoAsks() {
        List<String> ids = new ArrayList<>();
        for (ModelInfo model : client.models().list().autoPager()) {
            ids.add(model.id());
        }
        assertThat(ids).contains("auto", "code");
        assertThat(client.models().retrieve("auto").displayName()).isEqualTo("auto");
        HttpResponse<String> openai = send("/v1/models", null);
        assertThat(openai.body()).contains("\"object\":\"list\"");
    }

    @Test
    void errorsComeAsTheClientKnowsThem() {
        AnthropicClient stranger = client("sk-wrong");
        UnauthorizedException refused = catchThrowableOfType(
                UnauthorizedException.class,
                () -> stranger.messages().create(asking("well/small", "x").build()));
        assertThat(refused.body().toString())
                .contains("authentication_error")
                .contains(refused.headers().values("request-id").getFirst());
        stranger.close();
        NotFoundException missing = catchThrowableOfType(
                NotFoundException.class,
                () -> client.messages().create(asking("no-such-model", "x").build()));
        assertThat(missing.body().toString()).contains("not_found_error").contains("no-such-model");
        RateLimitException limited = catchThrowableOfType(
                RateLimitException.class,
                () -> client.messages().create(asking("limited/small", "x").build()));
        assertThat(limited.headers().values("retry-after")).isNotEmpty();
        assertThat(limited.body().toString()).contains("rate_limit_error");
        assertThat(catchThrowableOfType(
                                BadRequestException.class,
                                () -> client.messages()
                                        .create(asking("well/small", "x")
                                                .putAdditionalBodyProperty("top_k", JsonValue.from("many"))
                                                .build()))
                        .body()
                        .toString())
                .contains("top_k");
        HttpResponse<String> unknown = send("/v1/messages/nowhere", "{}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"type\":\"error\"");
    }

    @Test
    void aStreamThatBreaksEndsWithAnError() {
        AnthropicException broken = catchThrowableOfType(
                AnthropicException.class,
                () -> stream(asking("breaks/small", "x").build(), new ArrayList<>()));
        assertThat(broken).isInstanceOf(AnthropicServiceException.class).hasMessageContaining("error");
    }

    private static HttpResponse<String> send(String path, @Nullable String body) {
        String bearer = "Bearer " + KEY;
        if (body != null) {
            return serai.post(path, body, "authorization", bearer);
        }
        try {
            return HttpClient.newHttpClient()
                    .send(
                            serai.request(path)
                                    .header("authorization", bearer)
                                    .GET()
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
