package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Role;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.OldFunctions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** @see <a href="https://platform.openai.com/docs/api-reference/chat/create#chat-create-functions">functions, deprecated in favor of tools</a> */
class OldFunctionsTest {
    private static final String ASKED = """
        {"messages": [{"role": "user", "content": "hi"},
          {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{\\"a\\": 1}"}},
          {"role": "function", "name": "f", "content": "one"}, {"role": "function", "name": "g", "content": "two"}],
         "functions": [{"name": "f", "description": "d", "parameters": {"type": "object", "properties": {}}}], "function_call": CHOICE}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "auto"        | "auto"
        "none"        | "none"
        {"name": "f"} | {"type": "function", "function": {"name": "f"}}
        """)
    void vendorsGetThemAsTools(String choice, String own) {
        ChatRequest request = OldFunctions.asTools(read(choice));
        JsonNode sent = Trees.tree(
                Trees.CLIENT.writeChat(request, io.serai.dialect.Traits.NONE).body());

        assertThat(sent.at("/tools/0/function/name").asText()).isEqualTo("f");
        assertThat(sent.at("/tool_choice")).isEqualTo(Trees.tree(own));
        assertThat(sent.at("/parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(sent.has("functions") || sent.has("function_call")).isFalse();
        assertThat(request.messages())
                .extracting(message -> message.role())
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL);
        assertThat(sent.at("/messages/1/tool_calls/0/function/arguments").asText())
                .isEqualTo("{\"a\": 1}");
        assertThat(sent.at("/messages/2/tool_call_id")).isEqualTo(sent.at("/messages/1/tool_calls/0/id"));
        assertThat(OldFunctions.asTools(request)).isSameAs(request);
    }

    @Test
    void theClientGetsTheCallOfAFunction() {
        String call =
                "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
        ChatResponse answer = Trees.whole("{\"id\":\"1\",\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":["
                + call + "]},\"finish_reason\":\"tool_calls\"}]}");

        JsonNode choice =
                Trees.tree(Trees.SERVER.writeChat(answer, read("\"auto\""))).at("/choices/0");

        assertThat(choice.path("finish_reason").asText()).isEqualTo("function_call");
        assertThat(choice.at("/message/function_call")).isEqualTo(Trees.tree("{\"name\":\"f\",\"arguments\":\"{}\"}"));
        assertThat(choice.at("/message").has("tool_calls")).isFalse();
    }

    @Test
    void inAStreamItsPiecesAddUp() {
        String stream = Trees.stream(
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}},"
                        + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
        EventWriter writer = Trees.SERVER.events(read("\"auto\""));
        List<JsonNode> events = new ArrayList<>();
        Trees.pieces(stream)
                .forEach(piece ->
                        events.add(Trees.tree(Trees.text(writer.piece(piece)).substring("data: ".length()))));

        assertThat(events)
                .map(event -> event.at("/choices/0/delta/function_call").toString())
                .containsExactly("{\"name\":\"f\",\"arguments\":\"{\"}", "{\"arguments\":\"}\"}", "");
        assertThat(events.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("function_call");
        assertThat(events).noneMatch(event -> event.toString().contains("tool_calls"));
    }

    private static ChatRequest read(String choice) {
        return Trees.SERVER.readChat(Inbound.of(Trees.bytes(ASKED.replace("CHOICE", choice))));
    }
}
