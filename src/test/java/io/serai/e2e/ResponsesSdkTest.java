package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.CustomToolInputFormat;
import com.openai.models.responses.CustomTool;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseCustomToolCall;
import com.openai.models.responses.ResponseCustomToolCallInputDoneEvent;
import com.openai.models.responses.ResponseCustomToolCallOutput;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceCustom;
import io.serai.RunningSerai;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.TooManyRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own Java library asks Serai for responses, and vendors that know chat only answer. */
class ResponsesSdkTest {
    private static final String PIXEL = "data:image/png;base64,iVBORw0KGgo=";

    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final HealthyVendor CANNED = new HealthyVendor("canned");
    private static final FakeVendor LIMITED = TooManyRequests.retryAfter(Duration.ofSeconds(30));
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
                .provider("well", WELL)
                .provider("canned", CANNED)
                .provider("limited", LIMITED)
                .provider("breaks", BREAKS)
                .pool("light", "well/small")
                .start();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(serai.uri("/v1").toString())
                .apiKey("none")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        serai.close();
        List.of(WELL, CANNED, LIMITED, BREAKS).forEach(FakeVendor::close);
    }

    @Test
    void aPlainAnswer() {
        Response answer = client.responses()
                .create(asking("well/small", "hello plain")
                        .instructions("be kind")
                        .maxOutputTokens(500)
                        .build());

        assertThat(text(answer)).isEqualTo("well says: hello plain");
        assertThat(answer.status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(answer.maxOutputTokens()).hasValue(500L);
        assertThat(answer.instructions().orElseThrow().asString()).isEqualTo("be kind");
        assertThat(answer.validate()).isSameAs(answer);
        assertThat(received(WELL).at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(received(WELL).at("/max_tokens").asInt()).isEqualTo(500);
    }

    @Test
    void aStreamedAnswerIsThePlainOneInPieces() {
        List<ResponseStreamEvent> events = new ArrayList<>();
        ResponseAccumulator streamed =
                stream(asking("well/small", "hello streamed").build(), events);

        assertThat(text(streamed.response())).isEqualTo("well says: hello streamed");
        assertThat(text(streamed.reconstructedResponse())).isEqualTo("well says: hello streamed");
        assertThat(streamed.response().usage().orElseThrow().outputTokens()).isPositive();
        assertThat(events).allSatisfy(event -> assertThat(event.validate()).isSameAs(event));
        assertThat(events.stream().filter(ResponseStreamEvent::isOutputTextDelta))
                .hasSizeGreaterThan(2);
        assertThat(events.getFirst().isCreated()).isTrue();
        assertThat(events.getLast().isCompleted()).isTrue();
    }

    @Test
    void toolsAndTheirResults() {
        for (boolean stream : new boolean[] {false, true}) {
            ResponseCreateParams request = withTools(asking("well/small", "call tools please " + stream))
                    .build();

            Response asked = stream
                    ? stream(request, new ArrayList<>()).response()
                    : client.responses().create(request);
            List<ResponseFunctionToolCall> calls = asked.output().stream()
                    .flatMap(item -> item.functionCall().stream())
                    .toList();
            List<ResponseInputItem> next = new ArrayList<>();
            calls.forEach(call -> next.add(ResponseInputItem.ofFunctionCall(call)));
            calls.forEach(call ->
                    next.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                            .callId(call.callId())
                            .output("sunny")
                            .build())));
            next.add(userMessage("and now?"));
            Response answer = client.responses()
                    .create(withTools(ResponseCreateParams.builder().model("well/small"))
                            .inputOfResponse(next)
                            .build());

            assertThat(calls).extracting(ResponseFunctionToolCall::name).containsExactly("weather", "time");
            assertThat(calls.get(1).arguments())
                    .isEqualTo("{\"number\":1,\"about\":\"call tools please " + stream + "\"}");
            assertThat(text(answer)).isEqualTo("well says: and now?");
            assertThat(received(WELL).at("/messages/0/tool_calls/1/id").asText())
                    .isEqualTo("call_well_1");
            assertThat(received(WELL).at("/messages/2/tool_call_id").asText()).isEqualTo("call_well_1");
            assertThat(received(WELL).at("/messages/2/content").asText()).isEqualTo("sunny");
        }
    }

    @Test
    void fragmentsOfSeveralCallsFindTheirItems() {
        ResponseAccumulator streamed =
                stream(withTools(asking("well/small", "call tools in pieces")).build(), new ArrayList<>());

        assertThat(streamed.reconstructedResponse().output().stream()
                        .flatMap(item -> item.functionCall().stream())
                        .map(ResponseFunctionToolCall::arguments))
                .containsExactly(
                        "{\"number\":0,\"about\":\"call tools in pieces\"}",
                        "{\"number\":1,\"about\":\"call tools in pieces\"}");
    }

    @Test
    void customToolsAndTheirResults() {
        String call = "{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"apply_patch\","
                + "\"arguments\":\"{\\\"input\\\":\\\"*** Begin\\\\n\\\"}\"}}";
        CANNED.answering("{\"id\":\"1\",\"choices\":[{\"index\":0,\"finish_reason\":\"tool_calls\",\"message\":"
                + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + call + "]}}]}");
        CANNED.streaming(
                "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]}}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n",
                "data: [DONE]\n\n");
        ResponseCreateParams request = withPatches(asking("canned/m", "patch it"))
                .toolChoice(ToolChoiceCustom.builder().name("apply_patch").build())
                .build();
        List<ResponseStreamEvent> events = new ArrayList<>();
        ResponseAccumulator streamed = stream(request, events);
        JsonNode offered = received(CANNED);

        for (Response answer : List.of(client.responses().create(request), streamed.response())) {
            ResponseCustomToolCall asked = answer.output().getFirst().asCustomToolCall();
            client.responses()
                    .create(withPatches(ResponseCreateParams.builder().model("well/small"))
                            .inputOfResponse(List.of(
                                    ResponseInputItem.ofCustomToolCall(asked),
                                    ResponseInputItem.ofCustomToolCallOutput(ResponseCustomToolCallOutput.builder()
                                            .callId(asked.callId())
                                            .output("done")
                                            .build()),
                                    userMessage("and now?")))
                            .build());

            assertThat(answer.validate()).isSameAs(answer);
            assertThat(asked.name()).isEqualTo("apply_patch");
            assertThat(asked.input()).isEqualTo("*** Begin\n");
            assertThat(received(WELL)
                            .at("/messages/0/tool_calls/0/function/arguments")
                            .asText())
                    .isEqualTo("{\"input\":\"*** Begin\\n\"}");
            assertThat(received(WELL).at("/messages/1/content").asText()).isEqualTo("done");
        }
        assertThat(events).allSatisfy(event -> assertThat(event.validate()).isSameAs(event));
        assertThat(events.stream()
                        .flatMap(event -> event.customToolCallInputDone().stream())
                        .map(ResponseCustomToolCallInputDoneEvent::input))
                .containsExactly("*** Begin\n");
        assertThat(offered.at("/tools/0/function/description").asText()).contains("lark grammar:\nstart: patch");
        assertThat(offered.at("/tool_choice/function/name").asText()).isEqualTo("apply_patch");
    }

    @Test
    void imagesReachTheVendor() {
        client.responses()
                .create(ResponseCreateParams.builder()
                        .model("well/small")
                        .input(JsonValue.from(List.of(Map.of(
                                "role",
                                "user",
                                "content",
                                List.of(
                                        Map.of("type", "input_text", "text", "what is it?"),
                                        Map.of("type", "input_image", "image_url", PIXEL, "detail", "low"))))))
                        .build());

        assertThat(received(WELL).at("/messages/0/content/1/image_url/url").asText())
                .isEqualTo(PIXEL);
        assertThat(received(WELL).at("/messages/0/content/1/image_url/detail").asText())
                .isEqualTo("low");
    }

    @Test
    void aStructuredAnswer() {
        CANNED.answering("""
                {"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",\
                "message":{"role":"assistant","content":"{\\"name\\":\\"Ada\\",\\"age\\":36}","refusal":null}}]}""");

        Person person = client.responses()
                .create(asking("canned/m", "who?").text(Person.class).build())
                .output()
                .getFirst()
                .asMessage()
                .content()
                .getFirst()
                .asOutputText();

        JsonNode format = received(CANNED).path("response_format");
        assertThat(person.name).isEqualTo("Ada");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/schema/properties/age/type").asText())
                .isEqualTo("integer");
    }

    @Test
    void thoughtsAreAnItemOfTheirOwn() {
        CANNED.streaming(
                "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Let me \"}}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"see.\"}}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"42\"},\"finish_reason\":\"length\"}]}\n\n",
                "data: [DONE]\n\n");

        Response answer =
                stream(asking("canned/m", "think").build(), new ArrayList<>()).response();

        assertThat(answer.output().getFirst().asReasoning().summary().getFirst().text())
                .isEqualTo("Let me see.");
        assertThat(text(answer)).isEqualTo("42");
        assertThat(answer.status()).hasValue(ResponseStatus.INCOMPLETE);
        assertThat(answer.incompleteDetails()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .toString())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void aConversationThatWouldHaveToBeKeptIsRefused() {
        BadRequestException error = catchThrowableOfType(
                BadRequestException.class,
                () -> client.responses()
                        .create(asking("well/small", "go on")
                                .previousResponseId("resp_1")
                                .build()));

        assertThat(error).hasMessageContaining("no").hasMessageContaining("Send the whole of it in 'input'");
        assertThat(error.param()).hasValue("previous_response_id");
    }

    @Test
    void errorsAreThoseOfOpenAi() {
        assertThat(catchThrowableOfType(
                                NotFoundException.class,
                                () -> client.responses()
                                        .create(asking("no-such-model", "x").build()))
                        .code())
                .hasValue("model_not_found");
        assertThat(catchThrowableOfType(
                                RateLimitException.class,
                                () -> client.responses()
                                        .create(asking("limited/small", "x").build()))
                        .code())
                .hasValue("rate_limit_exceeded");
        assertThat(catchThrowableOfType(
                                RateLimitException.class,
                                () -> stream(asking("limited/small", "x").build(), new ArrayList<>()))
                        .code())
                .hasValue("rate_limit_exceeded");
    }

    /** No answer that ends in the middle may look like a complete one. */
    @Test
    void aStreamThatBreaksDoesNotLookComplete() {
        List<ResponseStreamEvent> events = new ArrayList<>();

        OpenAIException error = catchThrowableOfType(
                OpenAIException.class,
                () -> stream(asking("breaks/small", "one two three").build(), events));

        assertThat(events).isNotEmpty().noneMatch(ResponseStreamEvent::isCompleted);
        assertThat(error != null || events.getLast().isFailed()).isTrue();
        assertThat(serai.post(
                                "/v1/responses",
                                "{\"model\":\"breaks/small\",\"stream\":true,\"input\":\"four five six\"}")
                        .body())
                .contains("event: error\n")
                .contains("event: response.failed\n")
                .contains("not complete");
    }

    private static ResponseCreateParams.Builder asking(String model, String question) {
        return ResponseCreateParams.builder().model(model).input(question);
    }

    private static ResponseInputItem userMessage(String text) {
        return ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content(text)
                .build());
    }

    private static ResponseCreateParams.Builder withTools(ResponseCreateParams.Builder request) {
        for (String name : List.of("weather", "time")) {
            request.addTool(FunctionTool.builder()
                    .name(name)
                    .strict(true)
                    .parameters(FunctionTool.Parameters.builder()
                            .putAdditionalProperty("type", JsonValue.from("object"))
                            .putAdditionalProperty(
                                    "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                            .build())
                    .build());
        }
        return request;
    }

    private static ResponseCreateParams.Builder withPatches(ResponseCreateParams.Builder request) {
        return request.addTool(CustomTool.builder()
                .name("apply_patch")
                .description("Edits files.")
                .format(CustomToolInputFormat.Grammar.builder()
                        .syntax(CustomToolInputFormat.Grammar.Syntax.LARK)
                        .definition("start: patch")
                        .build())
                .build());
    }

    private static ResponseAccumulator stream(ResponseCreateParams request, List<ResponseStreamEvent> events) {
        ResponseAccumulator accumulator = ResponseAccumulator.createWithSnapshots();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(request)) {
            stream.stream().forEach(event -> events.add(accumulator.accumulate(event)));
        }
        return accumulator;
    }

    private static String text(Response answer) {
        return answer.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .map(content -> content.asOutputText().text())
                .collect(Collectors.joining());
    }

    private static JsonNode received(HealthyVendor vendor) {
        return vendor.requests().getLast().json();
    }
}
