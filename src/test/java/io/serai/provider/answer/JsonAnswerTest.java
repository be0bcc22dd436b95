package io.serai.provider.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.serai.Growth;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.provider.health.Thoughts;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that should be JSON, and calls that should have some. */
class JsonAnswerTest {
    private static final Map<String, Object> SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of("a", Map.of("type", "integer"), "url", Map.of("$ref", "http://127.0.0.1:1/x")),
            "required",
            List.of("a"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"a": 1}                          | {"a": 1}
        ```json\\n{"a": 1}\\n```          | {"a": 1}
        \\n ```\\n[1]\\n```\\n\\n         | [1]
        ```json{"a": 1}```                | {"a": 1}
        ```json\\n{"a": "`x` ```js y"}\\n``` | {"a": "`x` ```js y"}
        Here it is:\\n```json\\n{"a": 1}\\n```\\nBye | {"a": 1}
        """)
    void theFenceIsTakenOff(String text, String json) {
        String told = text.replace("\\n", "\n");
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            JsonAnswer answer = answer(Map.of("type", "json_object"), false);
            ResponseCollector collector = new ResponseCollector();
            int at = 0;
            while (at < told.length()) {
                int end = Math.min(told.length(), at + 1 + random.nextInt(round == 0 ? 1000 : 5));
                collector.add(
                        answer.freed(piece(told.substring(at, end), end == told.length() ? FinishReason.STOP : null)));
                at = end;
            }
            assertThat(answer.checked(collector.whole()).text().strip()).isEqualTo(json);
        }
    }

    /** A vendor chooses how many fences and pieces there are. */
    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments("fences that begin", "", "```{ "),
                arguments("objects in fences", "```{", "}x```{"),
                arguments("blanks in fences", "```{", "} "),
                arguments("blanks at the beginning", "", " "),
                arguments("blanks behind a fence", "```json\n{}", " "),
                arguments("ticks", "```json\n{\"", "`"),
                arguments("a language without end", "```", "x"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void theFenceIsLookedForInLinearTime(String what, String begin, String again) {
        Growth.isLinear(20_000, count -> {
            JsonAnswer pieces = answer(Map.of("type", "json_object"), false);
            pieces.freed(piece(begin, null));
            ChatResponse more = piece(again, null);
            for (int i = 0; i < count; i++) {
                pieces.freed(more);
            }
            pieces.freed(piece("", FinishReason.STOP));
            ChatResponse whole = piece(begin + again.repeat(count), FinishReason.STOP);
            assertThatThrownBy(
                            () -> answer(Map.of("type", "json_object"), false).checked(whole))
                    .isInstanceOf(UnfitAnswerException.class);
        });
    }

    @Test
    void manyCallsWithoutArgumentsAreFilledInLinearTime() {
        Map<Integer, ChatResponse> made = new HashMap<>();
        Growth.isLinear(
                10_000,
                count -> new EmptyArguments().filled(made.computeIfAbsent(count, size -> {
                    ToolCall[] all = new ToolCall[size];
                    Arrays.setAll(all, i -> new ToolCall(i, "c" + i, "f", "", Map.of()));
                    return calls(FinishReason.TOOL_CALLS, all);
                })));
    }

    @Test
    void whatDoesNotFitTheSchemaIsUnfit() {
        Map<String, Object> format =
                Map.of("type", "json_schema", "json_schema", Map.of("name", "n", "schema", SCHEMA));
        JsonAnswer asked = answer(format, true);

        assertThat(asked.waits()).isTrue();
        assertThat(asked.checked(piece("{\"a\": 1}", FinishReason.STOP)).text()).isEqualTo("{\"a\": 1}");
        assertThatThrownBy(() -> asked.checked(piece("{\"a\": \"x\"}", FinishReason.STOP)))
                .isInstanceOf(UnfitAnswerException.class)
                .hasMessageContaining("does not fit the schema");
        assertThatThrownBy(() -> asked.checked(piece("so", FinishReason.STOP))).hasMessageContaining("not JSON");
        assertThat(answer(format, false).waits()).isFalse();
    }

    @Test
    void aSchemaThatIsNoneChecksNothing() {
        assertThat(SchemaCheck.problem(Map.of("$ref", "#"), Map.of())).isNull();
        assertThat(SchemaCheck.problem(Map.of("type", 7), Map.of())).isNull();
    }

    @Test
    void aCallWithoutArgumentsGetsAnEmptyObject() {
        EmptyArguments arguments = new EmptyArguments();
        ResponseCollector collector = new ResponseCollector();
        collector.add(arguments.filled(calls(null, new ToolCall(0, "c1", "f", "", Map.of()))));
        collector.add(arguments.filled(calls(null, new ToolCall(1, "c2", "g", "{\"a\"", Map.of()))));
        collector.add(arguments.filled(calls(null, new ToolCall(1, "", "", ":1}", Map.of()))));
        collector.add(arguments.filled(calls(FinishReason.TOOL_CALLS)));

        assertThat(collector.whole().choices().getFirst().message().toolCalls())
                .extracting(ToolCall::arguments)
                .containsExactly("{}", "{\"a\":1}");
        assertThat(new EmptyArguments()
                        .filled(calls(FinishReason.TOOL_CALLS, new ToolCall(-1, "c", "f", "", Map.of())))
                        .choices()
                        .getFirst()
                        .message()
                        .toolCalls())
                .extracting(ToolCall::arguments)
                .containsExactly("{}");
    }

    @Test
    void thoughtsComeBackWithTheirCalls() {
        Thoughts thoughts = new Thoughts();
        ToolCall call = new ToolCall(0, "c1", "f", "{}", Map.of());
        Message said = new Message(
                Role.ASSISTANT, List.of(new Part.Reasoning("because", Part.Reasoning.FIELD)), List.of(call), Map.of());
        thoughts.keep(new ChatResponse(
                "", 0, "", List.of(new Choice(0, said, FinishReason.TOOL_CALLS, Map.of())), null, Map.of()));
        Message bare = new Message(Role.ASSISTANT, List.of(), List.of(call), Map.of());
        Message strange =
                new Message(Role.ASSISTANT, List.of(), List.of(new ToolCall(0, "c9", "f", "{}", Map.of())), Map.of());
        ChatRequest request = new ChatRequest("gemini", "m", List.of(bare, strange, said), List.of(), false, Map.of());

        List<Message> sent = thoughts.added(request).messages();

        assertThat(sent.get(0).reasoning()).isEqualTo("because");
        assertThat(sent.get(1).reasoning()).isNotBlank();
        assertThat(sent.get(2)).isSameAs(said);
        ChatRequest none = ChatRequest.ofPrompt("x");
        assertThat(thoughts.added(none)).isSameAs(none);
    }

    private static JsonAnswer answer(Map<String, Object> format, boolean inWords) {
        ChatRequest request = ChatRequest.ofPrompt("x").withParameters(Map.of("response_format", format));
        return Objects.requireNonNull(JsonAnswer.of(request, inWords));
    }

    private static ChatResponse piece(String text, @Nullable FinishReason reason) {
        Message said = new Message(Role.ASSISTANT, List.of(new Part.Text(text, true, Map.of())), List.of(), Map.of());
        return new ChatResponse("", 0, "", List.of(new Choice(0, said, reason, Map.of())), null, Map.of());
    }

    private static ChatResponse calls(@Nullable FinishReason reason, ToolCall... calls) {
        Message said = new Message(Role.ASSISTANT, List.of(), List.of(calls), Map.of());
        return new ChatResponse("", 0, "", List.of(new Choice(0, said, reason, Map.of())), null, Map.of());
    }
}
