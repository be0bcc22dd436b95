package io.serai.dialect.ollama;

import static io.serai.dialect.Readings.bytes;
import static io.serai.dialect.Readings.text;
import static io.serai.dialect.Readings.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect.Known;
import io.serai.dialect.ServerDialect.ModelEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients of Ollama send and get.
 *
 * @see <a href="https://docs.ollama.com/api/chat">chat</a>, <a href="https://docs.ollama.com/api/generate">generate</a>,
 *     <a href="https://docs.ollama.com/api/embed">embed</a>, <a href="https://docs.ollama.com/api/tags">tags</a>,
 *     <a href="https://docs.ollama.com/api-reference/show-model-details">show</a>
 */
class ServerTest {
    private static final OllamaServer SERVER = new OllamaServer();
    private static final OllamaGenerateServer GENERATE = new OllamaGenerateServer();
    private static final List<ModelEntry> MODELS =
            List.of(new ModelEntry("auto", "serai"), new ModelEntry("ollama/qwen3:8b", "ollama"));

    /** https://docs.ollama.com/api/streaming */
    @Test
    void streamingIsTheDefaultAndUsageIsAskedFor() {
        ChatRequest request = chat("{\"model\":\"light\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(request.stream()).isTrue();
        assertThat(request.wantsUsageInStream()).isTrue();
        assertThat(request.model()).isEqualTo("light");
        assertThat(request.messages()).containsExactly(Message.of(Role.USER, "hi"));
        assertThat(chat("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":false}"))
                .satisfies(whole -> assertThat(whole.stream()).isFalse())
                .satisfies(whole -> assertThat(whole.model()).isEqualTo("auto"));
    }

    @ParameterizedTest
    @CsvSource({
        "light:latest, light",
        "light, light",
        "qwen3:8b, qwen3:8b",
        "groq/llama-3.3-70b:latest, groq/llama-3.3-70b"
    })
    void theTagThatMeansNoneIsNone(String asked, String model) {
        assertThat(chat("{\"model\":\"" + asked + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                        .model())
                .isEqualTo(model);
    }

    /** https://docs.ollama.com/modelfile#parameter */
    @Test
    void options() {
        ChatRequest request = chat("""
                {"model":"m","stream":false,"messages":[{"role":"user","content":"x"}],"keep_alive":"5m","options":{"temperature":0.5,
                "top_p":0.9,"top_k":40,"seed":42,"num_predict":100,"stop":["\\n","user:"],"presence_penalty":1.5,
                "frequency_penalty":1.0,"num_ctx":8192,"repeat_penalty":1.1,"mirostat":1}}""");

        assertThat(request.parameters())
                .as("those that nobody else knows are there to be told of")
                .containsKeys("options.num_ctx", "options.repeat_penalty", "options.mirostat")
                .containsKeys(
                        "temperature",
                        "top_p",
                        "top_k",
                        "seed",
                        "max_tokens",
                        "stop",
                        "presence_penalty",
                        "frequency_penalty")
                .containsEntry("max_tokens", 100)
                .containsEntry("stop", List.of("\n", "user:"));
        assertThat(chat("{\"messages\":[],\"stream\":false,\"options\":{\"num_predict\":-1,\"stop\":[]}}")
                        .parameters())
                .isEmpty();
    }

    /** https://docs.ollama.com/capabilities/structured-outputs */
    @Test
    void formats() {
        assertThat(chat("{\"messages\":[],\"format\":\"json\"}").parameters())
                .containsEntry("response_format", Map.of("type", "json_object"));
        assertThat(chat("{\"messages\":[],\"format\":{\"type\":\"object\"}}").parameters())
                .containsEntry(
                        "response_format",
                        Map.of(
                                "type",
                                "json_schema",
                                "json_schema",
                                Map.of("name", "answer", "schema", Map.of("type", "object"))));
        assertThat(chat("{\"messages\":[],\"format\":\"\"}").parameters()).doesNotContainKey("response_format");
    }

    /** https://docs.ollama.com/capabilities/thinking */
    @ParameterizedTest
    @CsvSource({"true, medium", "false, none", "'\"high\"', high", "'\"low\"', low"})
    void thinking(String think, String effort) {
        assertThat(chat("{\"messages\":[],\"think\":" + think + "}").parameters())
                .containsEntry("reasoning_effort", effort);
    }

    /** https://docs.ollama.com/capabilities/vision */
    @Test
    void imagesAreDataOfTheKindThatTheirFirstBytesTell() {
        ChatRequest request = chat("""
                {"messages":[{"role":"user","content":"what?","images":["iVBORw0KGgoAAAA=","/9j/4AAQ"]}]}""");

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Text("what?", false, Map.of()),
                        new Part.Image("data:image/png;base64,iVBORw0KGgoAAAA=", null, Map.of()),
                        new Part.Image("data:image/jpeg;base64,/9j/4AAQ", null, Map.of()));
    }

    /** https://docs.ollama.com/capabilities/tool-calling */
    @Test
    void resultsFindTheirCallsByNameAndKeepTheirIdsInLaterTurns() {
        String turns = """
                {"role":"user","content":"?"},{"role":"assistant","content":"","thinking":"hm","tool_calls":[
                {"function":{"name":"weather","arguments":{"city":"Oslo"}}},{"function":{"name":"time","arguments":{}}},
                {"function":{"name":"weather","arguments":{"city":"Rome"}}}]},
                {"role":"tool","tool_name":"time","content":"noon"},{"role":"tool","tool_name":"weather","content":"cold"},
                {"role":"tool","tool_name":"weather","content":"warm"}""";
        List<Message> messages = chat("{\"messages\":[" + turns + "]}").messages();
        List<Message> later = chat("{\"messages\":[" + turns + ",{\"role\":\"user\",\"content\":\"and?\"}]}")
                .messages();

        List<ToolCall> calls = messages.get(1).toolCalls();
        assertThat(calls).extracting(ToolCall::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9]{9}"));
        assertThat(calls.getFirst().arguments()).isEqualTo("{\"city\":\"Oslo\"}");
        assertThat(messages.get(1).reasoning()).isEqualTo("hm");
        assertThat(messages.subList(2, 5))
                .extracting(Message::toolCallId)
                .containsExactly(
                        calls.get(1).id(), calls.get(0).id(), calls.get(2).id());
        assertThat(messages.get(2).name()).isEqualTo("time");
        assertThat(later.subList(0, 5)).isEqualTo(messages);
    }

    @Test
    void idsOfNewerClientsStay() {
        List<Message> messages = chat("""
                {"messages":[{"role":"assistant","content":"","tool_calls":[{"id":"call_1","function":{"index":0,"name":"f","arguments":{}}}]},
                {"role":"tool","tool_call_id":"call_1","content":"1"}]}""").messages();

        assertThat(messages.get(0).toolCalls().getFirst().id()).isEqualTo("call_1");
        assertThat(messages.get(1).toolCallId()).isEqualTo("call_1");
        assertThat(messages.get(1).name()).isEqualTo("f");
    }

    @Test
    void tools() {
        ChatRequest request = chat("""
                {"messages":[],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]}""");

        assertThat(request.tools()).hasSize(1);
        assertThat(request.tools().getFirst().name()).isEqualTo("f");
        assertThat(request.tools().getFirst().parameters()).isEqualTo(Map.of("type", "object"));
    }

    @Test
    void aPromptIsAConversation() {
        ChatRequest request = generate("""
                {"model":"m","prompt":"Why?","system":"Be brief.","images":["iVBORw0KGgo="],"context":[],"raw":false,"template":""}""");

        assertThat(request.messages()).extracting(Message::role).containsExactly(Role.SYSTEM, Role.USER);
        assertThat(request.messages().get(1).text()).isEqualTo("Why?");
        assertThat(request.hasImages()).isTrue();
        assertThat(generate("{\"model\":\"m\"}").messages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[{\"role\":\"king\",\"content\":\"\"}]} | messages[0].role",
                "{\"messages\":[{\"content\":\"x\"}]} | messages[0].role",
                "{\"messages\":[{\"role\":\"user\",\"content\":[]}]} | messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"images\":[\"http://x/y.png\"]}]} | messages[0].images[0]",
                "{\"messages\":{}} | messages",
                "{\"stream\":\"yes\"} | stream",
                "{\"options\":{\"temperature\":\"hot\"}} | options.temperature",
                "{\"options\":{\"stop\":[1]}} | options.stop",
                "{\"think\":\"often\"} | think",
                "{\"keep_alive\":\"long\"} | keep_alive",
                "{\"keep_alive\":\"5\"} | keep_alive",
                "{\"keep_alive\":true} | keep_alive",
                "{\"format\":\"xml\"} | format",
                "{\"tools\":[{\"type\":\"function\"}]} | tools[0].function.name"
            })
    void whatIsWrongIsNamed(String body, String field) {
        RejectedException error = catchThrowableOfType(RejectedException.class, () -> chat(body));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(field);
        assertThat(error.reason()).contains("'" + field + "'");
    }

    @ParameterizedTest
    @CsvSource({"'\"suffix\":\"}\"', suffix", "'\"raw\":true', raw prompt", "'\"context\":[1,2]', context"})
    void whatNoConversationHoldsIsAPartThatOnlyOllamaTakes(String field, String type) {
        assertThat(generate("{\"prompt\":\"x\"," + field + "}")
                        .messages()
                        .getFirst()
                        .parts()
                        .getLast())
                .isInstanceOfSatisfying(
                        Part.Other.class, part -> assertThat(part.fields()).containsEntry("type", type));
    }

    @Test
    void aWholeAnswer() {
        JsonNode answer = tree(SERVER.writeChat(
                answer(
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Reasoning("hm", "reasoning_content"),
                                        new Part.Text("Hi", true, Map.of())),
                                List.of(new ToolCall(-1, "a", "f", "{\"x\":[1]}", Map.of())),
                                Map.of()),
                        FinishReason.TOOL_CALLS),
                chat("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")));

        assertThat(answer.path("model").asText()).isEqualTo("m");
        assertThat(answer.path("created_at").asText()).endsWith("Z");
        assertThat(answer.path("message")).isEqualTo(tree("""
                {"role":"assistant","content":"Hi","thinking":"hm","tool_calls":[{"id":"a","function":{"index":0,"name":"f","arguments":{"x":[1]}}}]}"""));
        assertThat(answer.path("done").asBoolean()).isTrue();
        assertThat(answer.path("done_reason").asText()).isEqualTo("stop");
        assertThat(answer.path("prompt_eval_count").asInt()).isEqualTo(3);
        assertThat(answer.path("eval_count").asInt()).isEqualTo(4);
        assertThat(answer.path("total_duration").isIntegralNumber()).isTrue();
    }

    @Test
    void theAnswerToAPromptIsAText() {
        JsonNode answer = tree(GENERATE.writeChat(
                answer(Message.of(Role.ASSISTANT, "Hi"), FinishReason.LENGTH), generate("{\"prompt\":\"x\"}")));

        assertThat(answer.path("response").asText()).isEqualTo("Hi");
        assertThat(answer.has("message")).isFalse();
        assertThat(answer.path("done_reason").asText()).isEqualTo("length");
    }

    @Test
    void aStreamHasALineForEachPieceAndALastOneThatIsDone() {
        EventWriter events = SERVER.events(chat("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"));
        StringBuilder stream = new StringBuilder();
        for (ChatResponse piece : List.of(
                piece(Message.of(Role.ASSISTANT, ""), null),
                piece(Message.of(Role.ASSISTANT, "思"), null),
                piece(calls(new ToolCall(0, "a", "f", "", Map.of())), null),
                piece(calls(new ToolCall(1, "b", "g", "{\"y\"", Map.of())), null),
                piece(calls(new ToolCall(0, "", "", "{\"x\":1}", Map.of())), null),
                piece(calls(new ToolCall(1, "", "", ":2}", Map.of())), null),
                piece(Message.of(Role.ASSISTANT, ""), FinishReason.TOOL_CALLS),
                new ChatResponse("", 0, "m", List.of(), Usage.of(3, 4), Map.of()))) {
            stream.append(text(events.piece(piece)));
        }
        stream.append(text(events.end()));

        List<JsonNode> lines = stream.toString().lines().map(line -> tree(line)).toList();
        assertThat(events.contentType()).isEqualTo("application/x-ndjson");
        assertThat(stream.toString()).endsWith("}\n");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).at("/message/content").asText()).isEqualTo("思");
        assertThat(lines.get(1).at("/message/tool_calls/0/function/arguments")).isEqualTo(tree("{\"x\":1}"));
        assertThat(lines.get(1).at("/message/tool_calls/1/id").asText()).isEqualTo("b");
        assertThat(lines.get(2).path("done").asBoolean()).isTrue();
        assertThat(lines.get(2).path("done_reason").asText()).isEqualTo("stop");
        assertThat(lines.get(2).path("eval_count").asInt()).isEqualTo(4);
        assertThat(lines.get(2).path("total_duration").asLong()).isPositive();
        assertThat(tree(text(events.keepAlive())).path("done").asBoolean(true)).isFalse();
    }

    /** https://docs.ollama.com/api/errors#errors-that-occur-while-streaming */
    @Test
    void errors() {
        RejectedException error = RejectedException.modelNotFound("model 'x' not found");

        assertThat(text(SERVER.writeError(error))).isEqualTo("{\"error\":\"model 'x' not found\"}");
        assertThat(text(SERVER.events(chat("{\"messages\":[]}")).error(error)))
                .isEqualTo("{\"error\":\"model 'x' not found\"}\n");
    }

    @Test
    void aModelIsLoadedWithoutAWord() {
        ChatRequest request = generate("{\"model\":\"m\"}");
        ChatResponse nothing = new ChatResponse("", 0, "m", List.of(), null, Map.of());

        assertThat(tree(GENERATE.writeChat(nothing, request))
                        .path("done_reason")
                        .asText())
                .isEqualTo("load");
        assertThat(tree(text(GENERATE.events(request).end()))
                        .path("done_reason")
                        .asText())
                .isEqualTo("load");
    }

    /** See GenerateHandler and ChatHandler in Ollama's server/routes.go, and Duration in its api/types.go. */
    @ParameterizedTest
    @CsvSource({
        "0, unload",
        "0.0, unload",
        "'\"0\"', unload",
        "'\"0s\"', unload",
        "'\"0h0m0.0s\"', unload",
        "-1, load",
        "30, load",
        "'\"5m\"', load",
        "'\"-1m\"', load",
        "'\"0.1s\"', load",
        "null, load"
    })
    void aModelThatIsToBeKeptForNoTimeIsUnloaded(String keepAlive, String reason) {
        String kept = "\"keep_alive\":" + keepAlive + "}";
        ChatResponse nothing = new ChatResponse("", 0, "m", List.of(), null, Map.of());

        assertThat(tree(GENERATE.writeChat(nothing, generate("{\"model\":\"m\",\"prompt\":\"\"," + kept)))
                        .path("done_reason")
                        .asText())
                .isEqualTo(reason);
        assertThat(tree(text(SERVER.events(chat("{\"model\":\"m\",\"messages\":[]," + kept))
                                .end()))
                        .path("done_reason")
                        .asText())
                .isEqualTo(reason);
    }

    @Test
    void whoSaysSomethingIsAnsweredHoweverShortTheModelIsKept() {
        assertThat(tree(SERVER.writeChat(
                                answer(Message.of(Role.ASSISTANT, "Hi"), FinishReason.STOP),
                                chat("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"keep_alive\":0}")))
                        .path("done_reason")
                        .asText())
                .isEqualTo("stop");
    }

    @Test
    void vectors() {
        EmbeddingRequest several =
                SERVER.readEmbedding(in("{\"model\":\"e:latest\",\"input\":[\"a\",\"b\"],\"dimensions\":2}"));
        EmbeddingRequest one = GENERATE.readEmbedding(in("{\"model\":\"e\",\"prompt\":\"a\"}"));
        EmbeddingResponse answer = new EmbeddingResponse("e", List.of(new double[] {0.5, 1}), Usage.of(2, 0), Map.of());

        assertThat(several).isEqualTo(new EmbeddingRequest("ollama", "e", List.of("a", "b"), Map.of("dimensions", 2)));
        assertThat(one.input()).isEqualTo(List.of("a"));
        assertThat(tree(SERVER.writeEmbedding(answer, several)).path("embeddings"))
                .isEqualTo(tree("[[0.5,1.0]]"));
        assertThat(tree(GENERATE.writeEmbedding(answer, one))).isEqualTo(tree("{\"embedding\":[0.5,1.0]}"));
    }

    /** https://docs.ollama.com/api/embed */
    @Test
    void whatVectorsAreMadeWith() {
        EmbeddingRequest request = SERVER.readEmbedding(in("""
                {"model":"e","input":["a"],"truncate":false,"keep_alive":"5m","options":{"num_ctx":512}}"""));

        assertThat(request.parameters())
                .as("those that nobody else knows are there to be told of")
                .isEqualTo(Map.of("truncate", false, "options.num_ctx", 512));
        assertThat(Objects.requireNonNull(request.originalIn("ollama")).tree()).containsEntry("keep_alive", "5m");
        assertThat(catchThrowableOfType(
                                RejectedException.class,
                                () -> SERVER.readEmbedding(in("{\"input\":\"a\",\"truncate\":\"no\"}")))
                        .param())
                .isEqualTo("truncate");
    }

    /** See EmbedHandler in Ollama's server/routes.go. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"input\":null}", "{\"input\":\"\"}", "{\"input\":[]}"})
    void noTextHasNoVectors(String body) {
        EmbeddingRequest request = SERVER.readEmbedding(in(body));

        assertThat(request.input()).isEmpty();
        assertThat(tree(SERVER.writeEmbedding(new EmbeddingResponse("m", List.of(), null, Map.of()), request))
                        .path("embeddings"))
                .isEqualTo(tree("[]"));
    }

    @Test
    void whatIsKnownOfAModelIsShown() {
        Inbound asked = in("{\"model\":\"m\"}");
        JsonNode chats = tree(Models.show(
                asked, List.of(new ModelEntry("m", "groq", new Known(131_072, true, false, false, false)))));
        JsonNode embeds =
                tree(Models.show(asked, List.of(new ModelEntry("m", "groq", new Known(0, false, false, false, true)))));

        assertThat(chats.path("capabilities")).isEqualTo(tree("[\"completion\",\"tools\"]"));
        assertThat(chats.path("model_info")).isEqualTo(tree("""
                {"general.architecture":"serai","general.basename":"m","serai.context_length":131072}"""));
        assertThat(embeds.path("capabilities")).isEqualTo(tree("[\"embedding\"]"));
        assertThat(embeds.path("model_info").size()).isEqualTo(2);
    }

    @Test
    void modelsAreListedWithATagAndFoundWithAndWithout() {
        JsonNode tags = operation("tags", "");
        JsonNode shown = operation("show", "{\"model\":\"auto:latest\"}");

        assertThat(tags.at("/models/0/name").asText()).isEqualTo("auto:latest");
        assertThat(tags.at("/models/1/model").asText()).isEqualTo("ollama/qwen3:8b");
        assertThat(tags.at("/models/0/digest").asText()).hasSize(64);
        assertThat(shown.path("capabilities")).isEqualTo(tree("[\"completion\",\"tools\",\"vision\",\"thinking\"]"));
        assertThat(operation("show", "{\"name\":\"ollama/qwen3:8b\"}")
                        .at("/details/family")
                        .asText())
                .isEqualTo("ollama");
        assertThat(operation("ps", "").path("models").isEmpty()).isTrue();
        assertThat(operation("version", "").path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(catchThrowableOfType(RejectedException.class, () -> operation("show", "{\"model\":\"none\"}"))
                        .status())
                .isEqualTo(404);
    }

    private static JsonNode operation(String name, String body) {
        return tree(Objects.requireNonNull(SERVER.operations().get(name)).answer(in(body), MODELS));
    }

    private static Message calls(ToolCall call) {
        return new Message(Role.ASSISTANT, List.of(), List.of(call), Map.of());
    }

    private static ChatResponse piece(Message message, @Nullable FinishReason reason) {
        return new ChatResponse("", 0, "m", List.of(new Choice(0, message, reason, Map.of())), null, Map.of());
    }

    private static ChatResponse answer(Message message, FinishReason reason) {
        return new ChatResponse(
                "1", 1, "m", List.of(new Choice(0, message, reason, Map.of())), Usage.of(3, 4), Map.of());
    }

    private static ChatRequest chat(String body) {
        return SERVER.readChat(in(body));
    }

    private static ChatRequest generate(String body) {
        return GENERATE.readChat(in(body));
    }

    private static Inbound in(String body) {
        return Inbound.of(bytes(body));
    }
}
