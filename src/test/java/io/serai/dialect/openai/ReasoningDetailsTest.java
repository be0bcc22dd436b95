package io.serai.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Inbound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Signatures of other vendors' thoughts go to the client and come back.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">OpenRouter's reasoning tokens</a>
 */
class ReasoningDetailsTest {
    private static final List<Part> SIGNED = List.of(
            new Part.Reasoning("Let me see", "reasoning_content", new Signature("anthropic", "c2ln", false)),
            new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "c2Vj", true)),
            new Part.Reasoning("", "reasoning_content", new Signature("gemini", "Z2Vt", false)));

    @Test
    void signaturesOfAWholeAnswerComeBackInTheNextTurn() {
        JsonNode message =
                Trees.tree(Trees.SERVER.writeChat(answer(SIGNED), Trees.ASKED)).at("/choices/0/message");

        assertThat(message.path("reasoning_content").asText()).isEqualTo("Let me see");
        assertThat(message.at("/reasoning_details/0/signature").asText()).isEqualTo("anthropic:c2ln");
        assertThat(message.at("/reasoning_details/1/type").asText()).isEqualTo("reasoning.encrypted");
        assertThat(nextTurn(message).parts()).isEqualTo(SIGNED);
    }

    @Test
    void signaturesOfAStreamComeWithTheThoughtsThatTheySign() {
        EventWriter writer = Trees.SERVER.events(Trees.ASKED);
        String events = Trees.text(writer.piece(answer(List.of(new Part.Reasoning("Let me ", "reasoning_content")))))
                + Trees.text(writer.piece(answer(List.of(new Part.Reasoning("see", "reasoning_content")))))
                + Trees.text(writer.piece(answer(List.of(
                        new Part.Reasoning("", "reasoning_content", new Signature("anthropic", "c2ln", false))))));

        JsonNode delta =
                Trees.tree(events.substring(events.lastIndexOf("data: ") + 6)).at("/choices/0/delta");
        assertThat(delta.has("reasoning_content")).isFalse();
        assertThat(delta.at("/reasoning_details/0/text").asText()).isEqualTo("Let me see");
        assertThat(delta.at("/reasoning_details/0/signature").asText()).isEqualTo("anthropic:c2ln");
    }

    @Test
    void withoutASignatureThereAreNone() {
        JsonNode message = Trees.tree(Trees.SERVER.writeChat(
                        answer(List.of(new Part.Reasoning("hm", "reasoning_content"))), Trees.ASKED))
                .at("/choices/0/message");

        assertThat(message.has("reasoning_details")).isFalse();
    }

    @Test
    void detailsThatVendorsSendThemselvesStayAsTheyAre() {
        String request = "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"reasoning\":\"r\","
                + "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"r\",\"signature\":\"Eo8BCk\",\"format\":\"f\",\"index\":0}]}]}";

        assertThat(Trees.forVendor(request)).isEqualTo(Trees.tree(request));
    }

    @Test
    void signaturesGoToNoVendorOfThisDialect() {
        JsonNode message =
                Trees.tree(Trees.SERVER.writeChat(answer(SIGNED), Trees.ASKED)).at("/choices/0/message");

        assertThat(Trees.forVendor("{\"model\":\"m\",\"messages\":[" + message + "]}")
                        .toString())
                .contains("Let me see")
                .doesNotContain("c2ln");
    }

    private static Message nextTurn(JsonNode message) {
        ChatRequest request = Trees.SERVER.readChat(Inbound.of(Trees.bytes("{\"messages\":[" + message + "]}")));
        return request.messages().getFirst();
    }

    private static ChatResponse answer(List<Part> parts) {
        Message message = new Message(Role.ASSISTANT, parts, List.of(), Map.of());
        return new ChatResponse(
                "1", 1, "m", List.of(new Choice(0, message, FinishReason.STOP, Map.of())), null, Map.of());
    }
}
