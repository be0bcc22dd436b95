package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ClientDialect.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several answers are asked of vendors that can give them; of others one is, and that is named. */
class SeveralAnswersTest {

    @Test
    void areGivenOrNamed() {
        ChatRequest three =
                new ChatRequest("openai", "m", List.of(Message.of(Role.USER, "hi")), List.of(), false, Map.of("n", 3));
        for (ClientDialect client : Dialects.CLIENTS) {
            Payload payload = client.writeChat(three, Peers.MODEL);
            boolean asked = new String(payload.body(), StandardCharsets.UTF_8).contains(":3");

            assertThat(asked || payload.notes().adjusted().contains("n 3 -> 1"))
                    .as("%s: %s", client.name(), payload.notes().adjusted())
                    .isTrue();
            assertThat(client.writeChat(one(three), Peers.MODEL).notes().adjusted())
                    .as(client.name())
                    .isEmpty();
        }
    }

    private static ChatRequest one(ChatRequest request) {
        return request.withParameters(Map.of("n", 1));
    }
}
