package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests of Anthropic's clients.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/create">Create a message</a>
 */
class RequestReadingTest {

    /** And a document again where the request does not go to Anthropic as it came. */
    @Test
    void aPdfIsAFileInOpenAisWords() {
        ChatRequest request = Trees.request("{'messages':[{'role':'user','content':[{'type':'document','title':'T',"
                + "'source':{'type':'base64','media_type':'application/pdf','data':'JVBERi0='}},"
                + "{'type':'document','source':{'type':'url','url':'https://e.com/a.pdf'}}]}]}");

        assertThat(request.messages().getFirst().parts().getFirst())
                .isEqualTo(new Part.Other(Map.of(
                        "type",
                        "file",
                        "file",
                        Map.of("filename", "T.pdf", "file_data", "data:application/pdf;base64,JVBERi0="))));
        assertThat(Trees.written(request.withParameters(Map.of())).at("/messages/0/content"))
                .isEqualTo(Trees.tree("[{'type':'document','source':{'type':'base64','media_type':'application/pdf',"
                        + "'data':'JVBERi0='},'title':'T.pdf'},"
                        + "{'type':'document','source':{'type':'url','url':'https://e.com/a.pdf'}}]"));
    }

    @Test
    void tiersInOpenAisWords() {
        assertThat(Trees.asking("'service_tier':'standard_only'").parameters())
                .containsEntry("service_tier", "default");
        assertThat(Trees.asking("'service_tier':'auto'").parameters()).containsEntry("service_tier", "auto");
    }

    @Test
    void aPromptOfText() {
        ChatRequest request = Trees.request(
                "{'model':'claude-sonnet-5-5','max_tokens':1024,'messages':[{'role':'user','content':'Hello, Claude'}]}");

        assertThat(request.model()).isEqualTo("claude-sonnet-5-5");
        assertThat(request.dialect()).isEqualTo("anthropic");
        assertThat(request.stream()).isFalse();
        assertThat(request.parameters()).isEqualTo(Map.of("max_tokens", 1024));
        assertThat(request.messages()).containsExactly(Message.of(Role.USER, "Hello, Claude"));
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/prompt-caching">Prompt caching: a system prompt of blocks</a> */
    @Test
    void aSystemPromptAsTextAndAsBlocks() {
        assertThat(Trees.asking("'system':'Be brief.'").messages().getFirst())
                .isEqualTo(Message.of(Role.SYSTEM, "Be brief."));
        ChatRequest blocks = Trees.asking(
                "'system':[{'type':'text','text':'Be brief.'},{'type':'text','text':'Be kind.','cache_control':{'type':'ephemeral'}}]");
        assertThat(blocks.messages().getFirst().role()).isEqualTo(Role.SYSTEM);
        assertThat(blocks.messages().getFirst().text()).isEqualTo("Be brief.Be kind.");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages">System messages in mid-conversation</a> */
    @Test
    void aSystemMessageAmongTheOthers() {
        ChatRequest request = Trees.request(
                "{'messages':[{'role':'user','content':'a'},{'role':'system','content':'b'},{'role':'user','content':'c'}]}");
        assertThat(request.messages()).extracting(Message::role).containsExactly(Role.USER, Role.SYSTEM, Role.USER);
        assertThat(request.model()).isEqualTo("auto");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/vision">Vision</a> */
    @Test
    void imagesByDataAndByAddress() {
        ChatRequest request = Trees.request("{'messages':[{'role':'user','content':["
                + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}},"
                + "{'type':'image','source':{'type':'url','url':'https://example.com/a.jpg'}},"
                + "{'type':'image','source':{'type':'file','file_id':'file_1'}},"
                + "{'type':'text','text':'What is it?'}]}]}");

        List<Part> parts = request.messages().getFirst().parts();
        assertThat(parts.get(0)).isEqualTo(new Part.Image("data:image/png;base64,AAAA", null, Map.of()));
        assertThat(parts.get(1)).isEqualTo(new Part.Image("https://example.com/a.jpg", null, Map.of()));
        assertThat(parts.get(2)).isInstanceOf(Part.Other.class);
        assertThat(request.hasImages()).isTrue();
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/pdf-support">PDF support</a> */
    @Test
    void documentsOfTextAreTextAndOthersStayWhatTheyAre() {
        ChatRequest request = Trees.request("{'messages':[{'role':'user','content':["
                + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'Once upon'}},"
                + "{'type':'document','source':{'type':'file','file_id':'file_1'}}]}]}");

        List<Part> parts = request.messages().getFirst().parts();
        assertThat(parts.get(0)).isEqualTo(new Part.Text("Once upon", false, Map.of()));
        assertThat(parts.get(1))
                .isInstanceOfSatisfying(
                        Part.Other.class, other -> assertThat(other.fields()).containsEntry("type", "document"));
    }

    /** @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls">Handling tool calls</a> */
    @Test
    void aTurnWithSeveralResultsBecomesSeveralMessages() {
        ChatRequest request = Trees.request("{'messages':[{'role':'user','content':'Weather?'},"
                + "{'role':'assistant','content':[{'type':'text','text':'I look.'},"
                + "{'type':'tool_use','id':'toolu_1','name':'get_weather','input':{'city':'Kyiv','days':1.50}},"
                + "{'type':'tool_use','id':'toolu_2','name':'get_time','input':{}}]},"
                + "{'role':'user','content':["
                + "{'type':'tool_result','tool_use_id':'toolu_1','content':'15 degrees'},"
                + "{'type':'tool_result','tool_use_id':'toolu_2','content':[{'type':'text','text':'12:00'},"
                + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]},"
                + "{'type':'text','text':'And now?'}]}]}");

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.USER);
        assertThat(request.messages().get(1).toolCalls())
                .containsExactly(
                        new ToolCall(-1, "toolu_1", "get_weather", "{\"city\":\"Kyiv\",\"days\":1.50}", Map.of()),
                        new ToolCall(-1, "toolu_2", "get_time", "{}", Map.of()));
        Message first = request.messages().get(2);
        assertThat(first.toolCallId()).isEqualTo("toolu_1");
        assertThat(first.name()).isEqualTo("get_weather");
        assertThat(first.text()).isEqualTo("15 degrees");
        assertThat(request.messages().get(3).parts()).hasSize(2).last().isInstanceOf(Part.Image.class);
        assertThat(request.messages().get(4).text()).isEqualTo("And now?");
    }

    /** @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls">Handling errors with is_error</a> */
    @Test
    void aFailedResultSaysSo() {
        ChatRequest request = Trees.request("{'messages':[{'role':'user','content':["
                + "{'type':'tool_result','tool_use_id':'t','is_error':true,'content':'no such city'},"
                + "{'type':'tool_result','tool_use_id':'u'}]}]}");
        assertThat(request.messages().get(0).text()).isEqualTo("Error: no such city");
        assertThat(request.messages().get(1).text()).isEmpty();
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">Extended thinking: preserving thinking blocks</a> */
    @Test
    void thoughtsCarryTheirSignatures() {
        ChatRequest request = Trees.request("{'messages':[{'role':'assistant','content':["
                + "{'type':'thinking','thinking':'Hm.','signature':'EqQB'},"
                + "{'type':'thinking','thinking':'','signature':'gemini:c2ln'},"
                + "{'type':'thinking','thinking':'Bare.','signature':''},"
                + "{'type':'redacted_thinking','data':'Emwk'}]}]}");

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning("Hm.", "reasoning_content", new Signature("anthropic", "EqQB", false)),
                        new Part.Reasoning("", "reasoning_content", new Signature("gemini", "c2ln", false)),
                        new Part.Reasoning("Bare.", "reasoning_content", null),
                        new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "Emwk", true)));
    }

    /** @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools">Define tools</a> */
    @Test
    void toolsOfTheClientAndOfTheVendor() {
        List<Tool> tools = Trees.asking("'tools':[{'name':'f','description':'d','input_schema':{'type':'object'}},"
                        + "{'type':'custom','name':'g','input_schema':{'type':'object'},'strict':true},"
                        + "{'type':'web_search_20250305','name':'web_search','max_uses':5}]")
                .tools();

        assertThat(tools.get(0)).isEqualTo(new Tool("f", "d", Map.of("type", "object"), Map.of()));
        assertThat(tools.get(1).extras()).isEqualTo(Map.of("function", Map.of("strict", true)));
        assertThat(tools.get(2).name()).isEmpty();
        assertThat(tools.get(2).extras()).containsEntry("type", "web_search_20250305");
    }

    /** @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools">Controlling Claude's output: tool_choice</a> */
    @Test
    void toolChoice() {
        assertThat(Trees.asking("'tool_choice':{'type':'auto'}").parameters()).containsEntry("tool_choice", "auto");
        assertThat(Trees.asking("'tool_choice':{'type':'any','disable_parallel_tool_use':true}")
                        .parameters())
                .containsEntry("tool_choice", "required")
                .containsEntry("parallel_tool_calls", false);
        assertThat(Trees.asking("'tool_choice':{'type':'none'}").parameters()).containsEntry("tool_choice", "none");
        assertThat(Trees.asking("'tool_choice':{'type':'tool','name':'f'}").parameters())
                .containsEntry("tool_choice", Map.of("type", "function", "function", Map.of("name", "f")));
    }

    @Test
    void samplingStopAndUser() {
        assertThat(Trees.asking("'temperature':0.5,'top_p':0.9,'top_k':40,'stop_sequences':['END'],"
                                + "'metadata':{'user_id':'u-1'},'stream':true")
                        .parameters())
                .containsEntry("top_k", 40)
                .containsEntry("stop", List.of("END"))
                .containsEntry("user", "u-1")
                .containsEntry("stream_options", Map.of("include_usage", true))
                .containsKeys("temperature", "top_p");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">Adaptive thinking, and effort</a> */
    @Test
    void thinking() {
        assertThat(Trees.asking("'thinking':{'type':'enabled','budget_tokens':2048}")
                        .parameters())
                .containsEntry("reasoning_budget", 2048)
                .doesNotContainKey("reasoning_effort");
        assertThat(Trees.asking("'thinking':{'type':'disabled'}").parameters())
                .containsEntry("reasoning_effort", "none");
        assertThat(Trees.asking("'thinking':{'type':'between_tools'}").parameters())
                .containsEntry("reasoning_effort", "none");
        assertThat(Trees.asking("'thinking':{'type':'adaptive'},'output_config':{'effort':'max'}")
                        .parameters())
                .containsEntry("reasoning_effort", "xhigh");
        assertThat(Trees.asking("'thinking':{'type':'adaptive'}").parameters())
                .doesNotContainKeys("reasoning_effort", "reasoning_budget");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs">Structured outputs, in both places</a> */
    @Test
    void aSchemaForTheAnswer() {
        String format = "{'type':'json_schema','schema':{'type':'object'}}";
        Map<String, Object> expected = Map.of(
                "type",
                "json_schema",
                "json_schema",
                Map.of("name", "answer", "schema", Map.of("type", "object"), "strict", true));
        assertThat(Trees.asking("'output_config':{'format':" + format + '}').parameters())
                .containsEntry("response_format", expected);
        assertThat(Trees.asking("'output_format':" + format).parameters()).containsEntry("response_format", expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | messages",
                "{'messages':[]} | messages",
                "{'messages':'hi'} | messages",
                "{'messages':['hi']} | messages[0]",
                "{'messages':[{'content':'hi'}]} | messages[0].role",
                "{'messages':[{'role':'tool','content':'hi'}]} | messages[0].role",
                "{'messages':[{'role':'user'}]} | messages[0].content",
                "{'messages':[{'role':'user','content':7}]} | messages[0].content",
                "{'messages':[{'role':'user','content':[{'text':'x'}]}]} | messages[0].content[0].type",
                "{'messages':[{'role':'user','content':[{'type':'image'}]}]} | messages[0].content[0].source",
                "{'messages':[{'role':'user','content':[{'type':'tool_result'}]}]} | messages[0].content[0].tool_use_id",
                "{'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'1'}]}]} | messages[0].content[0].name",
                "{'messages':[{'role':'user','content':'x'}],'max_tokens':'many'} | max_tokens",
                "{'messages':[{'role':'user','content':'x'}],'stop_sequences':'END'} | stop_sequences",
                "{'messages':[{'role':'user','content':'x'}],'stream':'yes'} | stream",
                "{'messages':[{'role':'user','content':'x'}],'tools':[{}]} | tools[0].name",
                "{'messages':[{'role':'user','content':'x'}],'tool_choice':{'name':'f'}} | tool_choice.type",
                "{'messages':[{'role':'user','content':'x'}],'tool_choice':{'type':'tool'}} | tool_choice.name"
            })
    void aMistakeIsToldWithItsPlace(String json, String place) {
        RejectedException told = catchThrowableOfType(RejectedException.class, () -> Trees.request(json));

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.param()).isEqualTo(place);
        assertThat(told.reason()).contains(place);
    }

    @Test
    void whatIsNoJsonIsToldWithItsLine() {
        RejectedException told = catchThrowableOfType(RejectedException.class, () -> Trees.request("{'model':"));
        assertThat(told.reason()).contains("line 1");
    }
}
