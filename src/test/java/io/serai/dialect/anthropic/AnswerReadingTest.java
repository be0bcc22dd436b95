package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers of Anthropic, whole and streamed.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Streaming messages</a>
 */
class AnswerReadingTest {
    static final String[] TOOLS = {
        "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant','model':'claude-opus-5-5',"
                + "'content':[],'stop_reason':null,'stop_sequence':null,'usage':{'input_tokens':472,'output_tokens':2}}}",
        "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}}",
        "{'type':'ping'}",
        "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'Let me '}}",
        "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'sée.'}}",
        "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'EqQB'}}",
        "{'type':'content_block_stop','index':0}",
        "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':''}}",
        "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'Okay, '}}",
        "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'检查😀'}}",
        "{'type':'content_block_stop','index':1}",
        "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'toolu_1','name':'f','input':{}}}",
        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':''}}",
        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'{\\\"a\\\":'}}",
        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':' 1}'}}",
        "{'type':'content_block_stop','index':2}",
        "{'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'toolu_2','name':'g','input':{}}}",
        "{'type':'content_block_stop','index':3}",
        "{'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},'usage':{'output_tokens':89}}",
        "{'type':'message_stop'}"
    };

    private static String answer(String content, String stopReason, String usage) {
        return "{'id':'msg_1','type':'message','role':'assistant','model':'claude-opus-5-5','content':" + content
                + ",'stop_reason':'" + stopReason + "','stop_sequence':null,'usage':" + usage + '}';
    }

    @Test
    void text() {
        ChatResponse answer = Trees.whole(
                answer("[{'type':'text','text':'Hello'}]", "end_turn", "{'input_tokens':12,'output_tokens':6}"));

        assertThat(answer.id()).isEqualTo("msg_1");
        assertThat(answer.model()).isEqualTo("claude-opus-5-5");
        assertThat(answer.text()).isEqualTo("Hello");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage()).isEqualTo(Usage.of(12, 6));
    }

    @Test
    void callsAreInOrderAndTheirArgumentsAreText() {
        Message said = Trees.whole(answer(
                        "[{'type':'text','text':'I look.'},{'type':'tool_use','id':'a','name':'f','input':{'x':[1.50]}},"
                                + "{'type':'server_tool_use','id':'s','name':'web_search','input':{}},"
                                + "{'type':'tool_use','id':'b','name':'g'}]",
                        "tool_use",
                        "{}"))
                .choices()
                .getFirst()
                .message();

        assertThat(said.toolCalls())
                .containsExactly(
                        new ToolCall(-1, "a", "f", "{\"x\":[1.50]}", Map.of()),
                        new ToolCall(-1, "b", "g", "{}", Map.of()));
        assertThat(said.text()).isEqualTo("I look.");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">Extended thinking, redacted too</a> */
    @Test
    void thoughts() {
        Message said = Trees.whole(answer(
                        "[{'type':'thinking','thinking':'Hm.','signature':'EqQB'},{'type':'redacted_thinking','data':'Emwk'},"
                                + "{'type':'text','text':'So.'}]",
                        "end_turn",
                        "{}"))
                .choices()
                .getFirst()
                .message();
        assertThat(said.parts())
                .startsWith(
                        new Part.Reasoning("Hm.", "reasoning_content", new Signature("anthropic", "EqQB", false)),
                        new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "Emwk", true)));
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons">Handling stop reasons</a> */
    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP",
        "pause_turn, STOP",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "tool_use, TOOL_CALLS",
        "refusal, CONTENT_FILTER",
        "something_new, STOP"
    })
    void stopReasons(String word, FinishReason reason) {
        ChatResponse whole = Trees.whole(answer("[]", word, "{}"));
        assertThat(whole.choices().getFirst().finishReason()).isEqualTo(reason);
        ChatResponse streamed = Trees.streamed(
                "{'type':'message_delta','delta':{'stop_reason':'" + word + "'}}", "{'type':'message_stop'}");
        assertThat(streamed.choices().getFirst().finishReason()).isEqualTo(reason);
    }

    @Test
    void callsCountMoreThanTheWord() {
        ChatResponse answer =
                Trees.whole(answer("[{'type':'tool_use','id':'a','name':'f','input':{}}]", "end_turn", "{}"));
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    /** Kimi's endpoint gives parallel calls one id, and then refuses the results: "tool call id grep:3 is duplicated". */
    @Test
    void callsThatHaveOneIdGetTwo() {
        String call = "{'type':'tool_use','id':'grep:3','name':'grep','input':{}}";
        ChatResponse whole = Trees.whole(answer('[' + call + ',' + call + ']', "tool_use", "{}"));
        String start = "{'type':'content_block_start','index':INDEX,'content_block':" + call + '}';
        String stream = Trees.stream(
                start.replace("INDEX", "0"),
                "{'type':'content_block_stop','index':0}",
                start.replace("INDEX", "1"),
                "{'type':'content_block_stop','index':1}",
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}",
                "{'type':'message_stop'}");

        for (ChatResponse answer : new ChatResponse[] {whole, Trees.whole(stream)}) {
            assertThat(answer.choices().getFirst().message().toolCalls())
                    .extracting(ToolCall::id)
                    .containsExactly("grep:3", "grep:3_2");
        }
        assertThat(Trees.answer(whole).path("content").findValuesAsText("id")).containsExactly("grep:3", "grep:3_2");
        assertThat(Trees.events(Trees.pieces(new ByteArrayInputStream(Trees.bytes(stream)))).stream()
                        .filter(event -> event.has("content_block"))
                        .map(event -> event.at("/content_block/id").asText()))
                .containsExactly("grep:3", "grep:3_2");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons">Refusals and why: stop_details</a> */
    @Test
    void aRefusalAndWhy() {
        String details = "'stop_details':{'type':'refusal','category':'cyber','explanation':'No malware.'}";
        ChatResponse whole = Trees.whole("{'content':[],'stop_reason':'refusal'," + details + '}');
        ChatResponse streamed = Trees.streamed(
                "{'type':'message_delta','delta':{'stop_reason':'refusal'," + details + "}}",
                "{'type':'message_stop'}");
        for (ChatResponse answer : new ChatResponse[] {whole, streamed}) {
            assertThat(answer.choices().getFirst().message().parts())
                    .containsExactly(new Part.Refusal("No malware.", true));
        }
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/prompt-caching">Tracking cache performance</a> */
    @Test
    void usageWithTheCache() {
        String usage = "{'input_tokens':50,'cache_read_input_tokens':100000,'cache_creation_input_tokens':248,"
                + "'output_tokens':503,'output_tokens_details':{'thinking_tokens':300},'service_tier':'standard'}";
        assertThat(Trees.whole(answer("[]", "end_turn", usage)).usage())
                .isEqualTo(new Usage(100_298, 503, 100_000, 300, 248, Map.of()));
    }

    @Test
    void theLastUsageOfAStreamCountsAndLeavesNothingOut() {
        ChatResponse answer = Trees.streamed(
                "{'type':'message_start','message':{'id':'m','usage':{'input_tokens':50,'cache_read_input_tokens':7,'output_tokens':1}}}",
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'input_tokens':null,'output_tokens':20}}",
                "{'type':'message_stop'}");
        assertThat(answer.usage()).isEqualTo(new Usage(57, 20, 7, Usage.UNKNOWN, Usage.UNKNOWN, Map.of()));
    }

    /** As some compatible servers do, who count the input at the beginning only. */
    @Test
    void aNoughtAtTheEndTakesNothingBack() {
        ChatResponse answer = Trees.streamed(
                "{'type':'message_start','message':{'id':'m','usage':{'input_tokens':50,'output_tokens':0}}}",
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'input_tokens':0,'output_tokens':20}}",
                "{'type':'message_stop'}");
        assertThat(answer.usage()).isEqualTo(Usage.of(50, 20));
    }

    @Test
    void aStreamWithThoughtsTextAndCalls() {
        ChatResponse answer = Trees.streamed(TOOLS);
        Choice choice = answer.choices().getFirst();

        assertThat(answer.id()).isEqualTo("msg_1");
        assertThat(answer.model()).isEqualTo("claude-opus-5-5");
        assertThat(choice.message().parts())
                .containsExactly(
                        new Part.Reasoning(
                                "Let me sée.", "reasoning_content", new Signature("anthropic", "EqQB", false)),
                        new Part.Text("Okay, 检查😀", true, Map.of()));
        assertThat(choice.message().toolCalls())
                .extracting(ToolCall::id, ToolCall::name, ToolCall::arguments)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("toolu_1", "f", "{\"a\": 1}"),
                        org.assertj.core.groups.Tuple.tuple("toolu_2", "g", "{}"));
        assertThat(choice.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.usage()).isEqualTo(Usage.of(472, 89));
    }

    @Test
    void everyPieceHasTheIdAndTheModel() {
        assertThat(Trees.pieces(new ByteArrayInputStream(Trees.bytes(Trees.stream(TOOLS)))))
                .hasSize(TOOLS.length)
                .allSatisfy(piece -> assertThat(piece.id() + piece.model()).isEqualTo("msg_1claude-opus-5-5"));
    }

    @Test
    void aStreamMayBeSplitAnywhere() {
        byte[] stream = Trees.bytes(Trees.stream(TOOLS));
        ChatResponse whole = Trees.whole(new ByteArrayInputStream(stream));
        for (int i = 1; i < stream.length; i++) {
            InputStream split = new SequenceInputStream(
                    new ByteArrayInputStream(stream, 0, i), new ByteArrayInputStream(stream, i, stream.length - i));
            assertThat(Trees.whole(split)).as("split at %d", i).isEqualTo(whole);
        }
    }

    @Test
    void aCutStreamIsNoAnswer() {
        byte[] stream = Trees.bytes(Trees.stream(TOOLS));
        int reason = new String(stream, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("'89'".replace("'", ""));
        for (int end = 1; end < reason; end += 7) {
            byte[] cut = Arrays.copyOf(stream, end);
            assertThatThrownBy(() -> Trees.whole(new ByteArrayInputStream(cut)))
                    .as("cut at %d", end)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("cut");
        }
    }

    @Test
    void aStreamThatHasSaidWhyItStoppedIsComplete() {
        String[] events = Arrays.copyOf(TOOLS, TOOLS.length - 1);
        assertThat(Trees.streamed(events).choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(Trees.whole(Trees.stream(events) + "data: [DONE]\n\n").text())
                .isEqualTo("Okay, 检查😀");
    }

    /** Some compatible servers send the arguments at once. */
    @Test
    void argumentsAtTheBeginningOfTheirBlock() {
        ChatResponse answer = Trees.streamed(
                "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use','id':'a','name':'f','input':{'x':1}}}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}",
                "{'type':'message_stop'}");
        assertThat(answer.choices().getFirst().message().toolCalls().getFirst().arguments())
                .isEqualTo("{\"x\":1}");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming#error-events">Error events</a> */
    @Test
    void anErrorInTheStream() {
        VendorErrorException error = catchThrowableOfType(
                VendorErrorException.class,
                () -> Trees.streamed(
                        TOOLS[0], "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"));
        assertThat(error.status()).isEqualTo(529);
        assertThat(error.code()).isEqualTo("overloaded_error");
        assertThat(error.text()).isEqualTo("Overloaded");
    }

    @Test
    void anErrorInPlaceOfAnAnswer() {
        assertThatThrownBy(() -> Trees.whole("{'type':'error','error':{'type':'api_error','message':'m'}}"))
                .isInstanceOf(VendorErrorException.class);
        assertThatThrownBy(() -> Trees.whole("{'error':{'code':'x','message':'m'}}"))
                .isInstanceOf(VendorErrorException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  \n", "<html>", "[1]", "{}", "{'content':'x'}", "{'content':[", "hello", "data: {}\n\n"})
    void whatIsNoAnswer(String body) {
        assertThatThrownBy(() -> Trees.whole(body)).isInstanceOf(MalformedException.class);
    }
}
