package io.serai.dialect.cohere;

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
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import io.serai.dialect.openai.OpenAiServer;
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
 * What Cohere gets and says.
 *
 * @see <a href="https://docs.cohere.com/reference/chat">chat</a>, <a href="https://docs.cohere.com/reference/chat-stream">events</a>,
 *     <a href="https://docs.cohere.com/docs/tool-use-streaming">tools</a>,
 *     <a href="https://docs.cohere.com/reference/embed">embed</a>, <a href="https://docs.cohere.com/reference/errors">errors</a>
 */
class ClientTest {
    private static final CohereClient CLIENT = new CohereClient();
    private static final String WHOLE = """
            {"id":"c14c80c3","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},
            {"type":"text","text":"Hi"}],"citations":[{"start":0,"end":2,"text":"Hi","sources":[{"type":"document","id":"d"}]}]},
            "usage":{"billed_units":{"input_tokens":5,"output_tokens":4},"tokens":{"input_tokens":71,"output_tokens":9},"cached_tokens":64}}""";

    private static final String STREAM = """
            event: message-start
            data: {"id":"29f14a5a","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

            event: tool-plan-delta
            data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will"}}}

            event: tool-plan-delta
            data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":" look"}}}

            event: content-start
            data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

            event: content-delta
            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"日本"}}}}

            event: citation-start
            data: {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":2,"text":"日本","sources":[]}}}}

            event: citation-end
            data: {"type":"citation-end","index":0}

            event: content-end
            data: {"type":"content-end","index":0}

            event: tool-call-start
            data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"f_1","type":"function","function":{"name":"f","arguments":""}}}}}

            event: tool-call-delta
            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"a\\""}}}}}

            event: tool-call-delta
            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":":1}"}}}}}

            event: tool-call-end
            data: {"type":"tool-call-end","index":0}

            event: tool-call-start
            data: {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"g_1","type":"function","function":{"name":"g","arguments":"{}"}}}}}

            event: tool-call-end
            data: {"type":"tool-call-end","index":1}

            event: message-end
            data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":1},"tokens":{"input_tokens":893,"output_tokens":62}}}}

            """;

    @Test
    void aConversation() {
        JsonNode body = body(request(
                Map.of(),
                Message.of(Role.DEVELOPER, "d"),
                new Message(
                        Role.USER,
                        List.of(
                                new Part.Text("see", false, Map.of()),
                                new Part.Image("https://x/y.png", "low", Map.of())),
                        List.of(),
                        Map.of()),
                new Message(
                        Role.ASSISTANT,
                        List.of(new Part.Reasoning("I will look", "reasoning_content")),
                        List.of(new ToolCall(-1, "f_1", "f", "", Map.of())),
                        Map.of()),
                Message.toolResult("f_1", "f", List.of(new Part.Text("r", true, Map.of())))));

        assertThat(body.path("messages")).isEqualTo(tree("""
                [{"role":"system","content":"d"},{"role":"user","content":[{"type":"text","text":"see"},
                {"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}}]},
                {"role":"assistant","tool_plan":"I will look","tool_calls":[{"id":"f_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
                {"role":"tool","content":"r","tool_call_id":"f_1"}]"""));
    }

    @Test
    void parameters() {
        Payload payload = write(request(
                Map.of(
                        "temperature",
                        2,
                        "top_p",
                        1,
                        "top_k",
                        40,
                        "max_tokens",
                        5,
                        "stop",
                        "a",
                        "presence_penalty",
                        -1,
                        "seed",
                        1,
                        "safety_mode",
                        "OFF",
                        "n",
                        2,
                        "user",
                        "u"),
                Message.of(Role.USER, "x")));
        JsonNode body = tree(payload.body());

        assertThat(payload.path()).isEqualTo("/chat");
        assertThat(body.path("temperature").asInt()).isEqualTo(1);
        assertThat(body.path("p").asDouble()).isEqualTo(0.99);
        assertThat(body.path("k").asInt()).isEqualTo(40);
        assertThat(body.path("stop_sequences")).isEqualTo(tree("[\"a\"]"));
        assertThat(body.path("safety_mode").asText()).isEqualTo("OFF");
        assertThat(body.has("n") || body.has("top_p") || body.has("stop")).isFalse();
        assertThat(payload.notes().dropped()).containsExactly("user");
        assertThat(payload.notes().adjusted())
                .containsExactlyInAnyOrder(
                        "temperature 2 -> 1", "top_p 1 -> 0.99", "presence_penalty -1 -> 0", "n 2 -> 1");
    }

    /** https://docs.cohere.com/docs/reasoning */
    @Test
    void thinking() {
        Message x = Message.of(Role.USER, "x");

        assertThat(body(request(Map.of("reasoning_effort", "none"), x)).path("thinking"))
                .isEqualTo(tree("{\"type\":\"disabled\"}"));
        assertThat(body(request(Map.of("reasoning_effort", "high"), x)).path("thinking"))
                .isEqualTo(tree("{\"type\":\"enabled\"}"));
        assertThat(body(request(Map.of("reasoning_budget", 99), x)).path("thinking"))
                .isEqualTo(tree("{\"type\":\"enabled\",\"token_budget\":99}"));
    }

    /** https://docs.cohere.com/docs/structured-outputs */
    @Test
    void formats() {
        Map<String, Object> schema =
                Map.of("type", "json_schema", "json_schema", Map.of("name", "n", "schema", Map.of("type", "object")));
        Message x = Message.of(Role.USER, "x");

        assertThat(body(request(Map.of("response_format", schema), x)).path("response_format"))
                .isEqualTo(tree("{\"type\":\"json_object\",\"json_schema\":{\"type\":\"object\"}}"));
        assertThat(body(request(Map.of("response_format", Map.of("type", "json_object")), x))
                        .path("response_format"))
                .isEqualTo(tree("{\"type\":\"json_object\"}"));
        assertThat(body(request(Map.of("response_format", Map.of("type", "text")), x))
                        .has("response_format"))
                .isFalse();
    }

    @Test
    void toolsAndWhichToCall() {
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                List.of(Message.of(Role.USER, "x")),
                List.of(new Tool("f", "d", Map.of("type", "object"), Map.of()), new Tool("g", "", null, Map.of())),
                false,
                Map.of());
        JsonNode named = body(request.withParameters(
                Map.of("tool_choice", Map.of("type", "function", "function", Map.of("name", "g")))));

        assertThat(body(request).path("tools")).hasSize(2);
        assertThat(body(request).has("tool_choice")).isFalse();
        assertThat(body(request.withParameters(Map.of("tool_choice", "auto"))).has("tool_choice"))
                .isFalse();
        assertThat(body(request.withParameters(Map.of("tool_choice", "required")))
                        .path("tool_choice")
                        .asText())
                .isEqualTo("REQUIRED");
        assertThat(body(request.withParameters(Map.of("tool_choice", "none")))
                        .path("tool_choice")
                        .asText())
                .isEqualTo("NONE");
        assertThat(named.path("tools")).hasSize(1);
        assertThat(named.at("/tools/0/function/name").asText()).isEqualTo("g");
        assertThat(named.path("tool_choice").asText()).isEqualTo("REQUIRED");
        assertThatThrownBy(() -> body(request.withParameters(Map.of("tool_choice", "often"))))
                .isInstanceOf(CannotExpressException.class);
    }

    @Test
    void whatItHasNoWayToSayIsRefused() {
        Part image = new Part.Image("https://x/y.png", null, Map.of());
        Part audio = new Part.Other(Map.of("type", "input_audio"));

        assertThatThrownBy(() -> body(request(Map.of(), new Message(Role.USER, List.of(audio), List.of(), Map.of()))))
                .isInstanceOf(CannotExpressException.class)
                .hasMessageContaining("input_audio");
        Message call =
                new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall(0, "c", "f", "{}", Map.of())), Map.of());
        assertThatThrownBy(() -> body(request(Map.of(), call, Message.toolResult("c", "f", List.of(image)))))
                .isInstanceOf(CannotExpressException.class)
                .hasMessageContaining("messages[1].content[0]");
    }

    @Test
    void aWholeAnswer() {
        ChatResponse answer = whole(CLIENT, WHOLE);
        Message message = answer.choices().getFirst().message();

        assertThat(answer.id()).isEqualTo("c14c80c3");
        assertThat(message.text()).isEqualTo("Hi");
        assertThat(message.reasoning()).isEqualTo("hm");
        assertThat(message.extras()).containsOnlyKeys("citations");
        assertThat(answer.usage()).isEqualTo(new Usage(71, 9, 64, Usage.UNKNOWN, Usage.UNKNOWN, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"COMPLETE, STOP", "STOP_SEQUENCE, STOP", "MAX_TOKENS, LENGTH", "TOOL_CALL, TOOL_CALLS", "NEWS, STOP"})
    void finishReasons(String word, FinishReason reason) {
        assertThat(whole(CLIENT, WHOLE.replace("COMPLETE", word))
                        .choices()
                        .getFirst()
                        .finishReason())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "TIMEOUT"})
    void aFailureIsNoAnswer(String word) {
        for (String answer : List.of(WHOLE.replace("COMPLETE", word), STREAM.replace("TOOL_CALL\"", word + '"'))) {
            assertThat(catchThrowableOfType(VendorErrorException.class, () -> whole(CLIENT, answer))
                            .status())
                    .isEqualTo(503);
        }
    }

    @Test
    void aStreamCutAnywhereInItsBytesIsTheSame() {
        ChatResponse answer = whole(CLIENT, STREAM);
        Message message = answer.choices().getFirst().message();
        byte[] bytes = bytes(STREAM);

        assertThat(answer.id()).isEqualTo("29f14a5a");
        assertThat(message.text()).isEqualTo("日本");
        assertThat(message.reasoning()).isEqualTo("I will look");
        assertThat(message.toolCalls())
                .containsExactly(
                        new ToolCall(-1, "f_1", "f", "{\"a\":1}", Map.of()),
                        new ToolCall(-1, "g_1", "g", "{}", Map.of()));
        assertThat((List<?>) message.extras().get("citations")).hasSize(1);
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.usage()).isEqualTo(Usage.of(893, 62));
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

    @Test
    void eventsThatNobodyKnowsSayNothing() {
        String news = "event: news\ndata: {\"type\":\"news\",\"delta\":{\"x\":1}}\n\n";

        assertThat(whole(CLIENT, STREAM.replace("event: content-start", news + "event: content-start")))
                .isEqualTo(whole(CLIENT, STREAM));
    }

    @Test
    void anErrorInAStream() {
        String first = STREAM.substring(0, STREAM.indexOf("event: content-start"));

        assertThat(catchThrowableOfType(
                                VendorErrorException.class,
                                () -> whole(CLIENT, first + "data: {\"message\":\"too many tokens\"}\n\n"))
                        .text())
                .isEqualTo("too many tokens");
        assertThat(catchThrowableOfType(
                                VendorErrorException.class, () -> whole(CLIENT, "{\"message\":\"no\",\"id\":\"x\"}"))
                        .text())
                .isEqualTo("no");
    }

    @ParameterizedTest
    @CsvSource({"400, 400", "401, 401", "404, 404", "422, 422", "429, 429", "498, 401", "499, 499", "500, 500"})
    void errors(int status, int told) {
        VendorErrorException error = CLIENT.readError(
                status, Map.of("retry-after", "2"), bytes("{\"id\":\"x\",\"message\":\"invalid api token\"}"));

        assertThat(error.status()).isEqualTo(told);
        assertThat(error.text()).isEqualTo("invalid api token");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<html>", "[]", "{}", "data: {}\n\n", "data: [DONE]\n\n", "xyz"})
    void noAnswer(String answer) {
        assertThatThrownBy(() -> whole(CLIENT, answer)).isInstanceOf(MalformedException.class);
    }

    @Test
    void vectors() throws IOException {
        Payload payload = CLIENT.writeEmbedding(new EmbeddingRequest(
                "openai",
                "embed-v4.0",
                List.of("a"),
                Map.of("dimensions", 256, "encoding_format", "float", "user", "u")));
        var answer = CLIENT.readEmbedding(new ByteArrayInputStream(bytes("""
                {"id":"x","embeddings":{"float":[[0.5,-1e-3]]},"texts":["a"],"meta":{"billed_units":{"input_tokens":3}}}""")));

        assertThat(payload.path()).isEqualTo("/embed");
        assertThat(tree(payload.body())).isEqualTo(tree("""
                {"model":"embed-v4.0","texts":["a"],"input_type":"search_document","embedding_types":["float"],"output_dimension":256}"""));
        assertThat(payload.notes().dropped()).containsExactly("user");
        assertThat(answer.vectors().getFirst()).containsExactly(0.5, -0.001);
        assertThat(answer.usage()).isEqualTo(Usage.of(3, 0));
        assertThat(body(CLIENT.writeEmbedding(new EmbeddingRequest(
                                "openai", "m", List.of("a"), Map.of("input_type", "search_query"))))
                        .path("input_type")
                        .asText())
                .isEqualTo("search_query");
    }

    @ParameterizedTest
    @CsvSource({"true, END", "false, NONE"})
    void whetherToCutTexts(boolean truncate, String word) {
        Payload payload = CLIENT.writeEmbedding(
                new EmbeddingRequest("ollama", "m", List.of("a"), Map.of("truncate", truncate, "options.num_ctx", 9)));

        assertThat(body(payload).path("truncate").asText()).isEqualTo(word);
        assertThat(payload.notes().dropped()).containsExactly("options.num_ctx");
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
        Fuzz.texts(List.of(request, "{\"embeddings\":{\"float\":[[0.5,-1e-3]]}}"), document -> {
            try {
                tree(write(new OpenAiServer().readChat(Inbound.of(document))).body());
            } catch (RejectedException | CannotExpressException e) {
                assertThat(e.getMessage()).isNotNull();
            }
            assertThat(CLIENT.readError(500, Map.of(), document).status()).isEqualTo(500);
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
        return body(write(request));
    }

    private static JsonNode body(Payload payload) {
        return tree(payload.body());
    }

    private static ChatRequest request(Map<String, Object> parameters, Message... messages) {
        return new ChatRequest("openai", "m", List.of(messages), List.of(), false, parameters);
    }
}
