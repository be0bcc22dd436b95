package io.serai.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools in containers are functions under a name of their own for vendors, and what they were for the client. */
class NamespaceTest {
    private static final ResponsesServer SERVER = new ResponsesServer();

    private static final String CONTAINERS = "{'input':[{'type':'additional_tools','role':'developer','tools':["
            + "{'type':'namespace','name':'functions','tools':[{'type':'custom','name':'exec','description':'d'},"
            + "{'type':'function','name':'wait','parameters':{'type':'object','properties':{}}}]}]},"
            + "{'role':'user','content':'hi'},"
            + "{'type':'function_call','call_id':'c1','name':'get_weather','namespace':'mcp__weather','arguments':'{}'},"
            + "{'type':'function_call_output','call_id':'c1','output':'sunny'}],"
            + "'tools':[{'type':'namespace','name':'mcp__weather','tools':[{'type':'function','name':'get_weather','parameters':{}},"
            + "{'type':'namespace','name':'deep','tools':[{'type':'function','name':'dig','parameters':{}}]}]}],"
            + "'tool_choice':{'type':'function','name':'get_weather','namespace':'mcp__weather'}}";

    @Test
    void containersAreFlattenedEverywhere() {
        ChatRequest request = read(CONTAINERS);

        assertThat(request.tools())
                .extracting(Tool::name)
                .containsExactly("mcp__weather__get_weather", "mcp__weather__deep__dig", "exec", "wait");
        assertThat(request.messages()).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        assertThat(request.messages().get(1).toolCalls().getFirst().name()).isEqualTo("mcp__weather__get_weather");
        assertThat(String.valueOf(request.parameters().get("tool_choice"))).contains("mcp__weather__get_weather");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        mcp__weather__get_weather | {"a":1}       | function_call    | "name":"get_weather","namespace":"mcp__weather"
        mcp__weather__deep__dig   | {"a":1}       | function_call    | "name":"dig","namespace":"mcp__weather__deep"
        exec                      | {"input":"x"} | custom_tool_call | "name":"exec","namespace":"functions"
        nobody                    | {}            | function_call    | "name":"nobody"
        """)
    void callsAreGivenBackAsTheClientKnowsThem(String name, String arguments, String type, String told) {
        ChatRequest request = read(CONTAINERS);
        Message said = new Message(
                Role.ASSISTANT, List.of(), List.of(new ToolCall(0, "c", name, arguments, Map.of())), Map.of());
        ChatResponse answer = new ChatResponse(
                "i", 1, "m", List.of(new Choice(0, said, FinishReason.TOOL_CALLS, Map.of())), null, Map.of());
        EventWriter events = SERVER.events(request);
        String streamed = text(events.piece(answer)) + text(events.end());

        assertThat(text(SERVER.writeChat(answer, request)))
                .contains("\"type\":\"" + type + '"')
                .contains(told);
        assertThat(streamed).contains("\"type\":\"" + type + '"').contains(told);
    }

    /** An empty text is no JSON, and a namespace that stands in no container is a part of the name. */
    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        Message said =
                new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall(0, "c", "f", "", Map.of())), Map.of());
        ChatResponse answer =
                new ChatResponse("i", 1, "m", List.of(new Choice(0, said, null, Map.of())), null, Map.of());

        assertThat(text(SERVER.writeChat(answer, read("{'input':'x'}")))).contains("\"arguments\":\"{}\"");
    }

    /** Cursor sends such bodies to the chat's path. */
    @Test
    void aBodyOfResponsesAtTheChatsPathIsReadAsWhatItIs() {
        ChatServer chat = new ChatServer();
        ChatRequest responses = chat.readChat(
                Inbound.of(
                        bytes(
                                "{'model':'m','input':[{'role':'user','content':'hi'}],'tools':[{'type':'function','name':'f','parameters':{'type':'object'}}]}")));
        ChatRequest mixed = chat.readChat(
                Inbound.of(
                        bytes(
                                "{'model':'m','messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'text','text':'t'},"
                                        + "{'type':'tool_use','id':'c','name':'f','input':{'a':1}}]},{'role':'user','content':[{'type':'tool_result',"
                                        + "'tool_use_id':'c','content':[{'type':'text','text':'r'}]}]}],'tools':[{'name':'f','description':'d','input_schema':{'type':'object'}}]}")));

        assertThat(responses.messages()).extracting(Message::text).containsExactly("hi");
        assertThat(responses.tools()).extracting(Tool::name).containsExactly("f");
        assertThat(mixed.tools()).extracting(Tool::name).containsExactly("f");
        assertThat(mixed.messages()).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        assertThat(mixed.messages().get(1).toolCalls().getFirst().arguments()).isEqualTo("{\"a\":1}");
        assertThat(mixed.messages().get(2).text()).isEqualTo("r");
    }

    private static ChatRequest read(String json) {
        return SERVER.readChat(Inbound.of(bytes(json)));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
