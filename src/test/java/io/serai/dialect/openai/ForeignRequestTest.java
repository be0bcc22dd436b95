package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Json;
import io.serai.dialect.Traits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What was read in another dialect, for vendors of this one.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">OpenAI's parameters</a>
 */
class ForeignRequestTest {
    private static final Message HI = Message.of(Role.USER, "hi");

    @Test
    void whatOpenAiDoesNotKnowIsDroppedAndTold() {
        Payload payload = write(Map.of("temperature", 1, "top_k", 5, "metadata", Map.of("user_id", "u")), HI);

        assertThat(tree(payload).path("temperature").asInt()).isEqualTo(1);
        assertThat(tree(payload).has("top_k")).isFalse();
        assertThat(tree(payload).has("metadata")).isFalse();
        assertThat(payload.notes().dropped()).containsExactlyInAnyOrder("top_k", "metadata");
    }

    /** It refuses: "Expected a string with maximum length 64"; Claude Code names its users longer. */
    @Test
    void theNameOfAUserIsCutToWhatOpenAiTakes() {
        Payload payload = write(Map.of("user", "u".repeat(150)), HI);

        assertThat(tree(payload).path("user").asText()).isEqualTo("u".repeat(64));
        assertThat(payload.notes().adjusted()).containsExactly("user 150 characters -> the first 64");
        assertThat(tree(write(Map.of("user", "u".repeat(63) + "\ud83d\ude00"), HI))
                        .path("user")
                        .asText())
                .isEqualTo("u".repeat(63));
    }

    @Test
    void whatTheVendorTakesBeyondOpenAiIsSent() {
        Payload payload = write(
                request(Map.of("top_k", 5, "reasoning_budget", 100), List.of(), HI),
                new Traits(Traits.UNKNOWN, Set.of("top_k", "reasoning_budget")));

        assertThat(tree(payload).path("top_k").asInt()).isEqualTo(5);
        assertThat(tree(payload).path("reasoning_budget").asInt()).isEqualTo(100);
        assertThat(payload.notes().dropped()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, none", "1024, low", "8000, medium", "32000, high", "-1, medium"})
    void aBudgetForThinkingBecomesAnEffort(int budget, String effort) {
        Payload payload = write(Map.of("reasoning_budget", budget), HI);

        assertThat(tree(payload).path("reasoning_effort").asText()).isEqualTo(effort);
        assertThat(payload.notes().adjusted())
                .containsExactly("reasoning_budget " + budget + " -> reasoning_effort " + effort);
    }

    @Test
    void filesOfResultsFollowThem() {
        Part file =
                new Part.Other(Map.of("type", "file", "file", Map.of("file_data", "data:application/pdf;base64,AA==")));
        Message call = new Message(
                Role.ASSISTANT, List.of(), List.of(new ToolCall(-1, "a", "read", "{}", Map.of())), Map.of());
        Payload payload = write(Map.of(), HI, call, Message.toolResult("a", "read", List.of(file)));

        JsonNode messages = tree(payload).path("messages");
        assertThat(messages.at("/2/content").asText()).isEqualTo("See the file.");
        assertThat(messages.at("/3/role").asText()).isEqualTo("user");
        assertThat(messages.at("/3/content/1/file/file_data").asText()).startsWith("data:application/pdf");
        assertThat(payload.notes().adjusted()).containsExactly("messages[2] file in a result -> file after it");
    }

    @Test
    void imagesOfResultsFollowThem() {
        Message calls = new Message(
                Role.ASSISTANT,
                List.of(),
                List.of(new ToolCall(-1, "a", "look", "{}", Map.of()), new ToolCall(-1, "b", "look", "{}", Map.of())),
                Map.of());
        Payload payload = write(
                Map.of(),
                HI,
                calls,
                Message.toolResult("a", "look", List.of(text("seen"), image("data:image/png;base64,AA=="))),
                Message.toolResult("b", "look", List.of(image("https://x.test/b.png"))),
                Message.of(Role.USER, "and?"));

        JsonNode messages = tree(payload).path("messages");
        assertThat(messages).hasSize(6);
        assertThat(messages.at("/2/content").asText()).isEqualTo("seen");
        assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo("a");
        assertThat(messages.at("/2/name").isMissingNode()).isTrue();
        assertThat(messages.at("/3/content").asText()).isEqualTo("See the image.");
        assertThat(messages.at("/4/role").asText()).isEqualTo("user");
        assertThat(messages.path(4).findValuesAsText("url"))
                .containsExactly("data:image/png;base64,AA==", "https://x.test/b.png");
        assertThat(messages.at("/5/content").asText()).isEqualTo("and?");
        assertThat(payload.notes().adjusted()).hasSize(2);
    }

    @Test
    void aPartThatOnlyItsDialectKnowsIsLeftOut() {
        Message odd = new Message(
                Role.USER, List.of(new Part.Other(Map.of("type", "container_upload"))), List.of(), Map.of());

        assertThat(write(Map.of(), HI, odd).notes().dropped())
                .containsExactly("messages[1].content[0] container_upload");
    }

    /** @see <a href="https://platform.openai.com/docs/guides/pdf-files">Files as data</a> */
    @Test
    void aPartInOpenAisWordsIsSent() {
        Message file = new Message(
                Role.USER,
                List.of(new Part.Other(
                        Map.of("type", "file", "file", Map.of("file_data", "data:application/pdf;base64,AA==")))),
                List.of(),
                Map.of());

        assertThat(tree(write(Map.of(), file))
                        .at("/messages/0/content/0/file/file_data")
                        .asText())
                .startsWith("data:application/pdf");
    }

    @Test
    void thoughtsStayAtHomeUnlessTheVendorTakesThem() {
        Message thinking = new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning("hm", "reasoning_content", new Signature("anthropic", "c2ln", false)),
                        text("yes")),
                List.of(),
                Map.of());
        Message silent = new Message(
                Role.ASSISTANT,
                List.of(new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "c2ln", true))),
                List.of(),
                Map.of());
        ChatRequest request = request(Map.of(), List.of(), HI, thinking, silent, HI);

        JsonNode without = tree(write(request, Traits.NONE)).path("messages");
        JsonNode with = tree(write(request, new Traits(Traits.UNKNOWN, Set.of(Traits.THOUGHTS))))
                .path("messages");

        assertThat(without).hasSize(3);
        assertThat(without.toString()).doesNotContain("hm").doesNotContain("c2ln");
        assertThat(with.at("/1/reasoning_content").asText()).isEqualTo("hm");
        assertThat(with.toString()).doesNotContain("c2ln");
    }

    @Test
    void toolsThatAreNoFunctionsAreDroppedWithTheChoiceAmongThem() {
        Tool search = new Tool("", "", null, Map.of("type", "web_search"));
        Payload payload = write(
                request(Map.of("tool_choice", "auto", "parallel_tool_calls", true), List.of(search), HI), Traits.NONE);

        assertThat(tree(payload).has("tools")).isFalse();
        assertThat(tree(payload).has("tool_choice")).isFalse();
        assertThat(tree(payload).has("parallel_tool_calls")).isFalse();
        assertThat(payload.notes().dropped()).containsExactly("tools web_search");
    }

    @Test
    void requestsOfThisDialectLoseNothing() {
        ChatRequest request =
                new ChatRequest("openai", "m", List.of(HI), List.of(), false, Map.of("top_k", 5, "unheard_of", true));
        Payload payload = write(request, Traits.NONE);

        assertThat(tree(payload).path("top_k").asInt()).isEqualTo(5);
        assertThat(tree(payload).path("unheard_of").asBoolean()).isTrue();
        assertThat(payload.notes().dropped()).isEmpty();
    }

    /** OpenAI refuses to be held to a schema of which not all properties are needed; Anthropic takes it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'additionalProperties':false} | true
        {'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':false}                  | false
        {'type':'object','properties':{'a':{'type':'string'}},'required':['a']}                              | false
        {'type':'object','properties':{'a':{'anyOf':[{'type':'object','properties':{'b':{}}},{'type':'null'}]}},'required':['a'],'additionalProperties':false} | false
        {'type':'object','properties':{'a':{'$ref':'#/$defs/A'}},'required':['a'],'additionalProperties':false,'$defs':{'A':{'type':'object','properties':{}}}} | false
        """)
    void schemasAreStrictWhereOpenAiCanBeHeldToThem(String schema, boolean strict) {
        Map<String, Object> told =
                Json.parseObject(Trees.bytes(schema.replace('\'', '"'))).rest();
        Payload payload = write(
                request(
                        Map.of(
                                "response_format",
                                Map.of(
                                        "type",
                                        "json_schema",
                                        "json_schema",
                                        Map.of("name", "answer", "schema", told, "strict", true))),
                        List.of(new Tool("f", "", told, Map.of("function", Map.of("strict", true)))),
                        HI),
                Traits.NONE);

        assertThat(tree(payload).at("/response_format/json_schema/strict").asBoolean())
                .isEqualTo(strict);
        assertThat(tree(payload).at("/tools/0/function/strict").asBoolean()).isEqualTo(strict);
        assertThat(payload.notes().adjusted()).hasSize(strict ? 0 : 2);
    }

    private static Part text(String text) {
        return new Part.Text(text, false, Map.of());
    }

    private static Part image(String url) {
        return new Part.Image(url, null, Map.of());
    }

    private static ChatRequest request(Map<String, Object> parameters, List<Tool> tools, Message... messages) {
        return new ChatRequest("anthropic", "m", List.of(messages), tools, false, parameters);
    }

    private static Payload write(Map<String, Object> parameters, Message... messages) {
        return write(request(parameters, List.of(), messages), Traits.NONE);
    }

    private static Payload write(ChatRequest request, Traits model) {
        return Trees.CLIENT.writeChat(request, model);
    }

    private static JsonNode tree(Payload payload) {
        return Trees.tree(payload.body());
    }
}
