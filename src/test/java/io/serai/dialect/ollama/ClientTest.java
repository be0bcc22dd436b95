package io.serai.dialect.ollama;

import static io.serai.dialect.Readings.bytes;
import static io.serai.dialect.Readings.pieces;
import static io.serai.dialect.Readings.text;
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
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Readings;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Ollama gets and says.
 *
 * @see <a href="https://docs.ollama.com/api/chat">chat</a>, <a href="https://docs.ollama.com/api/embed">embed</a>,
 *     <a href="https://docs.ollama.com/api/errors">errors</a>
 */
class ClientTest {
    static final String WHOLE = """
            {"model":"m","created_at":"2025-10-17T23:14:07.414671Z","message":{"role":"assistant","content":"Hi","thinking":"hm"},\
            "done":true,"done_reason":"stop","total_duration":174560334,"load_duration":101397084,"prompt_eval_count":11,\
            "prompt_eval_duration":13074791,"eval_count":18,"eval_duration":52479709,"news":{"a":1.50}}""";

    static final String STREAM = """
            {"model":"m","created_at":"2025-10-26T17:15:24.097767Z","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}
            {"model":"m","created_at":"2025-10-26T17:15:24.109172Z","message":{"role":"assistant","content":"日本"},"done":false,"x":1}
            {"model":"m","created_at":"2025-10-26T17:15:24.121485Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done":false}
            {"model":"m","created_at":"2025-10-26T17:15:24.121485Z","message":{"role":"assistant","content":"","tool_calls":[{"id":"b","function":{"index":1,"name":"g","arguments":{}}}]},"done":false}
            {"model":"m","created_at":"2025-10-26T17:15:24.167485Z","message":{"role":"assistant","content":""},"done":false}
            {"model":"m","created_at":"2025-10-26T17:15:24.167485Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":7}
            """;

    private static final OllamaClient CLIENT = new OllamaClient();
    private static final OllamaServer SERVER = new OllamaServer();
    private static final String IMAGE = "data:image/png;base64,iVBORw0KGgo=";

    @Test
    void aConversation() {
        Message thought = new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning("mine", "reasoning_content"),
                        new Part.Reasoning("theirs", "reasoning_content", new Signature("anthropic", "s", false))),
                List.of(new ToolCall(-1, "id1", "f", "{\"a\":1}", Map.of())),
                Map.of());
        Message shown = new Message(
                Role.USER,
                List.of(new Part.Text("see", false, Map.of()), new Part.Image(IMAGE, null, Map.of())),
                List.of(),
                Map.of());
        JsonNode body = body(request(
                Map.of(),
                Message.of(Role.DEVELOPER, "d"),
                shown,
                thought,
                Message.toolResult("id1", "", List.of(new Part.Text("r", true, Map.of())))));

        assertThat(body.path("messages")).isEqualTo(tree("""
                [{"role":"system","content":"d"},{"role":"user","content":"see","images":["iVBORw0KGgo="]},
                {"role":"assistant","content":"","thinking":"mine","tool_calls":[{"id":"id1","function":{"index":0,"name":"f","arguments":{"a":1}}}]},
                {"role":"tool","content":"r","tool_name":"f","tool_call_id":"id1"}]"""));
        assertThat(body.path("stream").asBoolean(true)).isFalse();
    }

    @Test
    void parametersAreOptions() {
        Payload payload = CLIENT.writeChat(
                request(
                        Map.of(
                                "temperature",
                                0.5,
                                "max_tokens",
                                5,
                                "max_completion_tokens",
                                6,
                                "stop",
                                "x",
                                "seed",
                                1,
                                "top_k",
                                3,
                                "user",
                                "u",
                                "n",
                                2,
                                "parallel_tool_calls",
                                true),
                        Message.of(Role.USER, "x")),
                Traits.NONE);

        assertThat(payload.path()).isEqualTo("/api/chat");
        assertThat(tree(payload.body()).path("options"))
                .isEqualTo(tree("{\"num_predict\":6,\"temperature\":0.5,\"stop\":[\"x\"],\"seed\":1,\"top_k\":3}"));
        assertThat(payload.notes().dropped()).containsExactlyInAnyOrder("user", "parallel_tool_calls");
        assertThat(payload.notes().adjusted()).containsExactly("n 2 -> 1");
    }

    /** As extra fields of OpenAI's SDKs, and as the reader of Ollama's own requests names them. */
    @Test
    void optionsThatOnlyOllamaHas() {
        JsonNode body = body(request(
                Map.of(
                        "min_p",
                        0.1,
                        "repetition_penalty",
                        1.2,
                        "num_ctx",
                        8192,
                        "keep_alive",
                        "1h",
                        "options",
                        Map.of("num_gpu", 1, "num_ctx", 1),
                        "options.mirostat",
                        2),
                Message.of(Role.USER, "x")));

        assertThat(body.path("options"))
                .isEqualTo(
                        tree("{\"min_p\":0.1,\"repeat_penalty\":1.2,\"num_ctx\":8192,\"num_gpu\":1,\"mirostat\":2}"));
        assertThat(body.path("keep_alive").asText()).isEqualTo("1h");
    }

    @ParameterizedTest
    @CsvSource({"m, none, false", "m, high, true", "gpt-oss:20b, xhigh, '\"high\"'", "gpt-oss:20b, low, '\"low\"'"})
    void thinking(String model, String effort, String think) {
        ChatRequest request = request(Map.of("reasoning_effort", effort), Message.of(Role.USER, "x"));

        assertThat(body(request.withModel(model)).path("think")).isEqualTo(tree(think));
    }

    @Test
    void formats() {
        Map<String, Object> schema =
                Map.of("type", "json_schema", "json_schema", Map.of("name", "n", "schema", Map.of("type", "object")));

        assertThat(body(request(Map.of("response_format", Map.of("type", "json_object")), Message.of(Role.USER, "x")))
                        .path("format")
                        .asText())
                .isEqualTo("json");
        assertThat(body(request(Map.of("response_format", schema), Message.of(Role.USER, "x")))
                        .path("format"))
                .isEqualTo(tree("{\"type\":\"object\"}"));
        assertThat(body(request(Map.of("response_format", Map.of("type", "text")), Message.of(Role.USER, "x")))
                        .has("format"))
                .isFalse();
    }

    @Test
    void tools() {
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                List.of(Message.of(Role.USER, "x")),
                List.of(new Tool("f", "d", Map.of("type", "object"), Map.of())),
                true,
                Map.of("tool_choice", "auto"));

        assertThat(body(request).path("tools")).isEqualTo(tree("""
                [{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]"""));
        assertThat(body(request.withParameters(Map.of("tool_choice", "none"))).has("tools"))
                .isFalse();
        assertThatThrownBy(() -> body(request.withParameters(Map.of("tool_choice", "required"))))
                .isInstanceOf(CannotExpressException.class)
                .hasMessageContaining("tool_choice");
    }

    @Test
    void whatItHasNoWayToSayIsRefused() {
        Part audio = new Part.Other(Map.of("type", "input_audio"));
        Part elsewhere = new Part.Image("https://example.com/x.png", null, Map.of());

        for (Part part : List.of(audio, elsewhere)) {
            assertThatThrownBy(
                            () -> body(request(Map.of(), new Message(Role.USER, List.of(part), List.of(), Map.of()))))
                    .isInstanceOf(CannotExpressException.class)
                    .hasMessageContaining("messages[0].content[0]");
        }
        assertThatThrownBy(() ->
                        CLIENT.writeEmbedding(new EmbeddingRequest("openai", "m", List.of(List.of(1, 2)), Map.of())))
                .isInstanceOf(CannotExpressException.class);
        assertThat(CLIENT.needsImageData()).isTrue();
    }

    /** Options that only Ollama has, and fields that nobody here has heard of. */
    @Test
    void ollamasOwnRequestsAreNotChanged() {
        String chat = """
                {"model":"pool:latest","messages":[{"role":"user","content":"x","odd":[1.50]}],"options":{"num_ctx":8192,"min_p":0.10},\
                "keep_alive":-1,"logprobs":true,"stream":false,"future":{"a":null}}""";
        String prompt =
                "{\"model\":\"pool\",\"prompt\":\"x\",\"template\":\"{{ .Prompt }}\",\"stream\":true,\"future\":[]}";
        Payload same = CLIENT.writeChat(SERVER.readChat(Inbound.of(bytes(chat))).withModel("qwen3:8b"), Traits.NONE);
        Payload generate = CLIENT.writeChat(
                new OllamaGenerateServer().readChat(Inbound.of(bytes(prompt))).withModel("m"), Traits.NONE);

        assertThat(text(same.body())).isEqualTo(chat.replace("pool:latest", "qwen3:8b"));
        assertThat(generate.path()).isEqualTo("/api/generate");
        assertThat(text(generate.body())).isEqualTo(prompt.replace("pool", "m"));
    }

    @Test
    void ollamasOwnAnswersAreNotChanged() {
        ChatRequest asked =
                SERVER.readChat(Inbound.of(bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")));
        EventWriter events = SERVER.events(asked);
        StringBuilder stream = new StringBuilder();
        pieces(CLIENT, STREAM).forEach(piece -> stream.append(text(events.piece(piece))));
        stream.append(text(events.end()));

        assertThat(text(SERVER.writeChat(whole(CLIENT, WHOLE), asked))).isEqualTo(WHOLE);
        assertThat(stream.toString()).isEqualTo(STREAM);
    }

    @Test
    void aWholeAnswer() {
        ChatResponse answer = whole(CLIENT, WHOLE);

        assertThat(answer.text()).isEqualTo("Hi");
        assertThat(answer.choices().getFirst().message().reasoning()).isEqualTo("hm");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage()).isEqualTo(Usage.of(11, 18));
        assertThat(answer.created()).isEqualTo(1_760_742_847L);
        assertThat(answer.model()).isEqualTo("m");
    }

    @Test
    void aStreamCutAnywhereInItsBytesIsTheSame() {
        ChatResponse answer = whole(CLIENT, STREAM);
        Message message = answer.choices().getFirst().message();
        byte[] bytes = bytes(STREAM);

        assertThat(message.text()).isEqualTo("日本");
        assertThat(message.reasoning()).isEqualTo("hm");
        assertThat(message.toolCalls()).extracting(ToolCall::name).containsExactly("f", "g");
        assertThat(message.toolCalls().get(0).id()).isNotEmpty();
        assertThat(message.toolCalls().get(1).id()).isEqualTo("b");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.usage()).isEqualTo(Usage.of(5, 7));
        for (int at = 0; at <= bytes.length; at++) {
            ChatResponse split = whole(CLIENT, Readings.split(bytes, at));
            assertThat(split.text()).isEqualTo("日本");
            assertThat(split.usage()).isEqualTo(answer.usage());
        }
    }

    /** No beginning of a stream may look like a whole one. */
    @Test
    void aStreamThatEndsEarlyIsCut() {
        byte[] bytes = bytes(STREAM.strip());
        for (int length = 1; length < bytes.length; length++) {
            ByteArrayInputStream beginning = new ByteArrayInputStream(bytes, 0, length);
            assertThat(catchThrowableOfType(MalformedException.class, () -> whole(CLIENT, beginning))
                            .reason())
                    .as("after %d bytes", length)
                    .contains("cut");
        }
    }

    @Test
    void theAnswerToAPrompt() {
        ChatResponse answer = whole(CLIENT, """
                {"model":"m","response":"Hi","thinking":"hm","done":false}
                {"model":"m","response":"","done":true,"done_reason":"length","context":[1,2],"eval_count":1}""");

        assertThat(answer.text()).isEqualTo("Hi");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.usage()).isEqualTo(Usage.of(0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", " "})
    void anEmptyAnswer(String answer) {
        assertThatThrownBy(() -> whole(CLIENT, answer))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html></html>",
                "{\"done\":1}",
                "[]",
                "nothing",
                "{}",
                "{\"message\":{\"tool_calls\":[{}]},\"done\":true}"
            })
    void noAnswer(String answer) {
        assertThatThrownBy(() -> whole(CLIENT, answer)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anErrorInAStream() {
        String first = STREAM.substring(0, STREAM.indexOf('\n') + 1);

        VendorErrorException error = catchThrowableOfType(
                VendorErrorException.class,
                () -> whole(CLIENT, first + "{\"error\":\"an error was encountered while running the model\"}\n"));

        assertThat(error.text()).isEqualTo("an error was encountered while running the model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"error\":\"model 'x' not found\"} | model 'x' not found",
                "400 | {\"error\":\"\\\"m\\\" does not support thinking\"} | \"m\" does not support thinking",
                "429 | {\"error\":{\"message\":\"slow down\",\"code\":7}} | slow down",
                "502 | <html> | ''",
                "500 | null | ''"
            })
    void errors(int status, String body, String said) {
        VendorErrorException error = CLIENT.readError(status, Map.of("retry-after", "7"), bytes(body));

        assertThat(error.status()).isEqualTo(status);
        assertThat(error.text()).isEqualTo(said);
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void vectors() throws IOException {
        Payload payload = CLIENT.writeEmbedding(new EmbeddingRequest(
                "openai", "e", List.of("a"), Map.of("dimensions", 2, "encoding_format", "base64", "user", "u")));
        var answer = CLIENT.readEmbedding(new ByteArrayInputStream(
                bytes("{\"model\":\"e\",\"embeddings\":[[0.5,-1e-3]],\"prompt_eval_count\":3}")));

        assertThat(payload.path()).isEqualTo("/api/embed");
        assertThat(tree(payload.body())).isEqualTo(tree("{\"model\":\"e\",\"input\":[\"a\"],\"dimensions\":2}"));
        assertThat(payload.notes().dropped()).containsExactly("user");
        assertThat(answer.vectors().getFirst()).containsExactly(0.5, -0.001);
        assertThat(answer.usage()).isEqualTo(Usage.of(3, 0));
    }

    @Test
    void whatOllamasClientsSayOfVectorsReachesIt() {
        String asked =
                "{\"model\":\"x\",\"input\":[\"a\"],\"truncate\":false,\"keep_alive\":0,\"dimensions\":8,\"options\":{\"num_ctx\":512}}";
        EmbeddingRequest own =
                new OllamaServer().readEmbedding(Inbound.of(bytes(asked))).withModel("e");
        Payload passedOn = CLIENT.writeEmbedding(own);
        Payload written = CLIENT.writeEmbedding(own.withParameters(own.parameters()));

        assertThat(tree(passedOn.body())).isEqualTo(tree(asked.replace("\"x\"", "\"e\"")));
        assertThat(tree(written.body()))
                .isEqualTo(tree(asked.replace("\"x\"", "\"e\"").replace("\"keep_alive\":0,", "")));
        assertThat(passedOn.notes().dropped()).isEmpty();
        assertThat(written.notes().dropped()).isEmpty();
    }

    private static JsonNode body(ChatRequest request) {
        return tree(CLIENT.writeChat(request, Traits.NONE).body());
    }

    private static ChatRequest request(Map<String, Object> parameters, Message... messages) {
        return new ChatRequest("openai", "m", List.of(messages), List.of(), false, parameters);
    }
}
