package io.serai.dialect.dashscope;

import static io.serai.dialect.Readings.bytes;
import static io.serai.dialect.Readings.pieces;
import static io.serai.dialect.Readings.tree;
import static io.serai.dialect.Readings.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Fuzz;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Readings;
import io.serai.dialect.Recordings;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import io.serai.dialect.openai.OpenAiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What DashScope gets and says.
 *
 * @see <a href="https://help.aliyun.com/en/model-studio/qwen-api-via-dashscope">API reference</a>
 * @see <a href="https://help.aliyun.com/en/model-studio/error-code">error codes</a>
 */
class ClientTest {
    private static final DashScopeClient CLIENT = new DashScopeClient();
    private static final String WHOLE = """
            {"status_code":200,"request_id":"902fee3b","code":"","message":"","output":{"text":null,"finish_reason":null,"choices":[
            {"finish_reason":"stop","message":{"role":"assistant","content":"Hi","reasoning_content":"hm"}}]},
            "usage":{"input_tokens":22,"output_tokens":17,"total_tokens":39,"prompt_tokens_details":{"cached_tokens":4},
            "output_tokens_details":{"reasoning_tokens":5}}}""";

    private static final String STREAM = """
            id:1
            event:result
            :HTTP_STATUS/200
            data:{"output":{"choices":[{"message":{"content":"","reasoning_content":"hm","role":"assistant"},"index":0,"finish_reason":"null"}]},"usage":{"input_tokens":5,"output_tokens":1},"request_id":"r"}

            id:2
            event:result
            :HTTP_STATUS/200
            data:{"output":{"choices":[{"message":{"content":"日本","reasoning_content":"","role":"assistant"},"index":0,"finish_reason":"null"}]},"usage":{"input_tokens":5,"output_tokens":2},"request_id":"r"}

            id:3
            event:result
            :HTTP_STATUS/200
            data:{"output":{"choices":[{"message":{"content":"","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"a\\""}}],"role":"assistant"},"index":0,"finish_reason":"null"}]},"usage":{"input_tokens":5,"output_tokens":3},"request_id":"r"}

            id:4
            event:result
            :HTTP_STATUS/200
            data:{"output":{"choices":[{"message":{"content":"","tool_calls":[{"index":0,"id":"","type":"function","function":{"arguments":":1}"}}],"role":"assistant"},"index":0,"finish_reason":"tool_calls"}]},"usage":{"input_tokens":5,"output_tokens":4},"request_id":"r"}

            """;

    @ParameterizedTest
    @CsvSource({
        "qwen-plus, text",
        "qwen3-max, text",
        "qwen3-coder-plus, text",
        "qwen3-vl-plus, multimodal",
        "qvq-max, multimodal",
        "qwen3.6-plus, multimodal",
        "qwen3.7-plus, multimodal",
        "qwen3.7-max, text",
        "qwen2.5-vl-72b-instruct, multimodal",
        "deepseek-v3.2, text",
        "qwen3-omni-flash, multimodal"
    })
    void modelsThatSeeHaveAPathOfTheirOwn(String model, String path) {
        Payload payload = write(request(Map.of(), Message.of(Role.USER, "x")).withModel(model));

        assertThat(payload.path()).isEqualTo("/services/aigc/" + path + "-generation/generation");
        assertThat(tree(payload.body()).at("/input/messages/0/content"))
                .isEqualTo(path.equals("text") ? tree("\"x\"") : tree("[{\"text\":\"x\"}]"));
    }

    @Test
    void aStreamIsAskedForByAHeaderAndComesInIncrements() {
        Payload stream = write(request(Map.of(), Message.of(Role.USER, "x")).withStream(true));
        Payload plain = write(request(Map.of(), Message.of(Role.USER, "x")));

        assertThat(stream.headers()).containsEntry("X-DashScope-SSE", "enable");
        assertThat(tree(stream.body()).path("parameters"))
                .isEqualTo(tree("{\"result_format\":\"message\",\"incremental_output\":true}"));
        assertThat(plain.headers()).isEmpty();
        assertThat(tree(plain.body()).path("parameters")).isEqualTo(tree("{\"result_format\":\"message\"}"));
    }

    @Test
    void aConversation() {
        JsonNode body = body(request(
                Map.of(),
                Message.of(Role.DEVELOPER, "d"),
                new Message(
                        Role.ASSISTANT,
                        List.of(new Part.Reasoning("hm", "reasoning_content")),
                        List.of(new ToolCall(-1, "c1", "f", "", Map.of())),
                        Map.of()),
                Message.toolResult("c1", "f", List.of(new Part.Text("r", true, Map.of())))));

        assertThat(body.at("/input/messages")).isEqualTo(tree("""
                [{"role":"system","content":"d"},{"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","index":0,
                "function":{"name":"f","arguments":"{}"}}]},{"role":"tool","content":"r","tool_call_id":"c1","name":"f"}]"""));
    }

    @Test
    void imagesByAddressAndAsData() {
        Message shown = new Message(
                Role.USER,
                List.of(
                        new Part.Text("see", false, Map.of()),
                        new Part.Image("https://x/y.png", null, Map.of()),
                        new Part.Image("data:image/png;base64,AA==", null, Map.of())),
                List.of(),
                Map.of());

        assertThat(body(request(Map.of(), shown)).at("/input/messages/0/content"))
                .isEqualTo(tree("""
                [{"text":"see"},{"image":"https://x/y.png"},{"image":"data:image/png;base64,AA=="}]"""));
        assertThat(CLIENT.needsImageData()).isFalse();
    }

    @Test
    void parameters() {
        Payload payload = write(request(
                Map.of(
                        "temperature",
                        2,
                        "top_p",
                        0,
                        "max_tokens",
                        5,
                        "seed",
                        1,
                        "stop",
                        List.of("a"),
                        "frequency_penalty",
                        1,
                        "reasoning_budget",
                        100,
                        "user",
                        "u"),
                Message.of(Role.USER, "x")));

        assertThat(tree(payload.body()).path("parameters")).isEqualTo(tree("""
                {"result_format":"message","temperature":1.99,"top_p":0.01,"max_tokens":5,"seed":1,"stop":["a"],
                "enable_thinking":true,"thinking_budget":100}"""));
        assertThat(payload.notes().dropped()).containsExactlyInAnyOrder("frequency_penalty", "user");
        assertThat(payload.notes().adjusted()).containsExactlyInAnyOrder("temperature 2 -> 1.99", "top_p 0 -> 0.01");
    }

    @ParameterizedTest
    @CsvSource({"none, false", "low, true", "high, true"})
    void thinking(String effort, boolean on) {
        JsonNode parameters = body(request(Map.of("reasoning_effort", effort), Message.of(Role.USER, "x")))
                .path("parameters");
        assertThat(parameters.path("enable_thinking").asBoolean()).isEqualTo(on);
    }

    @Test
    void tools() {
        ChatRequest request = new ChatRequest(
                "openai",
                "qwen-plus",
                List.of(Message.of(Role.USER, "x")),
                List.of(new Tool("f", "d", Map.of("type", "object"), Map.of())),
                false,
                Map.of(
                        "tool_choice",
                        Map.of("type", "function", "function", Map.of("name", "f")),
                        "parallel_tool_calls",
                        true));

        assertThat(body(request).at("/parameters/tools")).isEqualTo(tree("""
                [{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]"""));
        assertThat(body(request).at("/parameters/tool_choice/function/name").asText())
                .isEqualTo("f");
        assertThatThrownBy(() -> body(request.withParameters(Map.of("tool_choice", "required"))))
                .isInstanceOf(CannotExpressException.class);
    }

    @Test
    void whatItHasNoWayToSayIsRefused() {
        Message audio =
                new Message(Role.USER, List.of(new Part.Other(Map.of("type", "input_audio"))), List.of(), Map.of());
        assertThatThrownBy(() -> body(request(Map.of(), audio)))
                .isInstanceOf(CannotExpressException.class)
                .hasMessageContaining("messages[0].content[0]");
    }

    @Test
    void aWholeAnswer() {
        ChatResponse answer = whole(CLIENT, WHOLE);

        assertThat(answer.id()).isEqualTo("902fee3b");
        assertThat(answer.text()).isEqualTo("Hi");
        assertThat(answer.choices().getFirst().message().reasoning()).isEqualTo("hm");
        assertThat(answer.usage()).isEqualTo(new Usage(22, 17, 4, 5, Usage.UNKNOWN, Map.of()));
    }

    @Test
    void theOlderForm() {
        ChatResponse answer =
                whole(CLIENT, "{\"output\":{\"text\":\"Hi\",\"finish_reason\":\"length\"},\"request_id\":\"r\"}");

        assertThat(answer.text()).isEqualTo("Hi");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.usage()).isNull();
    }

    @Test
    void aStreamCutAnywhereInItsBytesIsTheSame() {
        ChatResponse answer = whole(CLIENT, STREAM);
        Message message = answer.choices().getFirst().message();
        byte[] bytes = bytes(STREAM);

        assertThat(message.text()).isEqualTo("日本");
        assertThat(message.reasoning()).isEqualTo("hm");
        assertThat(message.toolCalls()).containsExactly(new ToolCall(-1, "c1", "f", "{\"a\":1}", Map.of()));
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.usage()).isEqualTo(Usage.of(5, 4));
        assertThat(pieces(CLIENT, STREAM))
                .extracting(piece -> piece.usage() == null)
                .containsExactly(true, true, true, true, false);
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(whole(CLIENT, Readings.split(bytes, at))).isEqualTo(answer);
        }
    }

    @Test
    void aStreamThatEndsEarlyIsCut() {
        int last = bytes(STREAM.strip()).length;
        for (int length = 4; length < last; length++) {
            ByteArrayInputStream beginning = new ByteArrayInputStream(bytes(STREAM), 0, length);
            assertThat(catchThrowableOfType(MalformedException.class, () -> whole(CLIENT, beginning))
                            .reason())
                    .as("after %d bytes", length)
                    .contains("cut");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidParameter, 400", "DataInspectionFailed, 400", "InvalidApiKey, 401", "Model.AccessDenied, 403",
        "ModelNotFound, 404", "Throttling.RateQuota, 429", "Throttling.AllocationQuota, 429", "InternalError, 500"
    })
    void anErrorInAnAnswerOrAStreamHasTheStatusOfItsCode(String code, int status) {
        String error = "{\"code\":\"" + code + "\",\"message\":\"no\",\"request_id\":\"r\"}";
        String first = STREAM.substring(0, STREAM.indexOf("id:2"));

        for (String answer :
                List.of(error, first + "id:2\nevent:error\n:HTTP_STATUS/" + status + "\ndata:" + error + "\n\n")) {
            VendorErrorException thrown = catchThrowableOfType(VendorErrorException.class, () -> whole(CLIENT, answer));
            assertThat(thrown.status()).isEqualTo(status);
            assertThat(thrown.code()).isEqualTo(code);
            assertThat(thrown.text()).isEqualTo("no");
        }
    }

    @Test
    void errors() {
        VendorErrorException limited = CLIENT.readError(
                429,
                Map.of("retry-after", "3"),
                bytes("{\"code\":\"Throttling\",\"message\":\"Requests throttling triggered.\",\"request_id\":\"r\"}"));
        VendorErrorException page = CLIENT.readError(502, Map.of(), bytes("<html>"));

        assertThat(limited.code()).isEqualTo("Throttling");
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(page.status()).isEqualTo(502);
        assertThat(page.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html>",
                "[]",
                "{}",
                "{\"output\":[]}",
                "{\"output\":{\"choices\":[1]}}",
                "data: {}\n\n",
                "xyz"
            })
    void noAnswer(String answer) {
        assertThatThrownBy(() -> whole(CLIENT, answer)).isInstanceOf(MalformedException.class);
    }

    /** https://help.aliyun.com/en/model-studio/text-embedding-synchronous-api */
    @Test
    void vectors() throws IOException {
        Payload payload = CLIENT.writeEmbedding(new EmbeddingRequest(
                "openai",
                "text-embedding-v4",
                List.of("a", "b"),
                Map.of("dimensions", 2, "text_type", "query", "user", "u")));
        var answer = CLIENT.readEmbedding(new ByteArrayInputStream(bytes("""
                {"request_id":"r","output":{"embeddings":[{"text_index":1,"embedding":[3,4]},{"text_index":0,"embedding":[1,-2e-3]}]},
                "usage":{"total_tokens":7}}""")));

        assertThat(payload.path()).isEqualTo("/services/embeddings/text-embedding/text-embedding");
        assertThat(tree(payload.body())).isEqualTo(tree("""
                {"model":"text-embedding-v4","input":{"texts":["a","b"]},"parameters":{"dimension":2,"text_type":"query"}}"""));
        assertThat(payload.notes().dropped()).containsExactly("user");
        assertThat(answer.vectors().get(0)).containsExactly(1, -0.002);
        assertThat(answer.usage()).isEqualTo(Usage.of(7, 0));
    }

    @TestFactory
    Stream<DynamicTest> recordedAnswers() {
        return Recordings.cases("response.json", "dashscope").stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    var answer = new ByteArrayInputStream(recorded.bytes("response.json"));
                    JsonNode expected = recorded.expected("response");
                    if (expected.has("embeddings")) {
                        Readings.check(CLIENT.readEmbedding(answer), expected);
                    } else {
                        Readings.check(whole(CLIENT, answer), expected);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> recordedStreams() {
        return Recordings.cases("stream.sse", "dashscope").stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    for (int most : new int[] {1, 2, 3, 7, 100, 8192}) {
                        Readings.check(
                                whole(CLIENT, Readings.drops(recorded.bytes("stream.sse"), most)),
                                recorded.expected("stream"));
                    }
                }));
    }

    @Test
    void damagedAnswers() {
        Fuzz.texts(List.of(WHOLE, STREAM), document -> {
            try {
                ResponseCollector collector = new ResponseCollector();
                pieces(CLIENT, new ByteArrayInputStream(document)).forEach(collector::add);
                tree(new OpenAiServer().writeChat(collector.whole(), ChatRequest.ofPrompt("x")));
            } catch (MalformedException | VendorErrorException e) {
                assertThat(e.getMessage()).isNotNull();
            }
        });
    }

    @Test
    void damagedRequestsErrorsAndVectors() {
        String request = """
                {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"u"}}]}],
                "temperature":2,"top_p":0,"tool_choice":"auto","tools":[{"type":"function","function":{"name":"f"}}],"n":1}""";
        Fuzz.texts(
                List.of(request, "{\"output\":{\"embeddings\":[{\"text_index\":0,\"embedding\":[1]}]}}"), document -> {
                    try {
                        tree(write(new OpenAiServer().readChat(Inbound.of(document)))
                                .body());
                    } catch (RejectedException | CannotExpressException e) {
                        assertThat(e.getMessage()).isNotNull();
                    }
                    assertThat(CLIENT.readError(500, Map.of(), document).status())
                            .isEqualTo(500);
                    try {
                        CLIENT.readEmbedding(new ByteArrayInputStream(document));
                    } catch (MalformedException | VendorErrorException e) {
                        assertThat(e.getMessage()).isNotNull();
                    }
                });
    }

    private static Payload write(ChatRequest request) {
        return CLIENT.writeChat(request, Traits.NONE);
    }

    private static JsonNode body(ChatRequest request) {
        return tree(write(request).body());
    }

    private static ChatRequest request(Map<String, Object> parameters, Message... messages) {
        return new ChatRequest("openai", "qwen-plus", List.of(messages), List.of(), false, parameters);
    }
}
