package io.serai.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Price;
import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.Origin;
import io.serai.chat.Outcome;
import io.serai.chat.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What attempts cost together, and what of it nobody knows. */
class SpendingTest {
    /** 10 and 20 nano-dollars for a token. */
    private static final Price PRICE = new Price(new BigDecimal("0.01"), new BigDecimal("0.02"), null);

    private final List<String> lookedUp = new ArrayList<>();

    private @Nullable Price price(String target) {
        lookedUp.add(target);
        return target.startsWith("unknown") ? null : PRICE;
    }

    private Used used(String target, Counted counted, long input, long output) {
        Usage usage = Usage.of(input, output);
        return Used.of(new Attempt(target, Outcome.ANSWERED, 200, 1, true, usage), usage, counted, price(target));
    }

    private static Call call(CallObserver observer) {
        Call call = Call.of(ClientWishes.NONE);
        call.report().begin(new Origin("http", "openai"), observer);
        call.report().asks(ChatRequest.ofPrompt("twelve words"));
        return call;
    }

    private static void asks(Call call, String target, Outcome outcome, @Nullable Usage usage) {
        call.trail().begin(target);
        call.trail().asked();
        call.report().used(usage);
        call.trail().end(outcome, 200);
    }

    @Test
    void allAttemptsCountThatUsedTokensAndNoOthers() {
        Call call = call(CallObserver.NONE);
        asks(call, "a/refused", Outcome.LIMITED, null);
        asks(call, "b/answered", Outcome.ANSWERED, Usage.of(7, 3));
        Spending all = Spending.of(call, this::price);
        assertThat(all.attempts()).extracting(Used::counted).containsExactly(Counted.NONE, Counted.VENDOR);
        assertThat(all).isEqualTo(new Spending(all.attempts(), 7, 3, 130, true, true));
        assertThat(lookedUp).containsExactly("b/answered");
    }

    @Test
    void aPriceThatNobodyKnowsIsToldAndWhatIsKnownIsCounted() {
        Spending some =
                Spending.of(List.of(used("unknown/x", Counted.VENDOR, 1, 1), used("b/x", Counted.ESTIMATED, 1, 1)));
        assertThat(some.priced()).isFalse();
        assertThat(some.nanos()).isEqualTo(30);
    }

    @Test
    void aCallThatAskedNobodyCostsNothingThatIsKnown() {
        assertThat(Spending.of(call(CallObserver.NONE), this::price))
                .isEqualTo(new Spending(List.of(), 0, 0, 0, true, false));
    }

    @Test
    void allWhoAskAfterTheEndShareOneSum() {
        List<Spending> sums = new ArrayList<>();
        Call call = call(new CallObserver() {
            @Override
            public void ended(Call ended) {
                sums.add(Spending.of(ended, SpendingTest.this::price));
                sums.add(Spending.of(ended, SpendingTest.this::price));
            }
        });
        asks(call, "a/lost", Outcome.CUT, null);
        asks(call, "b/answered", Outcome.ANSWERED, Usage.of(7, 3));
        call.report().end();
        assertThat(sums.get(1)).isSameAs(sums.get(0));
        assertThat(lookedUp).containsExactly("a/lost", "b/answered");
    }

    @Test
    void aSumFromBeforeTheEndLastsUntilSomethingElseIsTried() {
        Call call = call(CallObserver.NONE);
        asks(call, "a/answered", Outcome.ANSWERED, Usage.of(7, 3));
        Spending first = Spending.of(call, this::price);
        assertThat(Spending.of(call, this::price)).isSameAs(first);
        asks(call, "b/answered", Outcome.ANSWERED, Usage.of(1, 1));
        assertThat(Spending.of(call, this::price).nanos()).isEqualTo(130 + 30);
    }

    @Test
    void anEstimateGrowsWithTheAnswerUntilTheEnd() {
        Call call = call(CallObserver.NONE);
        asks(call, "a/cut", Outcome.CUT, null);
        call.report().said(40);
        assertThat(Spending.of(call, this::price).output()).isEqualTo(10);
        call.report().said(40);
        assertThat(Spending.of(call, this::price).output()).isEqualTo(20);
        call.report().end();
        assertThat(Spending.of(call, this::price).output()).isEqualTo(20);
    }
}
