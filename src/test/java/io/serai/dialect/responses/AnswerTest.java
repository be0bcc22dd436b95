package io.serai.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.chat.BrokenStreamException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events</a> */
class AnswerTest {
    private static final ResponsesServer SERVER = new ResponsesServer();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ChatRequest ASKED = SERVER.readChat(Inbound.of(
            "{\"model\":\"m\",\"input\":\"x\",\"stream\":true,\"temperature\":0.5,\"metadata\":{\"a\":\"b\"},\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"custom\",\"name\":\"patch\"}]}"
                    .getBytes(StandardCharsets.UTF_8)));

    @Test
    void theEventsOfAText() {
        List<JsonNode> events = events(
                piece(null, text("Hel")), piece(null, text("lo")), piece(FinishReason.STOP), usage(Usage.of(3, 4)));

        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
        }
        assertThat(events.subList(2, 9))
                .allSatisfy(event -> assertThat(event.path("item_id")
                                .asText(event.at("/item/id").asText()))
                        .isEqualTo("msg_vendor10"));
        assertThat(events.get(6).path("text").asText()).isEqualTo("Hello");
        assertThat(events.getLast().at("/response/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(events.getLast().at("/response/output/0/content/0/text").asText())
                .isEqualTo("Hello");
    }

    @Test
    void theEventsOfThoughtsAndCalls() {
        List<JsonNode> events = events(
                piece(null, new Part.Reasoning("hm", "reasoning_content")),
                piece(null, new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "c2ln", false))),
                piece(null, new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "cg", true))),
                piece(null, text("I look.")),
                calls(new ToolCall(0, "a", "f", "", Map.of()), new ToolCall(1, "b", "g", "{", Map.of())),
                calls(new ToolCall(0, "", "", "{}", Map.of()), new ToolCall(1, "", "", "}", Map.of())),
                piece(FinishReason.TOOL_CALLS));

        assertThat(events)
                .extracting(event -> event.path("type").asText().substring("response.".length()))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "reasoning_summary_part.added",
                        "reasoning_summary_text.delta",
                        "reasoning_summary_text.done",
                        "reasoning_summary_part.done",
                        "output_item.done",
                        "output_item.added",
                        "output_item.done",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.delta",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
        JsonNode output = events.getLast().at("/response/output");
        assertThat(output.findValuesAsText("type").stream().filter(type -> !type.contains("_text")))
                .containsExactly("reasoning", "reasoning", "message", "function_call", "function_call");
        assertThat(output.at("/0/encrypted_content").asText()).isEqualTo("anthropic:c2ln");
        assertThat(output.at("/1/encrypted_content").asText()).isEqualTo("anthropic:redacted:cg");
        assertThat(output.at("/3/arguments").asText()).isEqualTo("{}");
        assertThat(output.at("/4/call_id").asText()).isEqualTo("b");
    }

    /** @see <a href="https://platform.openai.com/docs/guides/function-calling#custom-tools">Custom tools</a> */
    @Test
    void theEventsOfACallOfACustomTool() {
        List<JsonNode> events = events(
                calls(new ToolCall(0, "a", "patch", "", Map.of()), new ToolCall(1, "b", "f", "{", Map.of())),
                calls(new ToolCall(0, "", "", "{\"input\":\"*** ", Map.of()), new ToolCall(1, "", "", "}", Map.of())),
                calls(new ToolCall(0, "", "", "\\\"x\\\"\\n\"}", Map.of())),
                piece(FinishReason.TOOL_CALLS));

        assertThat(events)
                .extracting(event -> event.path("type").asText().substring("response.".length())
                        + event.path("output_index").asText())
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added0",
                        "output_item.added1",
                        "function_call_arguments.delta1",
                        "function_call_arguments.delta1",
                        "custom_tool_call_input.delta0",
                        "custom_tool_call_input.done0",
                        "output_item.done0",
                        "function_call_arguments.done1",
                        "output_item.done1",
                        "completed");
        assertThat(events.get(2).path("item"))
                .isEqualTo(tree(
                        "{\"id\":\"ctc_vendor10\",\"type\":\"custom_tool_call\",\"status\":\"in_progress\",\"call_id\":\"a\",\"name\":\"patch\",\"input\":\"\"}"
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(events.get(6).path("item_id").asText()).isEqualTo("ctc_vendor10");
        assertThat(events.get(6).path("delta").asText()).isEqualTo("*** \"x\"\n");
        assertThat(events.get(7).path("input").asText()).isEqualTo("*** \"x\"\n");
        assertThat(events.get(8).at("/item/input").asText()).isEqualTo("*** \"x\"\n");
        assertThat(events.get(8).at("/item/status").asText()).isEqualTo("completed");
        assertThat(events.getLast().at("/response/output/0"))
                .isEqualTo(events.get(8).path("item"));
    }

    @Test
    void aNameThatComesLateIsThatOfACustomToolToo() {
        List<JsonNode> events = events(
                calls(new ToolCall(0, "a", "", "", Map.of())),
                calls(new ToolCall(0, "", "patch", "{\"input\":\"x\"}", Map.of())),
                piece(FinishReason.TOOL_CALLS));

        assertThat(events.getLast().at("/response/output/0/type").asText()).isEqualTo("custom_tool_call");
        assertThat(events.getLast().at("/response/output/0/input").asText()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"input":"a","more":1} | a
            {"input":""}           | ``
            {"input":7}            | {"input":7}
            {"patch":"a"}          | {"patch":"a"}
            *** Begin Patch        | *** Begin Patch
            {"input":"cut          | {"input":"cut
            ``                     | ``
            """)
    void theInputOfACustomTool(String arguments, String input) {
        Message said = new Message(
                Role.ASSISTANT, List.of(), List.of(new ToolCall(-1, "a", "patch", arguments, Map.of())), Map.of());

        assertThat(whole(said, FinishReason.TOOL_CALLS, null)
                        .at("/output/0/input")
                        .asText("no text"))
                .isEqualTo(input);
    }

    /** The AI SDK takes an end without usage for no end, and agents count their context by it. */
    @Test
    void usageThatTheVendorHasNotToldIsEstimated() {
        JsonNode streamed = events(piece(null, text("Hello there.")), piece(FinishReason.STOP))
                .getLast();
        JsonNode whole = whole(Message.of(Role.ASSISTANT, "Hello there."), FinishReason.STOP, null);

        assertThat(streamed.at("/response/usage/input_tokens").asInt()).isPositive();
        assertThat(streamed.at("/response/usage/output_tokens").asInt()).isBetween(1, 9);
        assertThat(whole.at("/usage")).isEqualTo(streamed.at("/response/usage"));
        assertThat(whole.at("/usage/output_tokens_details/reasoning_tokens").isNumber())
                .isTrue();
    }

    /** Sent back as it came, an answer is what the model said. */
    @Test
    void theNextTurnHoldsAllOfTheAnswer() throws JsonProcessingException {
        List<Part> parts = List.of(
                new Part.Reasoning("hm", "reasoning_content", new Signature("anthropic", "c2ln", false)),
                new Part.Text("Yes", true, Map.of()));
        Message said = new Message(
                Role.ASSISTANT,
                parts,
                List.of(
                        new ToolCall(-1, "a", "f", "{}", Map.of()),
                        new ToolCall(-1, "b", "patch", "{\"input\":\"\\\"x\\\"\"}", Map.of())),
                Map.of());
        JsonNode output = whole(said, FinishReason.TOOL_CALLS, null).path("output");

        ChatRequest next = SERVER.readChat(
                Inbound.of(("{\"input\":" + MAPPER.writeValueAsString(output) + '}').getBytes(StandardCharsets.UTF_8)));

        assertThat(next.messages()).containsExactly(said);
    }

    @Test
    void aWholeAnswerIsTheLastEventOfAStream() {
        ChatResponse[] pieces = {
            piece(null, new Part.Reasoning("hm", "reasoning_content")),
            piece(null, text("a")),
            piece(null, text("b")),
            calls(new ToolCall(0, "c", "f", "{}", Map.of())),
            piece(FinishReason.TOOL_CALLS),
            usage(new Usage(5, 6, 2, 3, Usage.UNKNOWN, Map.of()))
        };
        ResponseCollector collector = new ResponseCollector();
        List.of(pieces).forEach(collector::add);

        JsonNode whole = tree(SERVER.writeChat(collector.whole(), ASKED));

        assertThat(events(pieces).getLast().at("/response/output")).isEqualTo(whole.path("output"));
        assertThat(events(pieces).getLast().at("/response/usage")).isEqualTo(whole.path("usage"));
        assertThat(whole.at("/usage/input_tokens_details/cached_tokens").asInt())
                .isEqualTo(2);
        assertThat(whole.at("/usage/output_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(3);
    }

    @Test
    void whatWasAskedForIsRepeated() {
        JsonNode response = whole(Message.of(Role.ASSISTANT, "x"), FinishReason.STOP, null);

        assertThat(response.path("object").asText()).isEqualTo("response");
        assertThat(response.path("id").asText()).isEqualTo("resp_vendor1");
        assertThat(response.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(response.at("/metadata/a").asText()).isEqualTo("b");
        assertThat(response.at("/tools/0/name").asText()).isEqualTo("f");
        assertThat(response.path("store").asBoolean(true)).isFalse();
        assertThat(response.path("parallel_tool_calls").asBoolean()).isTrue();
        assertThat(response.at("/usage/total_tokens").asInt()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, completed, ",
        "TOOL_CALLS, completed, ",
        "LENGTH, incomplete, max_output_tokens",
        "CONTENT_FILTER, incomplete, content_filter"
    })
    void howItEnded(FinishReason reason, String status, @Nullable String why) {
        JsonNode whole = whole(Message.of(Role.ASSISTANT, "x"), reason, null);
        JsonNode last = events(piece(null, text("x")), piece(reason)).getLast();

        for (JsonNode response : List.of(whole, last.path("response"))) {
            assertThat(response.path("status").asText()).isEqualTo(status);
            assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo(why == null ? "" : why);
            assertThat(response.at("/output/0/status").asText()).isEqualTo(status);
        }
        assertThat(last.path("type").asText()).isEqualTo("response." + status);
    }

    @Test
    void aRefusalIsAPartOfTheMessage() {
        List<JsonNode> events = events(piece(null, new Part.Refusal("I can't", true)), piece(FinishReason.STOP));

        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .contains("response.refusal.delta", "response.refusal.done");
        assertThat(events.getLast().at("/response/output/0/content/0/refusal").asText())
                .isEqualTo("I can't");
    }

    /** @see <a href="https://platform.openai.com/docs/guides/tools-web-search">Citations</a> */
    @Test
    void sourcesOfATextAreFlat() {
        Message said = new Message(
                Role.ASSISTANT,
                List.of(new Part.Text("x", true, Map.of())),
                List.of(),
                Map.of(
                        "annotations",
                        List.of(Map.of("type", "url_citation", "url_citation", Map.of("url", "https://x.test")))));

        assertThat(whole(said, FinishReason.STOP, null)
                        .at("/output/0/content/0/annotations/0/url")
                        .asText())
                .isEqualTo("https://x.test");
    }

    @Test
    void sourcesAreTheirOwnEvents() {
        Message sources = new Message(
                Role.ASSISTANT,
                List.of(),
                List.of(),
                Map.of(
                        "annotations",
                        List.of(Map.of("type", "url_citation", "url_citation", Map.of("url", "https://x.test")))));
        ChatResponse cited =
                new ChatResponse("", 0, "", List.of(new Choice(0, sources, null, Map.of())), null, Map.of());

        List<JsonNode> events = events(piece(null, text("Hello")), cited, cited, piece(FinishReason.STOP));

        JsonNode added = events.get(6);
        assertThat(events.get(5).path("annotation_index").asInt()).isZero();
        assertThat(added.path("type").asText()).isEqualTo("response.output_text.annotation.added");
        assertThat(added.path("annotation_index").asInt()).isOne();
        assertThat(added.path("item_id").asText()).isEqualTo("msg_vendor10");
        assertThat(added.at("/annotation/url").asText()).isEqualTo("https://x.test");
    }

    @Test
    void eachPieceHasTheLogprobsOfItsTokens() {
        List<JsonNode> events = events(weighed("Hel"), weighed("lo"), piece(FinishReason.STOP));

        assertThat(events.get(4).at("/logprobs/0/token").asText()).isEqualTo("Hel");
        assertThat(events.get(5).at("/logprobs/0/token").asText()).isEqualTo("lo");
        assertThat(events.getLast().at("/response/output/0/content/0/logprobs")).hasSize(2);
    }

    private static ChatResponse weighed(String text) {
        Map<String, Object> logprobs =
                Map.of("content", List.of(Map.of("token", text, "logprob", -1, "top_logprobs", List.of())));
        Choice choice = new Choice(0, Message.of(Role.ASSISTANT, text), null, Map.of("logprobs", logprobs));
        return new ChatResponse("vendor1", 7, "m", List.of(choice), null, Map.of());
    }

    @Test
    void aCallWithoutAnIdGetsOne() {
        Message said =
                new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall(-1, "", "f", "{}", Map.of())), Map.of());

        assertThat(whole(said, FinishReason.TOOL_CALLS, null)
                        .at("/output/0/call_id")
                        .asText())
                .startsWith("call_");
    }

    @Test
    void aStreamThatBreaksEndsAsFailed() {
        EventWriter writer = SERVER.events(ASKED);
        String begun = string(writer.piece(piece(null, text("Hel"))));
        String end = string(writer.error(new BrokenStreamException("stream_interrupted", "It broke.")));
        List<JsonNode> events = parse(end);

        assertThat(begun).contains("Hel");
        assertThat(events).extracting(event -> event.path("type").asText()).containsExactly("error", "response.failed");
        assertThat(events.getFirst().path("message").asText()).isEqualTo("It broke.");
        assertThat(events.getLast().at("/response/status").asText()).isEqualTo("failed");
        assertThat(events.getLast().at("/response/error/code").asText()).isEqualTo("server_error");
        assertThat(events.getLast().at("/response/output/0/status").asText()).isEqualTo("in_progress");
    }

    @Test
    void anErrorBeforeTheFirstPieceEndsAResponseAsWell() {
        List<JsonNode> events = parse(string(
                SERVER.events(ASKED).error(new RejectedException(400, "context_length_exceeded", "Long.", null))));

        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("response.created", "response.in_progress", "error", "response.failed");
        assertThat(events.getFirst().path("sequence_number").asInt()).isZero();
        assertThat(events.getLast().at("/response/error/code").asText()).isEqualTo("context_length_exceeded");
    }

    @Test
    void newsForOthersAreNoEvent() {
        ChatResponse ping = new ChatResponse(
                "", 0, "", List.of(), null, Map.of(), Original.of("anthropic", Map.of("type", "ping")));

        assertThat(SERVER.events(ASKED).piece(ping)).isEmpty();
        assertThat(string(SERVER.events(ASKED).keepAlive())).isEqualTo(": keep-alive\n\n");
    }

    private static Part text(String text) {
        return new Part.Text(text, true, Map.of());
    }

    private static ChatResponse piece(@Nullable FinishReason reason, Part... parts) {
        return said(new Message(Role.ASSISTANT, List.of(parts), List.of(), Map.of()), reason, null);
    }

    private static ChatResponse calls(ToolCall... calls) {
        return said(new Message(Role.ASSISTANT, List.of(), List.of(calls), Map.of()), null, null);
    }

    private static ChatResponse usage(Usage usage) {
        return new ChatResponse("", 0, "", List.of(), usage, Map.of());
    }

    private static ChatResponse said(Message message, @Nullable FinishReason reason, @Nullable Usage usage) {
        return new ChatResponse("vendor-1", 1, "m", List.of(new Choice(0, message, reason, Map.of())), usage, Map.of());
    }

    private static JsonNode whole(Message message, FinishReason reason, @Nullable Usage usage) {
        return tree(SERVER.writeChat(said(message, reason, usage), ASKED));
    }

    private static List<JsonNode> events(ChatResponse... pieces) {
        EventWriter writer = SERVER.events(ASKED);
        StringBuilder stream = new StringBuilder();
        for (ChatResponse piece : pieces) {
            stream.append(string(writer.piece(piece)));
        }
        return parse(stream.append(string(writer.end())).toString());
    }

    private static List<JsonNode> parse(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            String[] lines = event.split("\n");
            JsonNode data = tree(lines[1].substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
            assertThat(lines).hasSize(2);
            assertThat(lines[0]).isEqualTo("event: " + data.path("type").asText());
            events.add(data);
        }
        return events;
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(string(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(string(json), e);
        }
    }
}
