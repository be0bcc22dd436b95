package io.serai.provider.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallDetailsTest {
    private static final Map<String, Object> DETAILS =
            Map.of("reasoning_details", List.of(Map.of("type", "reasoning.encrypted", "data", "AA==")));
    private static final Map<String, Object> EXTRA =
            Map.of("extra_content", Map.of("google", Map.of("thought_signature", "BB==")));

    private final CallDetails kept = new CallDetails();

    @Test
    void whatStoodBesideCallsComesBackWithThem() {
        kept.keep(answer(message(DETAILS, call("c", "{\"a\":1,\"b\":[]}", EXTRA))));

        Message added = added(message(Map.of(), call("c", "{ \"b\": [], \"a\": 1 }", Map.of())));

        assertThat(added.extras()).isEqualTo(DETAILS);
        assertThat(added.toolCalls().getFirst().extras()).isEqualTo(EXTRA);
        assertThat(added.toolCalls().getFirst().arguments()).isEqualTo("{ \"b\": [], \"a\": 1 }");
    }

    @Test
    void whatTheClientBringsAlongStaysAsItIs() {
        kept.keep(answer(message(DETAILS, call("c", "{}", EXTRA))));
        Message brought =
                message(Map.of("reasoning_details", List.of()), call("c", "", Map.of("extra_content", Map.of())));

        assertThat(added(brought)).isSameAs(brought);
    }

    @Test
    void anotherCallOfTheSameIdGetsNothing() {
        kept.keep(answer(message(DETAILS, call("call_0", "{\"city\":\"Rome\"}", EXTRA))));
        Message other = message(Map.of(), call("call_0", "{\"city\":\"Oslo\"}", Map.of()));

        assertThat(added(other)).isSameAs(other);
    }

    @Test
    void theOldestGoFirstAndWhatIsTooLongIsNotKept() {
        Map<String, Object> large = Map.of("reasoning_details", List.of("x".repeat(250 << 10)));
        for (int i = 0; i < 40; i++) {
            kept.keep(answer(message(large, call("c" + i, "{}", Map.of()))));
        }
        kept.keep(answer(message(
                Map.of("reasoning_details", List.of("x".repeat(300 << 10))), call("huge", "{}", Map.of()))));

        assertThat(added(message(Map.of(), call("c39", "{}", Map.of()))).extras())
                .isEqualTo(large);
        assertThat(added(message(Map.of(), call("c0", "{}", Map.of()))).extras())
                .isEmpty();
        assertThat(added(message(Map.of(), call("huge", "{}", Map.of()))).extras())
                .isEmpty();
    }

    /** As of Claude, for a client that has not asked to see them. */
    @Test
    void signedThoughtsComeBackBeforeTheirCallsOnce() {
        Part signed = new Part.Reasoning("because", "f", new Signature("anthropic", "CC==", false));
        Part said = new Part.Text("Let me see.", true, Map.of());
        ToolCall first = call("c", "{\"a\":1}", Map.of());
        ToolCall second = call("d", "{}", Map.of());
        kept.keep(answer(new Message(Role.ASSISTANT, List.of(signed, said), List.of(first, second), Map.of())));

        Message added = added(new Message(Role.ASSISTANT, List.of(said), List.of(first, second), Map.of()));
        assertThat(added.parts()).containsExactly(signed, said);

        Message brought = new Message(Role.ASSISTANT, List.of(signed, said), List.of(first, second), Map.of());
        assertThat(added(brought)).isSameAs(brought);
    }

    /** As of Gemini: the signature of a call belongs to no text. */
    @Test
    void callsThatAreSignedThemselvesNeedNoThoughts() {
        Part signed = new Part.Reasoning("", "f", new Signature("gemini", "BB==", false));
        kept.keep(answer(new Message(Role.ASSISTANT, List.of(signed), List.of(call("c", "{}", EXTRA)), Map.of())));

        Message added = added(message(Map.of(), call("c", "{}", Map.of())));

        assertThat(added.parts()).isEmpty();
        assertThat(added.toolCalls().getFirst().extras()).isEqualTo(EXTRA);
    }

    private Message added(Message message) {
        return kept.added(new ChatRequest("anthropic", "m", List.of(message), List.of(), false, Map.of()))
                .messages()
                .getFirst();
    }

    private static ChatResponse answer(Message said) {
        return new ChatResponse(
                "", 0, "", List.of(new Choice(0, said, FinishReason.TOOL_CALLS, Map.of())), null, Map.of());
    }

    private static Message message(Map<String, Object> extras, ToolCall call) {
        return new Message(Role.ASSISTANT, List.of(), List.of(call), extras);
    }

    private static ToolCall call(String id, String arguments, Map<String, Object> extras) {
        return new ToolCall(0, id, "f", arguments, extras);
    }
}
