package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestBoundsTest {
    private static final Message HELLO = Message.of(Role.USER, "hello");
    private static final Tool TOOL = new Tool("f", "", null, Map.of());
    private static final String LONG = "x".repeat(257);

    static Stream<Arguments> tooLarge() {
        Part part = new Part.Text("p", false, Map.of());
        ToolCall call = new ToolCall(-1, "id", "f", "{}", Map.of());
        return Stream.of(
                Arguments.of("messages", request(Collections.nCopies(20_001, HELLO), List.of(), Map.of())),
                Arguments.of(
                        "messages",
                        said(new Message(Role.USER, Collections.nCopies(100_001, part), List.of(), Map.of()))),
                Arguments.of(
                        "messages",
                        said(new Message(Role.ASSISTANT, List.of(), Collections.nCopies(20_001, call), Map.of()))),
                Arguments.of("tools", request(List.of(HELLO), Collections.nCopies(4_001, TOOL), Map.of())),
                Arguments.of("tools", request(List.of(HELLO), List.of(new Tool(LONG, "", null, Map.of())), Map.of())),
                Arguments.of("messages", said(Message.toolResult("id", LONG, List.of(part)))),
                Arguments.of("n", request(List.of(HELLO), List.of(), Map.of("n", 129))),
                Arguments.of(
                        "n", request(List.of(HELLO), List.of(), Map.of("n", new java.math.BigInteger("9".repeat(30))))),
                Arguments.of("stop", request(List.of(HELLO), List.of(), Map.of("stop", Collections.nCopies(257, "x")))),
                Arguments.of("user", request(List.of(HELLO), List.of(), Map.of("user", LONG))),
                Arguments.of("model", said(HELLO).withModel(LONG)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooLarge")
    void whatIsTooMuchOrTooLongIsRefusedByItsField(String field, ChatRequest request) {
        assertThatThrownBy(() -> RequestBounds.check(request))
                .isInstanceOfSatisfying(RejectedException.class, refusal -> {
                    org.assertj.core.api.Assertions.assertThat(refusal.status()).isEqualTo(400);
                    org.assertj.core.api.Assertions.assertThat(refusal.param()).isEqualTo(field);
                });
    }

    @Test
    void aLongConversationOfAnAgentWithManyToolsIsTaken() {
        assertThatCode(() -> RequestBounds.check(
                        request(Collections.nCopies(4_000, HELLO), Collections.nCopies(1_000, TOOL), Map.of("n", 8))))
                .doesNotThrowAnyException();
    }

    private static ChatRequest said(Message message) {
        return request(List.of(message), List.of(), Map.of());
    }

    private static ChatRequest request(List<Message> messages, List<Tool> tools, Map<String, Object> parameters) {
        return new ChatRequest("openai", "m", messages, tools, false, parameters);
    }
}
