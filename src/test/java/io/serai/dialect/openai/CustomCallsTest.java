package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.CustomTools;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import io.serai.dialect.Traits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A custom tool of a chat client is a function for vendors that know no others, and its calls come back as the client knows them. */
class CustomCallsTest {
    private static final OpenAiServer SERVER = new OpenAiServer();

    @Test
    void allVendorsGetAFunction() {
        for (ClientDialect client : Dialects.CLIENTS) {
            ChatRequest request = client.name().equals("openai") ? CustomTools.asFunctions(request()) : request();
            String sent = new String(
                    client.writeChat(request, new Traits(Traits.UNKNOWN, java.util.Set.of()))
                            .body(),
                    StandardCharsets.UTF_8);

            assertThat(sent)
                    .as(client.name())
                    .contains("\"input\"", "print(1)", "lark")
                    .doesNotContain("custom");
        }
    }

    @Test
    void theChoiceOfOneIsTheChoiceOfItsFunction() {
        ChatRequest request = request()
                .withParameters(Map.of("tool_choice", Map.of("type", "custom", "custom", Map.of("name", "code"))));

        assertThat(CustomTools.asFunctions(request).parameters())
                .isEqualTo(Map.of("tool_choice", Map.of("type", "function", "function", Map.of("name", "code"))));
    }

    @Test
    void aCallComesBackAsItsClientKnowsIt() {
        String whole = new String(
                SERVER.writeChat(answer(call(-1, "c1", "code", "{\"input\":\"print(2)\"}"), true), request()),
                StandardCharsets.UTF_8);

        assertThat(whole)
                .contains(
                        "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"custom\",\"custom\":{\"name\":\"code\",\"input\":\"print(2)\"}}]");
    }

    @Test
    void aFunctionBesideItStaysOne() {
        String whole = new String(
                SERVER.writeChat(answer(call(0, "c1", "plain", "{\"input\":\"x\"}"), true), request()),
                StandardCharsets.UTF_8);

        assertThat(whole).contains("\"function\":{\"name\":\"plain\",\"arguments\":\"{\\\"input\\\":\\\"x\\\"}\"}");
    }

    @Test
    void inAStreamItsTextComesWhenItIsComplete() {
        EventWriter events = SERVER.events(request());
        StringBuilder told = new StringBuilder();
        for (ChatResponse piece : List.of(
                answer(call(0, "c1", "code", ""), false),
                answer(call(0, "", "", "{\"input\":\"a\\"), false),
                answer(call(0, "", "", "nb\"}"), false),
                answer(call(1, "c2", "plain", "{}"), false),
                answer(call(2, "c3", "code", "{\"input\":\"z\"}"), false),
                answer(null, true))) {
            told.append(new String(events.piece(piece), StandardCharsets.UTF_8));
        }

        assertThat(told.toString())
                .contains(
                        "{\"index\":0,\"id\":\"c1\",\"type\":\"custom\",\"custom\":{\"name\":\"code\",\"input\":\"\"}}",
                        "{\"index\":0,\"custom\":{\"input\":\"a\\nb\"}}",
                        "{\"index\":1,\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"plain\",\"arguments\":\"{}\"}}",
                        "{\"index\":2,\"custom\":{\"input\":\"z\"}}")
                .doesNotContain("\"arguments\":\"{\\\"input");
    }

    private static ChatRequest request() {
        return SERVER.readChat(
                new Inbound("/v1/chat/completions", Map.of(), Map.of(), """
                {"model":"m","messages":[{"role":"user","content":"hi"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"c0","type":"custom","custom":{"name":"code","input":"print(1)"}}]},
                 {"role":"tool","tool_call_id":"c0","content":"1"}],
                 "tools":[{"type":"custom","custom":{"name":"code","description":"Runs it","format":{"type":"grammar",
                   "grammar":{"syntax":"lark","definition":"start: /x/"}}}},
                  {"type":"function","function":{"name":"plain","parameters":{"type":"object","properties":{}}}}],
                 "tool_choice":"auto"}""".getBytes(StandardCharsets.UTF_8)));
    }

    private static ToolCall call(int index, String id, String name, String arguments) {
        return new ToolCall(index, id, name, arguments, Map.of());
    }

    private static ChatResponse answer(@Nullable ToolCall call, boolean last) {
        Message said = new Message(Role.ASSISTANT, List.of(), call == null ? List.of() : List.of(call), Map.of());
        FinishReason reason = last ? FinishReason.TOOL_CALLS : null;
        return new ChatResponse("a", 1, "m", List.of(new Choice(0, said, reason, Map.of())), null, Map.of());
    }
}
