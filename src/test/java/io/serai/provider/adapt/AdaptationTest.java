package io.serai.provider.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Notes;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptationTest {
    private static final Message HI = Message.of(Role.USER, "hi");
    private final Notes notes = new Notes();

    @Test
    void aRequestThatNeedsNoChangeStaysTheSame() {
        ChatRequest request = request(Map.of("temperature", 0.5, "max_tokens", 9), HI);

        assertThat(Adaptation.of(
                        request,
                        vendor("parameters: { temperature: 0..1, top_p: drop }, turns: [alternate, system-first]"),
                        notes))
                .isSameAs(request);
        assertThat(notes.dropped()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        temperature: 0..1                     | temperature      | 1.7    | temperature=1          | temperature 1.7 -> 1
        temperature: 0..1                     | temperature      | 1E+999999999 | temperature=1    | temperature 1E+999999999 -> 1
        temperature: 0.01..1                  | temperature      | 0      | temperature=0.01       | temperature 0 -> 0.01
        logit_bias: drop                      | logit_bias       | x      |                        | logit_bias
        max_tokens: max_completion_tokens     | max_tokens       | 7      | max_completion_tokens=7 |
        reasoning_effort: [low, high]         | reasoning_effort | medium | reasoning_effort=high  | reasoning_effort medium -> high
        reasoning_effort: [low, high]         | reasoning_effort | none   |                        | reasoning_effort
        reasoning_effort: [none, high]        | reasoning_effort | low    | reasoning_effort=high  | reasoning_effort low -> high
        service_tier: [auto]                  | service_tier     | flex   |                        | service_tier
        presence_penalty: drop                | presence_penalty | 0      |                        |
        """)
    void parameters(String rule, String name, String value, String after, String note) {
        Object told = value.matches("[\\d.E+]+") ? new BigDecimal(value) : value;
        ChatRequest adapted =
                Adaptation.of(request(Map.of(name, told), HI), vendor("parameters: { " + rule + " }"), notes);

        StringBuilder left = new StringBuilder();
        adapted.parameters()
                .forEach((field, word) -> left.append(field).append('=').append(word));
        assertThat(left.toString()).isEqualTo(after == null ? "" : after);
        assertThat(String.join("", notes.dropped()) + String.join("", notes.adjusted()))
                .isEqualTo(note == null ? "" : note);
    }

    @Test
    void aNameThatIsThereAlreadyWins() {
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("max_tokens", 1);
        both.put("max_completion_tokens", 2);

        assertThat(Adaptation.of(request(both, HI), vendor("parameters: { max_tokens: max_completion_tokens }"), notes)
                        .parameters())
                .containsExactly(Map.entry("max_completion_tokens", 2));
    }

    @Test
    void whatWouldBeAnotherRequestIsRefused() {
        assertThatThrownBy(() -> Adaptation.of(
                        request(Map.of("tool_choice", "required"), HI),
                        vendor("parameters: { tool_choice: [auto] }"),
                        notes))
                .isInstanceOf(CannotExpressException.class)
                .hasMessage("tool_choice: it takes only auto");
    }

    /** Mistral: "Unexpected role 'user' after role 'tool'", as in each session of Claude Code. */
    @Test
    void theAssistantSpeaksBetweenAToolAndTheUser() {
        ToolCall call = new ToolCall(-1, "a", "f", "{}", Map.of());
        Message result = Message.toolResult("a", "", List.of(new Part.Text("r", true, Map.of())));
        ChatRequest request =
                request(Map.of(), HI, new Message(Role.ASSISTANT, List.of(), List.of(call), Map.of()), result, HI, HI);

        assertThat(Adaptation.of(request, vendor("turns: assistant-after-tools"), notes)
                        .messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT, Role.USER, Role.USER);
        assertThat(notes.adjusted()).containsExactly("messages user after a tool -> the assistant between them");
    }

    @Test
    void fewerAnswersThanAskedForAreNamed() {
        assertThat(Adaptation.of(request(Map.of("n", 2), HI), vendor("parameters: { n: 1..1 }"), notes)
                        .parameters())
                .containsEntry("n", BigDecimal.ONE);
        assertThat(notes.adjusted()).containsExactly("n 2 -> 1");
    }

    @Test
    void aModelThatDoesNotThinkIsNotToldHowMuch() {
        ChatRequest request = request(Map.of("reasoning_effort", "high", "reasoning_budget", 9), HI);

        assertThat(Adaptation.of(request, vendor("models: [{ id: m, can: [tools] }]"), notes)
                        .parameters())
                .isEmpty();
        assertThat(notes.dropped()).containsExactlyInAnyOrder("reasoning_effort", "reasoning_budget");
        assertThat(Adaptation.of(request, vendor("models: [{ id: m, can: [reasoning] }]"), new Notes()))
                .isSameAs(request);
        assertThat(Adaptation.of(request, vendor("models: [{ id: m }]"), new Notes()))
                .isSameAs(request);
    }

    @Test
    void theTurnsOfAStrictVendor() {
        List<Message> turns = Adaptation.of(
                        request(
                                Map.of(),
                                Message.of(Role.DEVELOPER, "first"),
                                HI,
                                Message.of(Role.USER, "there"),
                                Message.of(Role.SYSTEM, "second"),
                                Message.of(Role.ASSISTANT, "yes")),
                        vendor("turns: [no-developer, system-first, alternate]"),
                        notes)
                .messages();

        assertThat(turns).extracting(Message::role).containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT);
        assertThat(turns).extracting(Message::text).containsExactly("first\n\nsecond", "hi\n\nthere", "yes");
        assertThat(notes.adjusted()).containsExactly("messages[3] in the middle -> first");
    }

    @Test
    void namesThatNobodyTakes() {
        Message named = new Message(Role.USER, HI.parts(), List.of(), Map.of("name", "ann"));

        assertThat(Adaptation.of(request(Map.of(), named), vendor("turns: no-names"), notes)
                        .messages()
                        .getFirst()
                        .name())
                .isEmpty();
        assertThat(notes.dropped()).containsExactly("messages[0].name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        thoughts: reasoning | reasoning
        thoughts: none      |
        turns: no-names     | reasoning_content
        """)
    void thoughtsInTheFieldThatTheVendorKnows(String entry, String field) {
        Message thinking = new Message(
                Role.ASSISTANT, List.of(new Part.Reasoning("hm", "reasoning_content")), List.of(), Map.of());

        assertThat(Adaptation.of(request(Map.of(), thinking), vendor(entry), notes)
                        .messages()
                        .getFirst()
                        .parts())
                .isEqualTo(field == null ? List.of() : List.of(new Part.Reasoning("hm", field)));
    }

    @Test
    void googlesSignatureOfACallGoesToNobodyWhoHasAnotherFieldForThoughts() {
        Map<String, Object> signed = Map.of("type", "function", "extra_content", Map.of("google", Map.of()));
        Message call =
                new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall(0, "c", "f", "{}", signed)), Map.of());
        Message result = Message.toolResult("c", "", List.of());
        ChatRequest request = request(Map.of(), call, result);

        assertThat(Adaptation.of(request, vendor("thoughts: none"), notes)
                        .messages()
                        .getFirst()
                        .toolCalls())
                .containsExactly(new ToolCall(0, "c", "f", "{}", Map.of("type", "function")));
        assertThat(Adaptation.of(request, vendor("turns: no-names"), notes).messages())
                .containsExactly(call, result);
    }

    /** @see <a href="https://github.com/vercel/ai/issues/5171">Long ids at OpenAI</a>, and Mistral's message 3280 */
    @ParameterizedTest
    @CsvSource({"40, '.{1,40}'", "exactly 9, [a-zA-Z0-9]{9}"})
    void idsOfCallsAsTheVendorTakesThem(String rule, String form) {
        String id = "toolu_" + "0123456789".repeat(5);
        Message call =
                new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall(-1, id, "f", "{}", Map.of())), Map.of());
        ChatRequest request = request(Map.of(), call, Message.toolResult(id, "f", List.of()));

        List<Message> once =
                Adaptation.of(request, vendor("tool-ids: " + rule), notes).messages();
        List<Message> again =
                Adaptation.of(request, vendor("tool-ids: " + rule), notes).messages();

        assertThat(once.getFirst().toolCalls().getFirst().id()).matches(form);
        assertThat(once.getLast().toolCallId())
                .isEqualTo(once.getFirst().toolCalls().getFirst().id());
        assertThat(again).isEqualTo(once);
        assertThat(once.getLast().name()).isEqualTo("f");
    }

    @Test
    void idsThatFitStay() {
        Message call = new Message(
                Role.ASSISTANT, List.of(), List.of(new ToolCall(-1, "call_1", "f", "{}", Map.of())), Map.of());
        ChatRequest request = request(Map.of(), call, Message.toolResult("call_1", "f", List.of()));

        assertThat(Adaptation.of(request, vendor("tool-ids: 40"), notes)).isSameAs(request);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        turns: no-names                 | true
        parameters: { functions: keep } | false
        """)
    void functionsOfTheOldFormGoAsToolsUnlessTheVendorNamesThem(String entry, boolean tools) {
        ChatRequest request = request(Map.of("functions", List.of(Map.of("name", "f"))), HI);

        ChatRequest adapted = Adaptation.of(request, vendor(entry), notes);

        assertThat(adapted.tools()).extracting(Tool::name).isEqualTo(tools ? List.of("f") : List.of());
        assertThat(adapted.parameters().containsKey("functions")).isEqualTo(!tools);
    }

    /** OpenAI refuses: "messages with role 'tool' must be a response to a preceding message with 'tool_calls'". */
    @Test
    void aResultWithoutItsCallIsToldInWordsBeforeTurnsAreFitted() {
        ChatRequest request = request(
                Map.of(), HI, Message.toolResult("gone", "f", List.of(new Part.Text("21 degrees", true, Map.of()))));

        ChatRequest adapted = Adaptation.of(request, vendor("turns: [alternate]"), notes);

        assertThat(adapted.messages()).extracting(Message::role).containsExactly(Role.USER);
        assertThat(adapted.messages().getFirst().text()).isEqualTo("hi\n\n[Result of f: 21 degrees]");
        assertThat(notes.adjusted()).containsExactly("messages[1] a result without its call -> words");
    }

    /** OpenAI's clients tell OpenAI much that no other vendor wants to know. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        turns: no-names                      | prompt_cache_key  | k       |
        turns: no-names                      | safety_identifier | k       |
        turns: no-names                      | verbosity         | low     |
        turns: no-names                      | prediction        | x       |
        parameters: { prompt_cache_key: keep } | prompt_cache_key | k      | prompt_cache_key
        parameters: { user: user_id }        | user              | u       | user_id
        """)
    void hintsGoToVendorsThatNameThem(String entry, String name, String value, String sent) {
        ChatRequest adapted = Adaptation.of(request(Map.of(name, value), HI), vendor(entry), notes);

        assertThat(adapted.parameters().keySet()).isEqualTo(sent == null ? java.util.Set.of() : java.util.Set.of(sent));
        assertThat(notes.dropped()).isEqualTo(sent == null ? java.util.Set.of(name) : java.util.Set.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        tool_choice         | auto
        parallel_tool_calls | true
        stream_options      | x
        top_logprobs        | 3
        """)
    void halvesOfAPairGo(String name, String value) {
        assertThat(Adaptation.of(request(Map.of(name, value), HI), vendor("turns: no-names"), notes)
                        .parameters())
                .isEmpty();
    }

    @Test
    void callsAndSchemasAreMended() {
        Message call = new Message(
                Role.ASSISTANT, List.of(), List.of(new ToolCall(0, "c", "f", "{\"a\": ", Map.of())), Map.of());
        ChatRequest request = new ChatRequest(
                "openai",
                "m",
                List.of(call, Message.toolResult("c", "", List.of())),
                List.of(new Tool("f", "", Map.of("type", "object"), Map.of())),
                false,
                Map.of());

        ChatRequest adapted = Adaptation.of(request, vendor("turns: no-names"), notes);

        assertThat(adapted.messages().getFirst().toolCalls().getFirst().arguments())
                .isEqualTo("{\"arguments\":\"{\\\"a\\\": \"}");
        assertThat(adapted.tools().getFirst().parameters()).isEqualTo(Map.of("type", "object", "properties", Map.of()));
    }

    @Test
    void aFormThatTheVendorLacksIsAskedForInWords() {
        Map<String, Object> format =
                Map.of("type", "json_schema", "json_schema", Map.of("name", "n", "schema", Map.of("type", "object")));

        ChatRequest adapted = Adaptation.of(
                request(Map.of("response_format", format), HI),
                vendor("parameters: { response_format: [text, json_object] }"),
                notes);

        assertThat(adapted.parameters()).containsEntry("response_format", Map.of("type", "json_object"));
        assertThat(adapted.messages().getFirst().role()).isEqualTo(Role.SYSTEM);
        assertThat(adapted.messages().getFirst().text()).contains("{\"type\":\"object\"}");
        assertThat(notes.isFormatInWords()).isTrue();
        assertThat(notes.adjusted())
                .containsExactly("response_format json_schema -> json_object and words in the system prompt");
    }

    @ParameterizedTest
    @CsvSource({"gpt-5.6-luna, true", "openai/o3-mini, true", "gpt-4.1-mini, false", "gpt-oss-120b, false"})
    void modelsThatThinkAreNotToldHowToChoose(String model, boolean thinks) {
        ChatRequest request = request(Map.of("temperature", 0.5), HI).withModel(model);

        assertThat(Adaptation.of(request, vendor("turns: no-names"), notes)
                        .parameters()
                        .isEmpty())
                .isEqualTo(thinks);
        ChatRequest silent = request(Map.of("temperature", 0.5, "reasoning_effort", "none"), HI)
                .withModel(model);
        assertThat(Adaptation.of(silent, vendor("turns: no-names"), notes).parameters())
                .containsKey("temperature");
    }

    private static ChatRequest request(Map<String, Object> parameters, Message... messages) {
        return new ChatRequest("openai", "m", List.of(messages), List.of(), false, parameters);
    }

    private static Vendor vendor(String differences) {
        String yaml = "v: { dialect: openai, checked: 2026-08-01, source: \"https://v.test\", " + differences + " }";
        return Catalog.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "v.yaml")
                .vendor("v")
                .orElseThrow();
    }
}
