package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import com.openai.models.models.Model;
import io.serai.RunningSerai;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.TooManyRequests;
import io.serai.wire.Unavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own Java library talks to Serai as it does to OpenAI. */
class OpenAiSdkTest {
    private static final String KEY = "sk-client-0123456789abcdef";

    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final HealthyVendor CANNED = new HealthyVendor("canned");
    private static final FakeVendor LIMITED = TooManyRequests.retryAfter(Duration.ofSeconds(30));
    private static final FakeVendor DOWN = new Unavailable();
    private static final FakeVendor BREAKS = ErrorInStream.afterTokens(2);
    private static RunningSerai serai;
    private static OpenAIClient client;

    /** What a structured answer is to be. */
    public static class Person {
        public String name = "";
        public int age;
    }

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .with("serai.http.keys", KEY)
                .provider("well", WELL)
                .provider("canned", CANNED)
                .provider("limited", LIMITED)
                .provider("down", DOWN)
                .provider("breaks", BREAKS)
                .pool("light", "well/small")
                .pool("heavy", "limited/small", "limited/large")
                .pool("embedding", "well/embed")
                .start();
        client = client(KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        serai.close();
        List.of(WELL, CANNED, LIMITED, DOWN, BREAKS).forEach(FakeVendor::close);
    }

    @Test
    void aPlainAnswer() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(asking("well/small", "hello plain").build());

        assertThat(text(answer)).isEqualTo("well says: hello plain");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(answer.validate()).isSameAs(answer);
    }

    @Test
    void aStreamedAnswerWithItsUsage() {
        ChatCompletionCreateParams request = asking("well/small", "hello streamed")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        List<ChatCompletionChunk> chunks = new ArrayList<>();
        ChatCompletion answer = stream(request, chunks);

        assertThat(text(answer)).isEqualTo("well says: hello streamed");
        assertThat(chunks)
                .hasSizeGreaterThan(4)
                .allSatisfy(chunk -> assertThat(chunk.validate()).isSameAs(chunk));
        assertThat(chunks)
                .extracting(ChatCompletionChunk::id)
                .containsOnly(chunks.getFirst().id());
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isPositive();
        assertThat(received(WELL).at("/stream_options/include_usage").asBoolean())
                .isTrue();
    }

    @Test
    void severalChoices() {
        ChatCompletionCreateParams request =
                asking("well/small", "hello twice").n(2).build();

        assertThat(client.chat().completions().create(request).choices()).hasSize(2);
        assertThat(stream(request, new ArrayList<>()).choices())
                .extracting(choice -> choice.message().content().orElseThrow())
                .containsExactly("well says: hello twice", "well says: hello twice");
    }

    @Test
    void parallelToolCallsAndTheirResults() {
        ChatCompletionCreateParams request = withTools(asking("well/small", "call tools please"));

        ChatCompletionMessage asked = message(client.chat().completions().create(request));
        List<ChatCompletionMessageFunctionToolCall> calls = calls(asked);
        ChatCompletionCreateParams.Builder next =
                asking("well/small", "call tools please").addMessage(asked);
        calls.forEach(call -> next.addMessage(ChatCompletionToolMessageParam.builder()
                .toolCallId(call.id())
                .content("sunny")
                .build()));
        ChatCompletion answer = client.chat()
                .completions()
                .create(next.addUserMessage("and now?").build());

        assertThat(calls).extracting(call -> call.function().name()).containsExactly("weather", "time");
        assertThat(calls).extracting(ChatCompletionMessageFunctionToolCall::id).doesNotHaveDuplicates();
        assertThat(calls.get(1).function().arguments()).isEqualTo("{\"number\":1,\"about\":\"call tools please\"}");
        assertThat(text(answer)).isEqualTo("well says: and now?");
        assertThat(received(WELL).at("/messages/1/tool_calls/1/id").asText())
                .isEqualTo(calls.get(1).id());
        assertThat(received(WELL).at("/messages/3/tool_call_id").asText())
                .isEqualTo(calls.get(1).id());
    }

    @Test
    void parallelToolCallsAreAccumulatedFromAStream() {
        ChatCompletionCreateParams request = withTools(asking("well/small", "call tools streamed"));

        ChatCompletion streamed = stream(request, new ArrayList<>());

        assertThat(calls(message(streamed)))
                .isEqualTo(calls(message(client.chat().completions().create(request))));
        assertThat(streamed.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    }

    @Test
    void toolCallsOfACarelessVendorAreAccumulatedToo() {
        String call =
                "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"%1$s\",\"function\":"
                        + "{\"name\":\"%2$s\",\"arguments\":\"%3$s\"}}]}}]}\n\n";
        CANNED.streaming(
                call.formatted("a", "weather", "{"),
                call.formatted("a", "weather", "}"),
                call.formatted("b", "time", "{}"),
                "data: [DONE]\n\n");

        ChatCompletion streamed = stream(withTools(asking("canned/m", "careless")), new ArrayList<>());
        List<ChatCompletionMessageFunctionToolCall> calls = calls(message(streamed));

        assertThat(streamed.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(calls).extracting(ChatCompletionMessageFunctionToolCall::id).containsExactly("a", "b");
        assertThat(calls).extracting(each -> each.function().name()).containsExactly("weather", "time");
        assertThat(calls).extracting(each -> each.function().arguments()).containsExactly("{}", "{}");
    }

    @Test
    void aStructuredAnswer() {
        CANNED.answering("""
                {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",\
                "message":{"role":"assistant","content":"{\\"name\\":\\"Ada\\",\\"age\\":36}","refusal":null}}]}""");

        Person person = client.chat()
                .completions()
                .create(asking("canned/m", "who?").responseFormat(Person.class).build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();

        JsonNode format = received(CANNED).path("response_format");
        assertThat(person.name).isEqualTo("Ada");
        assertThat(person.age).isEqualTo(36);
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/schema/properties/age/type").asText())
                .isEqualTo("integer");
    }

    @Test
    void whatTheLibraryDoesNotKnowReachesTheVendor() {
        client.chat()
                .completions()
                .create(asking("well/small", "thinking on")
                        .putAdditionalBodyProperty("enable_thinking", JsonValue.from(true))
                        .build());

        assertThat(received(WELL).path("enable_thinking").asBoolean()).isTrue();
    }

    @Test
    void vectorsAsNumbersAsBase64AndAsTheLibraryLikes() {
        check(List.of("one", "two"), EmbeddingCreateParams.builder().encodingFormat(EncodingFormat.FLOAT));
        assertThat(received(WELL).path("encoding_format").asText()).isEqualTo("float");
        check(List.of("three", "four"), EmbeddingCreateParams.builder().encodingFormat(EncodingFormat.BASE64));
        assertThat(received(WELL).path("encoding_format").asText()).isEqualTo("base64");
        check(List.of("five", "six"), EmbeddingCreateParams.builder());
        assertThat(received(WELL).path("encoding_format").asText()).isEqualTo("base64");
    }

    /** The vectors are the same in either form, so the vendor need not be asked for both. */
    @Test
    void vectorsFromTheCacheComeInEitherForm() {
        check(List.of("seven"), EmbeddingCreateParams.builder().encodingFormat(EncodingFormat.BASE64));
        int asked = WELL.count();
        check(List.of("seven"), EmbeddingCreateParams.builder().encodingFormat(EncodingFormat.FLOAT));

        assertThat(WELL.count()).isEqualTo(asked);
    }

    private static void check(List<String> texts, EmbeddingCreateParams.Builder request) {
        CreateEmbeddingResponse answer = client.embeddings()
                .create(request.model("embedding").inputOfArrayOfStrings(texts).build());

        assertThat(answer.usage().promptTokens()).isEqualTo(texts.size());
        assertThat(answer.data()).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(answer.data().get(i).index()).isEqualTo(i);
            assertThat(answer.data().get(i).embedding()).containsExactly(boxed(HealthyVendor.vector(texts.get(i))));
        }
    }

    @Test
    void models() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("auto", "light", "well/small");
        assertThat(client.models().list().data())
                .allSatisfy(model -> assertThat(model.validate()).isSameAs(model));
    }

    @Test
    void aWrongRequestIsABadRequest() {
        BadRequestException error = catchThrowableOfType(
                BadRequestException.class,
                () -> create(
                        asking("well/small", "x").putAdditionalBodyProperty("temperature", JsonValue.from("hot"))));

        assertThat(error.param()).hasValue("temperature");
        assertThat(error.type()).hasValue("invalid_request_error");
        assertThat(error).hasMessageContaining("'temperature' must be a number");
    }

    @Test
    void anUnknownModelIsNotFound() {
        NotFoundException error =
                catchThrowableOfType(NotFoundException.class, () -> create(asking("no-such-model", "x")));

        assertThat(error.code()).hasValue("model_not_found");
        assertThat(error.param()).hasValue("model");
    }

    @Test
    void targetsThatAreAllLimitedAreARateLimit() {
        RateLimitException error = catchThrowableOfType(RateLimitException.class, () -> create(asking("heavy", "x")));

        assertThat(error.code()).hasValue("rate_limit_exceeded");
        assertThat(Integer.parseInt(error.headers().values("retry-after").getFirst()))
                .isBetween(20, 30);
    }

    @Test
    void aStrangerIsUnauthorized() {
        OpenAIClient stranger = client("sk-somebody-else");

        UnauthorizedException error = catchThrowableOfType(
                UnauthorizedException.class,
                () -> stranger.chat()
                        .completions()
                        .create(asking("well/small", "x").build()));
        stranger.close();

        assertThat(error.code()).hasValue("invalid_api_key");
    }

    @Test
    void targetsThatAreDownAreAServerError() {
        InternalServerException error =
                catchThrowableOfType(InternalServerException.class, () -> create(asking("down/small", "x")));

        assertThat(error.statusCode()).isIn(502, 503);
        assertThat(error.type()).hasValue("server_error");
    }

    @Test
    void errorsBeforeAStreamAreThoseOfAPlainAnswer() {
        assertThatThrownBy(() -> stream(asking("no-such-model", "x").build(), new ArrayList<>()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stream(asking("heavy", "x").build(), new ArrayList<>()))
                .isInstanceOf(RateLimitException.class);
    }

    /** No answer that ends in the middle may look like a complete one. */
    @Test
    void aStreamThatBreaksIsAnException() {
        List<ChatCompletionChunk> chunks = new ArrayList<>();

        OpenAIException error = catchThrowableOfType(
                OpenAIException.class,
                () -> stream(asking("breaks/small", "one two three").build(), chunks));

        assertThat(chunks).isNotEmpty();
        assertThat(error).hasMessageContaining("not complete");
        assertThat(((OpenAIServiceException) error).code()).hasValue("stream_interrupted");
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(serai.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static ChatCompletionCreateParams.Builder asking(String model, String question) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(question);
    }

    private static ChatCompletionCreateParams withTools(ChatCompletionCreateParams.Builder request) {
        for (String name : List.of("weather", "time")) {
            FunctionParameters parameters = FunctionParameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                    .build();
            request.addTool(ChatCompletionFunctionTool.builder()
                    .function(FunctionDefinition.builder()
                            .name(name)
                            .strict(true)
                            .parameters(parameters)
                            .build())
                    .build());
        }
        return request.parallelToolCalls(true).build();
    }

    private static ChatCompletion create(ChatCompletionCreateParams.Builder request) {
        return client.chat().completions().create(request.build());
    }

    private static ChatCompletion stream(ChatCompletionCreateParams request, List<ChatCompletionChunk> chunks) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            stream.stream().forEach(chunk -> chunks.add(accumulator.accumulate(chunk)));
        }
        return accumulator.chatCompletion();
    }

    private static ChatCompletionMessage message(ChatCompletion answer) {
        return answer.choices().getFirst().message();
    }

    private static String text(ChatCompletion answer) {
        return message(answer).content().orElseThrow();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletionMessage message) {
        return message.toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction())
                .toList();
    }

    private static JsonNode received(HealthyVendor vendor) {
        return vendor.requests().getLast().json();
    }

    private static Float[] boxed(float[] vector) {
        Float[] boxed = new Float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            boxed[i] = vector[i];
        }
        return boxed;
    }
}
