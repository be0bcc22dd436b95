package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.ClientWishes;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Origin;
import io.serai.chat.Outcome;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private final RecentRequests recent = new RecentRequests(
            () -> Instant.parse("2026-11-30T08:00:00Z"),
            target -> target.startsWith("free") ? null : new Price(BigDecimal.ONE, BigDecimal.ZERO, null));

    private Call begun(String model) {
        Call call = Call.of(ClientWishes.NONE);
        call.report().begin(new Origin("http", "openai"), recent);
        call.report().asks(ChatRequest.ofPrompt("what was asked").withModel(model));
        return call;
    }

    private static ChatResponse said(String text) {
        return new ChatResponse(
                "",
                0,
                "m",
                List.of(new Choice(0, Message.of(Role.ASSISTANT, text), FinishReason.STOP, Map.of())),
                null,
                Map.of());
    }

    private void answered(String model) {
        Call call = begun(model);
        call.report().answered(said("what was answered"));
        call.report().end();
    }

    private JsonNode json(long from) throws IOException {
        return new ObjectMapper().readTree(recent.json(from));
    }

    @Test
    void theLastTwoHundredAreKeptInTheirOrder() throws Exception {
        for (int i = 0; i < 250; i++) {
            answered("model-" + i);
        }
        JsonNode requests = json(0).get("requests");
        assertThat(requests).hasSize(RecentRequests.MOST);
        assertThat(requests.get(0).get("model").asText()).isEqualTo("model-50");
        assertThat(requests.get(199).get("model").asText()).isEqualTo("model-249");
        assertThat(json(0).get("next").asLong()).isEqualTo(250);
    }

    @Test
    void whoeverHasSeenSomeGetsTheOthers() throws Exception {
        answered("a");
        answered("b");
        assertThat(json(1).get("requests")).hasSize(1);
        assertThat(json(2).get("requests")).isEmpty();
        assertThat(json(2).get("next").asLong()).isEqualTo(2);
    }

    @Test
    void theTrailIsThereWithTokensAndCostAndNoWordOfTheConversation() throws Exception {
        Call call = begun("auto");
        call.caller(Caller.ofKey("shop"));
        call.trail().begin("groq/a");
        call.trail().asked();
        call.trail().end(Outcome.STATUS, 429);
        call.trail().begin("mistral/b");
        call.trail().asked();
        call.report().used(Usage.of(7, 3));
        call.trail().answered();
        call.report().answered(said("what was answered"));
        call.report().end();

        JsonNode one = json(0).get("requests").get(0);
        assertThat(one.get("key").asText()).isEqualTo("shop");
        assertThat(one.get("target").asText()).isEqualTo("mistral/b");
        assertThat(one.get("attempts"))
                .extracting(it -> it.get("outcome").asText())
                .containsExactly("429", "200");
        assertThat(one.get("attempts").get(1).get("tokensIn").asInt()).isEqualTo(7);
        assertThat(one.get("cost").decimalValue()).isEqualByComparingTo("0.000007");
        assertThat(one.toString()).doesNotContain("what was");
    }

    @Test
    void aPriceThatNobodyKnowsIsNoCost() throws Exception {
        Call call = begun("free/x");
        call.trail().begin("free/x");
        call.trail().asked();
        call.report().used(Usage.of(7, 3));
        call.trail().answered();
        call.report().answered(said("x"));
        call.report().end();
        assertThat(json(0).get("requests").get(0).has("cost")).isFalse();
    }

    @Test
    void listsAreNoRequestsAndRefusalsAre() throws Exception {
        Call list = Call.of(ClientWishes.NONE);
        list.report().begin(new Origin("http", "openai"), recent);
        list.report().answered(null);
        list.report().end();
        assertThat(json(0).get("requests")).isEmpty();

        Call refused = Call.of(ClientWishes.NONE);
        refused.report().begin(new Origin("http", "openai"), recent);
        refused.report().failed(new RejectedException(401, "invalid_api_key", "no", null));
        refused.report().end();
        assertThat(json(0).get("requests").get(0).get("error").asText()).isEqualTo("invalid_api_key");
    }
}
