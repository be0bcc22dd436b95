package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.EventWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers of other vendors as Anthropic's clients get them.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Streaming messages</a>
 */
class AnswerWritingTest {
    private static final Usage USAGE = new Usage(110, 7, 100, 3, Usage.UNKNOWN, Map.of());

    private static ChatResponse said(@Nullable FinishReason reason, List<ToolCall> calls, Part... parts) {
        Message message = new Message(Role.ASSISTANT, List.of(parts), calls, Map.of());
        return new ChatResponse(
                "chatcmpl-1", 5, "gpt", List.of(new Choice(0, message, reason, Map.of())), null, Map.of());
    }

    private static ChatResponse cost(Usage usage) {
        return new ChatResponse("chatcmpl-1", 5, "gpt", List.of(), usage, Map.of());
    }

    private static Part text(String text) {
        return new Part.Text(text, true, Map.of());
    }

    private static Part thought(String text, @Nullable Signature signature) {
        return new Part.Reasoning(text, "reasoning_content", signature);
    }

    private static ChatResponse call(int index, String id, String name, String arguments) {
        return said(null, List.of(new ToolCall(index, id, name, arguments, Map.of())));
    }

    private static List<String> types(List<JsonNode> events) {
        List<String> types = new ArrayList<>();
        for (JsonNode event : events) {
            JsonNode inner = event.has("delta") ? event.at("/delta/type") : event.at("/content_block/type");
            types.add(event.path("type").asText() + (inner.isMissingNode() ? "" : " " + inner.asText()));
        }
        return types;
    }

    @Test
    void aWholeAnswer() {
        ChatResponse answer = said(
                FinishReason.TOOL_CALLS,
                List.of(
                        new ToolCall(0, "call_1", "f", "{\"a\": 1.50}", Map.of()),
                        new ToolCall(1, "call_2", "g", "", Map.of()),
                        new ToolCall(2, "call_3", "h", "{\"cut", Map.of())),
                thought("Hm.", new Signature("gemini", "c2ln", false)),
                text("Well."));
        JsonNode written = Trees.answer(
                new ChatResponse(answer.id(), 5, "gpt", answer.choices(), USAGE, Map.of("system_fingerprint", "x")));

        assertThat(written)
                .isEqualTo(Trees.tree("{'id':'chatcmpl-1','type':'message','role':'assistant','model':'gpt','content':["
                        + "{'type':'thinking','thinking':'Hm.','signature':'gemini:c2ln'},{'type':'text','text':'Well.'},"
                        + "{'type':'tool_use','id':'call_1','name':'f','caller':{'type':'direct'},'input':{'a':1.50}},"
                        + "{'type':'tool_use','id':'call_2','name':'g','caller':{'type':'direct'},'input':{}},"
                        + "{'type':'tool_use','id':'call_3','name':'h','caller':{'type':'direct'},'input':{'arguments':'{\\\"cut'}}],"
                        + "'stop_reason':'tool_use','stop_sequence':null,'stop_details':null,'usage':{'input_tokens':10,"
                        + "'cache_creation_input_tokens':0,'cache_read_input_tokens':100,'output_tokens':7,"
                        + "'output_tokens_details':{'thinking_tokens':3}}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "LENGTH, max_tokens",
        "CONTENT_FILTER, refusal",
        "ERROR, end_turn",
        "TOOL_CALLS, end_turn"
    })
    void stopReasons(FinishReason reason, String word) {
        assertThat(Trees.answer(said(reason, List.of(), text("x")))
                        .path("stop_reason")
                        .asText())
                .isEqualTo(word);
        assertThat(Trees.events(List.of(said(reason, List.of(), text("x")))))
                .anySatisfy(event ->
                        assertThat(event.at("/delta/stop_reason").asText()).isEqualTo(word));
    }

    /** vLLM and SGLang say which stop sequence it was; a number is a token's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
        STOP   | stop_reason  | END  | stop_sequence | END
        STOP   | matched_stop | END  | stop_sequence | END
        STOP   | stop_reason  | else | end_turn      | null
        LENGTH | stop_reason  | END  | max_tokens    | null
        """)
    void theStopSequenceThatWasMet(FinishReason reason, String field, String met, String word, @Nullable String told) {
        ChatRequest asked = Trees.asking("'stop_sequences':['END','STOP']");
        Choice choice = new Choice(0, Message.of(Role.ASSISTANT, "x"), reason, Map.of(field, met));
        ChatResponse answer = new ChatResponse("1", 0, "m", List.of(choice), USAGE, Map.of());

        JsonNode whole = Trees.tree(Trees.SERVER.writeChat(answer, asked));
        EventWriter writer = Trees.SERVER.events(asked);
        writer.piece(answer);
        String end = new String(writer.end(), StandardCharsets.UTF_8);

        assertThat(whole.path("stop_reason").asText()).isEqualTo(word);
        assertThat(whole.path("stop_sequence").asText(null)).isEqualTo(told);
        assertThat(end)
                .contains("\"stop_reason\":\"" + word + '"')
                .contains("\"stop_sequence\":" + (told == null ? "null" : '"' + told + '"'));
    }

    /** Claude Code knows by the usage when its context is full. */
    @Test
    void usageThatTheVendorHasNotToldIsEstimated() {
        for (Part part : List.of(
                text("Hello there."),
                text("a"),
                new Part.Refusal("No.", true),
                new Part.Reasoning("Hm", "reasoning"))) {
            ChatResponse answer = said(FinishReason.STOP, List.of(), part);

            for (JsonNode usage : List.of(
                    Trees.answer(answer).path("usage"),
                    Trees.events(List.of(answer)).get(4).path("usage"))) {
                assertThat(usage.path("input_tokens").asInt()).isPositive();
                assertThat(usage.path("output_tokens").asInt()).as("%s", part).isBetween(1, 9);
            }
        }
    }

    @Test
    void anAnswerWithoutAnIdGetsOne() {
        ChatResponse answer = new ChatResponse("", 0, "m", List.of(), null, Map.of());
        assertThat(Trees.answer(answer).path("id").asText()).startsWith("msg_");
    }

    @Test
    void aStreamOfText() {
        List<JsonNode> events = Trees.events(List.of(
                said(null, List.of(), text("")),
                said(null, List.of(), text("Hel")),
                said(null, List.of(), text("lo")),
                said(FinishReason.STOP, List.of()),
                cost(USAGE)));

        assertThat(types(events))
                .containsExactly(
                        "message_start",
                        "content_block_start text",
                        "content_block_delta text_delta",
                        "content_block_delta text_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.getFirst().at("/message/id").asText()).isEqualTo("chatcmpl-1");
        assertThat(events.getFirst().at("/message/content")).isEmpty();
        assertThat(events.get(5))
                .isEqualTo(Trees.tree("{'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null},"
                        + "'usage':{'input_tokens':10,'cache_creation_input_tokens':0,'cache_read_input_tokens':100,"
                        + "'output_tokens':7,'output_tokens_details':{'thinking_tokens':3}}}"));
    }

    @Test
    void thoughtsAreABlockAndTheirSignatureEndsIt() {
        List<JsonNode> events = Trees.events(List.of(
                said(null, List.of(), thought("Hm", null)),
                said(null, List.of(), thought("m.", null)),
                said(null, List.of(), thought("", new Signature("anthropic", "EqQB", false))),
                said(null, List.of(), thought("", new Signature("anthropic", "Emwk", true))),
                said(null, List.of(), text("So."))));

        assertThat(types(events))
                .containsExactly(
                        "message_start",
                        "content_block_start thinking",
                        "content_block_delta thinking_delta",
                        "content_block_delta thinking_delta",
                        "content_block_delta signature_delta",
                        "content_block_stop",
                        "content_block_start redacted_thinking",
                        "content_block_stop",
                        "content_block_start text",
                        "content_block_delta text_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
    }

    @Test
    void callsFollowEachOther() {
        List<JsonNode> events = Trees.events(List.of(
                call(0, "a", "f", ""), call(0, "", "", "{\"x\":"), call(0, "", "", "\"}\"}"), call(1, "b", "g", "{}")));

        assertThat(types(events))
                .containsExactly(
                        "message_start",
                        "content_block_start tool_use",
                        "content_block_delta input_json_delta",
                        "content_block_delta input_json_delta",
                        "content_block_stop",
                        "content_block_start tool_use",
                        "content_block_delta input_json_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.get(5).path("index").asInt()).isEqualTo(1);
        assertThat(events.get(8).at("/delta/stop_reason").asText()).isEqualTo("tool_use");
    }

    @Test
    void mixedFragmentsOfCallsAreSorted() {
        List<JsonNode> events = Trees.events(List.of(
                call(0, "a", "f", "{\"x\""),
                call(1, "b", "g", "{\"y\""),
                said(null, List.of(), text("meanwhile")),
                call(0, "", "", ":1}"),
                call(1, "", "", ":2}"),
                call(2, "c", "h", ""),
                said(FinishReason.TOOL_CALLS, List.of())));

        StringBuilder[] arguments = {new StringBuilder(), new StringBuilder(), new StringBuilder(), new StringBuilder()
        };
        List<String> open = new ArrayList<>();
        for (JsonNode event : events) {
            int index = event.path("index").asInt();
            switch (event.path("type").asText()) {
                case "content_block_start" ->
                    open.add(event.at("/content_block/type").asText());
                case "content_block_delta" -> {
                    assertThat(index).isEqualTo(open.size() - 1);
                    arguments[index].append(event.at("/delta/partial_json").asText()
                            + event.at("/delta/text").asText());
                }
                default -> {}
            }
        }
        assertThat(open).containsExactly("tool_use", "tool_use", "tool_use", "text");
        assertThat(arguments)
                .extracting(StringBuilder::toString)
                .containsExactly("{\"x\":1}", "{\"y\":2}", "", "meanwhile");
    }

    /** Ollama and Gemini send calls whole, and number none. */
    @Test
    void wholeCallsWithoutNumbers() {
        List<JsonNode> events = Trees.events(List.of(
                call(-1, "a", "f", "{}"),
                said(
                        FinishReason.TOOL_CALLS,
                        List.of(
                                new ToolCall(-1, "b", "f", "{}", Map.of()),
                                new ToolCall(-1, "", "f", "{}", Map.of())))));
        assertThat(events.stream().filter(event -> event.has("content_block")))
                .extracting(event -> event.at("/content_block/id").asText())
                .hasSize(3)
                .doesNotHaveDuplicates()
                .startsWith("a", "b");
    }

    @Test
    void onlyTheFirstChoiceIsTold() {
        ChatResponse second = new ChatResponse(
                "i", 0, "m", List.of(new Choice(1, Message.of(Role.ASSISTANT, "no"), null, Map.of())), null, Map.of());
        assertThat(types(Trees.events(List.of(second))))
                .containsExactly("message_start", "message_delta", "message_stop");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming#ping-events">Ping events</a> */
    @Test
    void pingsKeepItOpenAndErrorsEndIt() {
        EventWriter writer = Trees.SERVER.events(Trees.ASKED);
        assertThat(Trees.events(new String(writer.keepAlive(), StandardCharsets.UTF_8)))
                .containsExactly(Trees.tree("{'type':'ping'}"));
        byte[] error = writer.error(new RejectedException(529, "overloaded", "Overloaded", null));
        assertThat(Trees.events(new String(error, StandardCharsets.UTF_8)))
                .containsExactly(
                        Trees.tree(
                                "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'},'request_id':null}"));
        assertThat(writer.contentType()).startsWith("text/event-stream");
    }

    @Test
    void aPieceOfAnotherDialectsOwnIsSkipped() {
        ChatResponse news = new ChatResponse(
                "i", 0, "m", List.of(), null, Map.of(), io.serai.chat.Original.of("gemini", Map.of("a", 1)));
        assertThat(Trees.SERVER.events(Trees.ASKED).piece(news)).isEmpty();
    }
}
