package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that was collected is the answer that was streamed. */
class ResponseCollectorTest {

    @Test
    void aSinglePieceIsTheAnswer() {
        ChatResponse only = piece(said(new Part.Text("x", true, Map.of())));

        assertThat(collected(only)).isSameAs(only);
    }

    @Test
    void nothingIsAnEmptyAnswer() {
        assertThat(collected()).isEqualTo(new ChatResponse("", 0, "", List.of(), null, Map.of()));
    }

    @Test
    void textsOfAKindBecomeOne() {
        ChatResponse whole = collected(
                piece(said(reasoning("", "reasoning"), text(""))),
                piece(said(reasoning("let ", "reasoning"), text(""))),
                piece(said(reasoning("me", "reasoning"))),
                piece(said(text("Grüße "), new Part.Refusal("", true))),
                piece(said(text("\ud83d"), reasoning("", "reasoning"))),
                piece(said(text("\ude00"))));

        assertThat(message(whole).parts()).containsExactly(reasoning("let me", "reasoning"), text("Grüße 😀"));
    }

    @Test
    void thoughtsBetweenTextsStayWhereTheyWere() {
        ChatResponse whole = collected(
                piece(said(reasoning("a", "r"))),
                piece(said(text("b"))),
                piece(said(reasoning("c", "r"))),
                piece(said(text("d"))));

        assertThat(message(whole).parts())
                .containsExactly(reasoning("a", "r"), text("b"), reasoning("c", "r"), text("d"));
        assertThat(whole.text()).isEqualTo("bd");
    }

    @Test
    void thoughtsInTwoFieldsAreNotMixed() {
        ChatResponse whole = collected(
                piece(said(reasoning("let ", "reasoning_content"), reasoning("let ", "reasoning"))),
                piece(said(reasoning("me", "reasoning_content"), reasoning("me", "reasoning"))));

        assertThat(message(whole).parts())
                .containsExactly(reasoning("let me", "reasoning_content"), reasoning("let me", "reasoning"));
        assertThat(message(whole).reasoning()).isEqualTo("let me");
    }

    @Test
    void otherPartsStandForThemselves() {
        Part image = new Part.Image("data:,", null, Map.of());
        Part cited = new Part.Text("b", false, Map.of("cite", 1));

        ChatResponse whole =
                collected(piece(said(text("a"))), piece(said(image, image)), piece(said(cited)), piece(said(cited)));

        assertThat(message(whole).parts())
                .containsExactly(text("a"), image, image, new Part.Text("bb", false, Map.of("cite", 1)));
    }

    @Test
    void fragmentsOfToolCallsFindTogether() {
        ChatResponse whole = collected(
                piece(calls(call(1, "b", "g", ""))),
                piece(calls(call(0, "a", "f", "{"), call(1, "", "", "{2"))),
                piece(calls(call(0, "a", "f", "1}"))),
                piece(calls(call(1, "b", "g", "}"))));

        assertThat(message(whole).toolCalls()).containsExactly(call(-1, "a", "f", "{1}"), call(-1, "b", "g", "{2}"));
    }

    @Test
    void withoutIndexesANameBeginsACall() {
        ChatResponse whole = collected(
                piece(calls(call(-1, "a", "f", "{"))),
                piece(calls(call(-1, "", "", "1}"))),
                piece(calls(call(-1, "b", "f", "{2}"), call(-1, "", "f", "{3}"))));

        assertThat(message(whole).toolCalls())
                .containsExactly(call(-1, "a", "f", "{1}"), call(-1, "b", "f", "{2}"), call(-1, "", "f", "{3}"));
    }

    @Test
    void theFirstIdAndTheLastUsageAndReasonCount() {
        ChatResponse whole = collected(
                new ChatResponse("", 0, "", List.of(), Usage.of(1, 1), Map.of()),
                new ChatResponse("one", 5, "m", List.of(), null, Map.of()),
                new ChatResponse(
                        "two",
                        6,
                        "n",
                        List.of(choice(0, said(text("x")), FinishReason.LENGTH)),
                        Usage.of(1, 2),
                        Map.of()),
                new ChatResponse("", 0, "", List.of(choice(0, said(), null)), null, Map.of()));

        assertThat(List.of(whole.id(), whole.created(), whole.model())).containsExactly("one", 5L, "m");
        assertThat(whole.usage()).isEqualTo(Usage.of(1, 2));
        assertThat(whole.choices().getFirst().finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void unknownFieldsOfTheAnswerAreToldAnew() {
        Map<String, Object> nothing = new LinkedHashMap<>();
        nothing.put("citations", null);

        ChatResponse whole = collected(
                extras(nothing),
                extras(Map.of("citations", List.of("a"))),
                extras(Map.of("citations", List.of("a"), "x", 1)),
                extras(nothing));

        assertThat(whole.extras()).isEqualTo(Map.of("citations", List.of("a"), "x", 1));
    }

    /** Log probabilities, audio, OpenAI's old function calls, OpenRouter's thoughts: they come in fragments as well. */
    @Test
    void unknownFieldsOfAChoiceGoOn() {
        Map<String, Object> none = new LinkedHashMap<>();
        none.put("content", null);

        ChatResponse whole = collected(
                piece(message(none), Map.of("logprobs", none)),
                piece(
                        message(Map.of(
                                "function_call",
                                Map.of("name", "f", "arguments", "{"),
                                "audio",
                                Map.of("id", "au", "data", "AA"))),
                        Map.of("logprobs", Map.of("content", List.of(Map.of("token", "a"))))),
                piece(
                        message(Map.of(
                                "function_call",
                                Map.of("name", "f", "arguments", "{"),
                                "audio",
                                Map.of("id", "au", "data", "AA"))),
                        Map.of("logprobs", Map.of("content", List.of(Map.of("token", "a"), Map.of("token", "b"))))),
                piece(message(Map.of(
                        "reasoning_details",
                        List.of(Map.of("index", 0, "type", "t", "text", "let "), Map.of("index", 1, "type", "t"))))),
                piece(message(
                        Map.of("reasoning_details", List.of(Map.of("index", 0, "text", "me", "signature", "s"))))),
                piece(message(Map.of("reasoning_details", List.of(Map.of("index", 0, "type", "u"))))));

        assertThat(whole.choices().getFirst().extras())
                .isEqualTo(Map.of(
                        "logprobs",
                        Map.of("content", List.of(Map.of("token", "a"), Map.of("token", "a"), Map.of("token", "b")))));
        Map<String, Object> expected = new LinkedHashMap<>(none);
        expected.put("function_call", Map.of("name", "f", "arguments", "{{"));
        expected.put("audio", Map.of("id", "au", "data", "AAAA"));
        expected.put(
                "reasoning_details",
                List.of(
                        Map.of("index", 0, "type", "t", "text", "let me", "signature", "s"),
                        Map.of("index", 1, "type", "t"),
                        Map.of("index", 0, "type", "u")));
        assertThat(message(whole).extras()).isEqualTo(expected);
    }

    /** The pieces belong to whoever else reads them; joining must not change them. */
    @Test
    void thePiecesStayAsTheyWere() {
        Map<String, Object> details =
                Map.of("list", new ArrayList<>(List.of(1)), "map", new LinkedHashMap<>(Map.of("text", "a")));
        ChatResponse piece = piece(message(details), details);

        collected(piece, piece, piece);

        assertThat(piece)
                .isEqualTo(piece(
                        message(Map.of("list", List.of(1), "map", Map.of("text", "a"))),
                        Map.of("list", List.of(1), "map", Map.of("text", "a"))));
    }

    @Test
    void aLongStreamIsCollectedInLinearTime() {
        ResponseCollector collector = new ResponseCollector();
        Map<String, Object> logprobs = Map.of("logprobs", Map.of("content", List.of(Map.of("token", "x"))));
        for (int i = 0; i < 200_000; i++) {
            collector.add(piece(said(text("x")), logprobs));
        }

        assertThat(collector.whole().text()).hasSize(200_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void howeverAnAnswerIsSplitItIsTheSameAgain(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            ChatResponse answer = RandomAnswers.answer(random);

            assertThat(collected(RandomAnswers.split(answer, random).toArray(ChatResponse[]::new)))
                    .isEqualTo(answer);
        }
    }

    /** Whatever a piece brings and is kept counts, or a vendor could fill the memory with it. */
    static Stream<Arguments> bringers() {
        String large = "x".repeat(10_000);
        return Stream.of(
                arguments("text", bringer(i -> piece(said(text(large))))),
                arguments("thoughts", bringer(i -> piece(said(reasoning(large, "reasoning"))))),
                arguments("refusal", bringer(i -> piece(said(new Part.Refusal(large, true))))),
                arguments("image", bringer(i -> piece(said(new Part.Image(large, null, Map.of()))))),
                arguments("image's fields", bringer(i -> piece(said(new Part.Image("", null, Map.of("f", large)))))),
                arguments("other part", bringer(i -> piece(said(new Part.Other(Map.of("f", List.of(large))))))),
                arguments(
                        "text's fields", bringer(i -> piece(said(new Part.Text("x", false, Map.of("f" + i, large)))))),
                arguments(
                        "signature",
                        bringer(i ->
                                piece(said(new Part.Reasoning("", "reasoning", new Signature("a", large, true)))))),
                arguments("call's id", bringer(i -> piece(calls(new ToolCall(i, large, "n", "", Map.of()))))),
                arguments("call's name", bringer(i -> piece(calls(new ToolCall(i, "", large, "", Map.of()))))),
                arguments("call's arguments", bringer(i -> piece(calls(new ToolCall(0, "i", "n", large, Map.of()))))),
                arguments(
                        "call's fields",
                        bringer(i -> piece(calls(new ToolCall(0, "i", "n", "", Map.of("f" + i, large)))))),
                arguments("message's fields", bringer(i -> piece(message(Map.of("f" + i, Map.of("g", large)))))),
                arguments("choice's fields", bringer(i -> piece(said(), Map.of("f" + i, large)))),
                arguments("answer's fields", bringer(i -> extras(Map.of("f" + i, List.of(Map.of("g", large)))))),
                arguments("names of fields", bringer(i -> extras(Map.of(large + i, 1)))));
    }

    private static IntFunction<ChatResponse> bringer(IntFunction<ChatResponse> pieces) {
        return pieces;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bringers")
    void allThatIsKeptIsWeighed(String what, IntFunction<ChatResponse> pieces) {
        ResponseCollector collector = new ResponseCollector();
        for (int i = 0; i < 100; i++) {
            collector.add(pieces.apply(i));
        }

        assertThat(collector.weight()).as(what).isBetween(1_000_000L, 1_200_000L);
    }

    @Test
    void whatIsReplacedWeighsNothingMore() {
        ResponseCollector collector = new ResponseCollector();
        for (int i = 0; i < 1000; i++) {
            collector.add(extras(Map.of("fingerprint", "x".repeat(1000))));
        }

        assertThat(collector.weight()).isLessThan(2_000);
    }

    private static ChatResponse collected(ChatResponse... pieces) {
        ResponseCollector collector = new ResponseCollector();
        for (ChatResponse piece : pieces) {
            collector.add(piece);
        }
        return collector.whole();
    }

    private static ChatResponse extras(Map<String, Object> extras) {
        return new ChatResponse("", 0, "", List.of(), null, extras);
    }

    private static ChatResponse piece(Message message) {
        return piece(message, Map.of());
    }

    private static ChatResponse piece(Message message, Map<String, Object> extras) {
        return new ChatResponse("i", 1, "m", List.of(new Choice(0, message, null, extras)), null, Map.of());
    }

    private static Choice choice(int index, Message message, @Nullable FinishReason reason) {
        return new Choice(index, message, reason, Map.of());
    }

    private static Message said(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts), List.of(), Map.of());
    }

    private static Message calls(ToolCall... calls) {
        return new Message(Role.ASSISTANT, List.of(), List.of(calls), Map.of());
    }

    private static Message message(Map<String, Object> extras) {
        return new Message(Role.ASSISTANT, List.of(), List.of(), extras);
    }

    private static Message message(ChatResponse answer) {
        return answer.choices().getFirst().message();
    }

    private static Part text(String text) {
        return new Part.Text(text, true, Map.of());
    }

    private static Part reasoning(String text, String field) {
        return new Part.Reasoning(text, field);
    }

    private static ToolCall call(int index, String id, String name, String arguments) {
        return new ToolCall(index, id, name, arguments, Map.of());
    }
}
