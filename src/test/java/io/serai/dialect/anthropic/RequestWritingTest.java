package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Json;
import io.serai.dialect.Traits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests to Anthropic that came in another dialect.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages/create">Create a message</a>
 */
class RequestWritingTest {
    private static final Message HI = Message.of(Role.USER, "hi");

    private static Payload write(String model, int output, Map<String, Object> parameters) {
        return Trees.CLIENT.writeChat(Trees.openai(List.of(HI), parameters).withModel(model), new Traits(output));
    }

    private static JsonNode body(String model, Map<String, Object> parameters) {
        return Trees.tree(write(model, -1, parameters).body());
    }

    private static JsonNode written(Message... messages) {
        return Trees.written(Trees.openai(List.of(messages), Map.of()));
    }

    private static Message user(Part... parts) {
        return new Message(Role.USER, List.of(parts), List.of(), Map.of());
    }

    private static Message assistant(List<ToolCall> calls, Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts), calls, Map.of());
    }

    private static Part text(String text) {
        return new Part.Text(text, true, Map.of());
    }

    /** @see <a href="https://platform.claude.com/docs/en/api/versioning">Versions</a> */
    @Test
    void thePlainest() {
        Payload payload = write("claude-sonnet-5-5", -1, Map.of());

        assertThat(payload.path()).isEqualTo("/messages");
        assertThat(payload.headers()).isEqualTo(Map.of("anthropic-version", "2023-06-01"));
        assertThat(Trees.tree(payload.body()))
                .isEqualTo(Trees.tree("{'model':'claude-sonnet-5-5','max_tokens':4096,"
                        + "'messages':[{'role':'user','content':[{'type':'text','text':'hi'}]}]}"));
    }

    @Test
    void maxTokensIsTheClientsOrTheModels() {
        assertThat(Trees.tree(write("m", 8000, Map.of()).body())
                        .path("max_tokens")
                        .asInt())
                .isEqualTo(8000);
        assertThat(body("m", Map.of("max_tokens", 5, "max_completion_tokens", 7))
                        .path("max_tokens")
                        .asInt())
                .isEqualTo(7);
        Payload clamped = write("m", 8000, Map.of("max_tokens", 9000));
        assertThat(Trees.tree(clamped.body()).path("max_tokens").asInt()).isEqualTo(8000);
        assertThat(clamped.notes().adjusted()).containsExactly("max_tokens 9000 -> 8000");
    }

    @Test
    void whatTheSystemSaysStandsBesideTheMessages() {
        JsonNode body = written(
                Message.of(Role.SYSTEM, "One."),
                Message.of(Role.DEVELOPER, "Two."),
                HI,
                Message.of(Role.ASSISTANT, "ho"),
                Message.of(Role.SYSTEM, "Three."),
                HI);

        assertThat(body.path("system").asText()).isEqualTo("One.\n\nTwo.\n\nThree.");
        assertThat(body.path("messages"))
                .extracting(turn -> turn.path("role").asText())
                .containsExactly("user", "assistant", "user");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/working-with-messages">Using the Messages API</a> */
    @Test
    void neighboursBecomeOneTurnAndEmptyTextIsLeftOut() {
        JsonNode body = written(
                HI,
                Message.of(Role.ASSISTANT, ""),
                Message.of(Role.USER, "there"),
                Message.of(Role.ASSISTANT, "a"),
                Message.of(Role.ASSISTANT, "b"),
                HI);

        assertThat(body.path("messages")).hasSize(3);
        assertThat(body.at("/messages/0/content")).hasSize(2);
        assertThat(body.at("/messages/1/content")).hasSize(2);
    }

    /** It refuses: "final assistant content cannot end with trailing whitespace". */
    @Test
    void theBeginningOfAnAnswerEndsWithoutWhiteSpace() {
        JsonNode body = written(HI, Message.of(Role.ASSISTANT, "so "), HI, Message.of(Role.ASSISTANT, "It is \n"));

        assertThat(body.at("/messages/1/content/0/text").asText()).isEqualTo("so ");
        assertThat(body.at("/messages/3/content/0/text").asText()).isEqualTo("It is");
    }

    /** As OpenRouter and others have it: {"type": "text", "text": "...", "cache_control": {"type": "ephemeral"}}. */
    @Test
    void whatOpenAisClientsMarkIsCached() {
        Map<String, Object> cache = Map.of("cache_control", Map.of("type", "ephemeral"));
        Part marked = new Part.Text("long", false, cache);
        ChatRequest asked = new ChatRequest(
                "openai",
                "m",
                List.of(
                        Message.of(Role.SYSTEM, "a"),
                        new Message(Role.SYSTEM, List.of(text("b"), marked), List.of(), Map.of()),
                        user(marked, new Part.Image("https://e.com/i", null, cache), text("?")),
                        assistant(List.of(new ToolCall(-1, "c", "f", "{}", Map.of()))),
                        Message.toolResult("c", "", List.of(marked)),
                        Message.of(Role.SYSTEM, "c")),
                List.of(new Tool("f", "", Map.of("type", "object"), cache)),
                false,
                Map.of());

        assertThat(Trees.written(asked))
                .isEqualTo(
                        Trees.tree(
                                "{'model':'m','max_tokens':4096,'system':["
                                        + "{'type':'text','text':'a\\n\\nblong','cache_control':{'type':'ephemeral'}},{'type':'text','text':'c'}],"
                                        + "'messages':[{'role':'user','content':[{'type':'text','text':'long','cache_control':{'type':'ephemeral'}},"
                                        + "{'type':'image','source':{'type':'url','url':'https://e.com/i'},'cache_control':{'type':'ephemeral'}},"
                                        + "{'type':'text','text':'?'}]},"
                                        + "{'role':'assistant','content':[{'type':'tool_use','id':'c','name':'f','input':{}}]},"
                                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c','content':"
                                        + "[{'type':'text','text':'long','cache_control':{'type':'ephemeral'}}]}]}],"
                                        + "'tools':[{'name':'f','input_schema':{'type':'object'},'cache_control':{'type':'ephemeral'}}]}"));
    }

    /** @see <a href="https://platform.claude.com/docs/en/api/service-tiers">Service tiers</a> */
    @Test
    void tiersInItsWords() {
        assertThat(body("m", Map.of("service_tier", "default"))
                        .path("service_tier")
                        .asText())
                .isEqualTo("standard_only");
        assertThat(body("m", Map.of("service_tier", "auto"))
                        .path("service_tier")
                        .asText())
                .isEqualTo("auto");
        Payload flex = write("m", -1, Map.of("service_tier", "flex"));
        assertThat(flex.notes().dropped()).containsExactly("service_tier");
        assertThat(Trees.tree(flex.body()).has("service_tier")).isFalse();
    }

    @Test
    void aConversationBeginsWithTheUser() {
        Payload payload = Trees.payload(Trees.openai(List.of(Message.of(Role.ASSISTANT, "Welcome"), HI), Map.of()));
        assertThat(Trees.tree(payload.body()).path("messages")).hasSize(3);
        assertThat(payload.notes().adjusted()).hasSize(1);

        Payload system = Trees.payload(Trees.openai(List.of(Message.of(Role.SYSTEM, "Talk")), Map.of()));
        assertThat(Trees.tree(system.body()).path("messages"))
                .isEqualTo(Trees.tree("[{'role':'user','content':'Talk'}]"));
        assertThat(system.notes().adjusted()).containsExactly("messages[0].role system -> user");
    }

    /** @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls">Results first, in one turn, right after the calls</a> */
    @Test
    void callsAndResults() {
        List<ToolCall> calls = List.of(
                new ToolCall(-1, "functions.f:0", "f", "{\"a\": 1}", Map.of()),
                new ToolCall(-1, "call_2", "g", "", Map.of()));
        JsonNode body = written(
                HI,
                assistant(calls, text("Well.")),
                Message.of(Role.USER, "quick"),
                Message.toolResult("functions.f:0", "", List.of(text("one"))),
                Message.toolResult(
                        "call_2",
                        "",
                        List.of(text("two"), new Part.Image("data:image/png;base64,AAAA", null, Map.of()))));

        assertThat(body.at("/messages/1/content"))
                .isEqualTo(Trees.tree("[{'type':'text','text':'Well.'},"
                        + "{'type':'tool_use','id':'functions_f_0','name':'f','input':{'a':1}},"
                        + "{'type':'tool_use','id':'call_2','name':'g','input':{}}]"));
        assertThat(body.at("/messages/2/content"))
                .isEqualTo(Trees.tree("[{'type':'tool_result','tool_use_id':'functions_f_0','content':'one'},"
                        + "{'type':'tool_result','tool_use_id':'call_2','content':[{'type':'text','text':'two'},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]},"
                        + "{'type':'text','text':'quick'}]"));
    }

    @Test
    void callsWithoutIdsFindTheirResults() {
        List<ToolCall> calls =
                List.of(new ToolCall(-1, "", "f", "{}", Map.of()), new ToolCall(-1, "", "g", "{}", Map.of()));
        JsonNode body = written(
                HI,
                assistant(calls),
                Message.toolResult("", "f", List.of(text("one"))),
                Message.toolResult("", "g", List.of(text("two"))));

        assertThat(body.at("/messages/2/content/0/tool_use_id")).isEqualTo(body.at("/messages/1/content/0/id"));
        assertThat(body.at("/messages/2/content/1/tool_use_id")).isEqualTo(body.at("/messages/1/content/1/id"));
        assertThat(body.at("/messages/1/content/0/id")).isNotEqualTo(body.at("/messages/1/content/1/id"));
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">Preserving thinking blocks</a> */
    @Test
    void onlyOwnThoughtsComeBack() {
        JsonNode body = written(
                HI,
                assistant(
                        List.of(),
                        new Part.Reasoning("Mine.", "reasoning_content", new Signature("anthropic", "EqQB", false)),
                        new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "Emwk", true)),
                        new Part.Reasoning("Foreign.", "reasoning_content", new Signature("gemini", "x", false)),
                        new Part.Reasoning("Bare.", "reasoning_content"),
                        text("So.")),
                HI);

        assertThat(body.at("/messages/1/content"))
                .isEqualTo(Trees.tree("[{'type':'thinking','thinking':'Mine.','signature':'EqQB'},"
                        + "{'type':'redacted_thinking','data':'Emwk'},{'type':'text','text':'So.'}]"));
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/vision">Vision</a> */
    @Test
    void imagesByAddressAndWhichKinds() {
        JsonNode body = written(user(new Part.Image("https://example.com/a", "auto", Map.of())));
        assertThat(body.at("/messages/0/content/0"))
                .isEqualTo(Trees.tree("{'type':'image','source':{'type':'url','url':'https://example.com/a'}}"));
        assertThatThrownBy(() -> written(user(new Part.Image("data:image/tiff;base64,AAAA", null, Map.of()))))
                .isInstanceOf(CannotExpressException.class)
                .hasMessageContaining("messages[0].content[0]");
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/pdf-support">PDF support</a> */
    @Test
    void filesOfOpenAisClients() {
        Part pdf = new Part.Other(Map.of(
                "type", "file", "file", Map.of("filename", "a.pdf", "file_data", "data:application/pdf;base64,JVBE")));
        assertThat(written(user(pdf)).at("/messages/0/content/0"))
                .isEqualTo(Trees.tree("{'type':'document','source':{'type':'base64','media_type':'application/pdf',"
                        + "'data':'JVBE'},'title':'a.pdf'}"));
        Part words = new Part.Other(Map.of("type", "file", "file", Map.of("file_data", "data:text/csv;base64,YSxi")));
        assertThat(written(user(words)).at("/messages/0/content/0/source"))
                .isEqualTo(Trees.tree("{'type':'text','media_type':'text/plain','data':'a,b'}"));
        Part audio = new Part.Other(Map.of("type", "input_audio", "input_audio", Map.of("data", "AAAA")));
        assertThatThrownBy(() -> written(user(audio))).hasMessage("messages[0].content[0]: it takes no input_audio");
    }

    @Test
    void toolsAndWhichToCall() {
        Tool tool = new Tool("f", "d", Map.of("properties", Map.of()), Map.of());
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                List.of(HI),
                List.of(tool),
                true,
                Map.of(
                        "tool_choice",
                        Map.of("type", "function", "function", Map.of("name", "f")),
                        "parallel_tool_calls",
                        false));
        JsonNode body = Trees.written(request);

        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("tools"))
                .isEqualTo(Trees.tree(
                        "[{'name':'f','description':'d','input_schema':{'type':'object','properties':{}}}]"));
        assertThat(body.path("tool_choice"))
                .isEqualTo(Trees.tree("{'type':'tool','name':'f','disable_parallel_tool_use':true}"));
        assertThat(Trees.written(request.withParameters(Map.of("tool_choice", "required")))
                        .at("/tool_choice/type")
                        .asText())
                .isEqualTo("any");
        assertThat(Trees.written(request.withParameters(Map.of("tool_choice", "none")))
                        .path("tool_choice"))
                .isEqualTo(Trees.tree("{'type':'none'}"));
        assertThatThrownBy(() -> Trees.payload(request.withModel("claude-opus-5-5")))
                .as("newer models cannot be forced")
                .isInstanceOf(CannotExpressException.class);
    }

    @Test
    void samplingByGeneration() {
        Map<String, Object> asked = Map.of("temperature", 1.5, "top_p", 0.5, "top_k", 3);
        Payload old = write("claude-3-haiku-20240307", -1, asked);
        assertThat(Trees.tree(old.body()).path("temperature").asInt()).isEqualTo(1);
        assertThat(Trees.tree(old.body()).has("top_p")).isTrue();
        assertThat(old.notes().adjusted()).containsExactly("temperature 1.5 -> 1");

        Payload one = write("claude-haiku-4-5-20251001", -1, asked);
        assertThat(Trees.tree(one.body()).has("top_p")).isFalse();
        assertThat(one.notes().dropped()).containsExactly("top_p");

        Payload none = write("claude-haiku-5-5", -1, asked);
        assertThat(Trees.tree(none.body()).has("temperature")).isFalse();
        assertThat(none.notes().dropped()).containsExactlyInAnyOrder("temperature", "top_p", "top_k");
        assertThat(write("claude-haiku-5-5", -1, Map.of("temperature", 1))
                        .notes()
                        .dropped())
                .isEmpty();
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">Budgets of older models</a> */
    @Test
    void olderModelsThinkByNumbers() {
        JsonNode body = body("claude-haiku-4-5", Map.of("reasoning_effort", "medium", "temperature", 0.2));
        assertThat(body.path("thinking")).isEqualTo(Trees.tree("{'type':'enabled','budget_tokens':8192}"));
        assertThat(body.path("max_tokens").asInt()).isEqualTo(8192 + 4096);
        assertThat(body.has("temperature")).isFalse();

        assertThat(body("claude-haiku-4-5", Map.of("reasoning_effort", "high", "max_tokens", 4000))
                        .at("/thinking/budget_tokens")
                        .asInt())
                .isEqualTo(2000);
        Payload small = write("claude-haiku-4-5", -1, Map.of("reasoning_effort", "high", "max_tokens", 500));
        assertThat(Trees.tree(small.body()).has("thinking")).isFalse();
        assertThat(small.notes().dropped()).containsExactly("reasoning_effort");
        Payload budget = write("claude-haiku-4-5", -1, Map.of("reasoning_budget", 9000, "max_tokens", 8000));
        assertThat(Trees.tree(budget.body()).at("/thinking/budget_tokens").asInt())
                .isEqualTo(7999);
        assertThat(budget.notes().adjusted()).containsExactly("reasoning_budget 9000 -> 7999");
    }

    /** Anthropic refuses a budget that is no less than the longest answer. */
    @ParameterizedTest
    @ValueSource(strings = {"low", "medium", "high", "xhigh", "max"})
    void thoughtsFitIntoTheLongestAnswerOfAModel(String effort) {
        JsonNode body = Trees.tree(write("claude-haiku-4-5", 8192, Map.of("reasoning_effort", effort))
                .body());

        assertThat(body.path("max_tokens").asInt()).isEqualTo(8192);
        assertThat(body.at("/thinking/budget_tokens").asInt()).isBetween(1024, 8191);
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">Adaptive thinking and effort of newer models</a> */
    @Test
    void newerModelsThinkByEffort() {
        JsonNode body = body("claude-opus-5-5", Map.of("reasoning_effort", "high"));
        assertThat(body.path("thinking")).isEqualTo(Trees.tree("{'type':'adaptive','display':'summarized'}"));
        assertThat(body.path("output_config")).isEqualTo(Trees.tree("{'effort':'high'}"));

        Payload least = write("claude-opus-5-5", -1, Map.of("reasoning_effort", "none"));
        assertThat(Trees.tree(least.body()).path("output_config")).isEqualTo(Trees.tree("{'effort':'low'}"));
        assertThat(least.notes().adjusted()).containsExactly("reasoning_effort none -> low");

        Payload budget = write("claude-sonnet-5-5", -1, Map.of("reasoning_budget", 10_000));
        assertThat(Trees.tree(budget.body()).at("/output_config/effort").asText())
                .isEqualTo("medium");
        assertThat(budget.notes().adjusted()).hasSize(1);

        assertThat(body("claude-sonnet-5-5", Map.of("reasoning_effort", "none")).path("thinking"))
                .isEqualTo(Trees.tree("{'type':'between_tools'}"));
        assertThat(body("claude-haiku-5-5", Map.of("reasoning_effort", "none")).path("thinking"))
                .isEqualTo(Trees.tree("{'type':'disabled'}"));
        assertThat(body("claude-opus-4-8", Map.of("reasoning_effort", "none")).has("thinking"))
                .isFalse();
    }

    @Test
    void aModelThatLacksItsThoughtsDoesNotThinkAmongItsCalls() {
        List<ToolCall> calls = List.of(new ToolCall(-1, "c", "f", "{}", Map.of()));
        List<Message> messages = List.of(HI, assistant(calls), Message.toolResult("c", "f", List.of(text("one"))));
        Payload payload = Trees.payload(
                Trees.openai(messages, Map.of("reasoning_effort", "low")).withModel("claude-haiku-4-5"));

        assertThat(Trees.tree(payload.body()).has("thinking")).isFalse();
        assertThat(payload.notes().dropped()).containsExactly("reasoning_effort");
    }

    /** What Claude can be held to, and in other words or in none what it cannot. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'oneOf':[{'type':'string'},{'type':'null'}]} | {'anyOf':[{'type':'string'},{'type':'null'}]}
        {'type':'string','format':'uuid'}              | {'type':'string','format':'uuid'}
        {'type':'string','format':'phone'}             | {'type':'string','description':'{format: phone}'}
        {'type':'string','pattern':'^a$'}              | {'type':'string','description':'{pattern: ^a$}'}
        {'allOf':[{'$ref':'#/$defs/A'}],'description':'d'} | {'$ref':'#/$defs/A','description':'d'}
        {'$ref':'#/$defs/A'}                           | {'$ref':'#/$defs/A'}
        {'$ref':'#/$defs/Node'}                        | words
        {'$ref':'#'}                                   | words
        {'type':'array','prefixItems':[{}]}            | words
        {'type':'object','patternProperties':{}}       | words
        {'not':{'type':'string'}}                      | words
        """)
    void schemasThatClaudeIsHeldTo(String property, String sent) {
        String schema =
                "{'type':'object','properties':{'p':" + property + "},'required':['p'],'$defs':{'A':{'type':'string'},"
                        + "'Node':{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#/$defs/Node'},{'type':'null'}]}}}}}";
        JsonNode body = body(
                "claude-sonnet-5-5",
                Map.of(
                        "response_format",
                        Map.of(
                                "type",
                                "json_schema",
                                "json_schema",
                                Map.of(
                                        "name",
                                        "p",
                                        "schema",
                                        Json.parseObject(Trees.bytes(schema)).rest()))));

        if (sent.equals("words")) {
            assertThat(body.has("output_config")).isFalse();
            assertThat(body.path("system").asText()).contains("JSON schema");
        } else {
            assertThat(body.at("/output_config/format/schema/properties/p")).isEqualTo(Trees.tree(sent));
        }
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations">JSON schema limitations</a> */
    @Test
    void schemasOfAnswers() {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of("age", Map.of("type", "integer", "minimum", 0), "name", Map.of("type", "string")));
        Map<String, Object> format = Map.of(
                "response_format",
                Map.of("type", "json_schema", "json_schema", Map.of("name", "person", "schema", schema)));
        JsonNode body = body("claude-sonnet-5-5", format);
        assertThat(body.at("/output_config/format"))
                .isEqualTo(Trees.tree("{'type':'json_schema','schema':{'type':'object','properties':"
                        + "{'age':{'type':'integer','description':'{minimum: 0}'},'name':{'type':'string'}},"
                        + "'additionalProperties':false}}"));

        Payload old = write("claude-3-haiku-20240307", -1, format);
        assertThat(Trees.tree(old.body()).path("system").asText())
                .contains("JSON schema")
                .contains("minimum");
        assertThat(old.notes().adjusted()).hasSize(1);
        assertThat(body("m", Map.of("response_format", Map.of("type", "json_object")))
                        .path("system")
                        .asText())
                .contains("JSON object");
        assertThat(body("m", Map.of("response_format", Map.of("type", "text"))).has("system"))
                .isFalse();
    }

    @Test
    void whatItHasNoWordsForIsNamed() {
        Payload payload = write(
                "m",
                -1,
                Map.of(
                        "seed",
                        1,
                        "frequency_penalty",
                        0.5,
                        "presence_penalty",
                        0,
                        "logprobs",
                        false,
                        "user",
                        "u",
                        "stop",
                        "END"));
        assertThat(payload.notes().dropped()).containsExactlyInAnyOrder("seed", "frequency_penalty");
        assertThat(Trees.tree(payload.body()).at("/metadata/user_id").asText()).isEqualTo("u");
        assertThat(Trees.tree(payload.body()).path("stop_sequences")).isEqualTo(Trees.tree("['END']"));
        assertThat(write("m", -1, Map.of("stop", List.of("\n", "END"))).notes().dropped())
                .containsExactly("stop");
        assertThat(write("m", -1, Map.of("n", 2)).notes().adjusted()).containsExactly("n 2 -> 1");
    }
}
