package io.serai.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.Attempt;
import io.serai.chat.Outcome;
import io.serai.chat.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What attempts cost together, and what of it nobody knows. */
class SpendingTest {
    private static final Spending.Prices PRICES = (target, usage) ->
            target.startsWith("unknown") ? null : usage.inputTokens() * 10 + usage.outputTokens() * 20;

    private static Used used(String target, Counted counted, long input, long output) {
        Usage usage = Usage.of(input, output);
        return new Used(new Attempt(target, Outcome.ANSWERED, 200, 1, true, usage), usage, counted);
    }

    @Test
    void allAttemptsCountThatUsedTokensAndNoOthers() {
        Spending all = Spending.of(
                List.of(
                        used("a/lost", Counted.ESTIMATED, 5, 0),
                        used("a/refused", Counted.NONE, 99, 99),
                        used("b/answered", Counted.VENDOR, 7, 3)),
                PRICES);
        assertThat(all).isEqualTo(new Spending(12, 3, 50 + 130, true, true));
    }

    @Test
    void aPriceThatNobodyKnowsIsToldAndWhatIsKnownIsCounted() {
        Spending some = Spending.of(
                List.of(used("unknown/x", Counted.VENDOR, 1, 1), used("b/x", Counted.VENDOR, 1, 1)), PRICES);
        assertThat(some.priced()).isFalse();
        assertThat(some.nanos()).isEqualTo(30);
    }

    @Test
    void whereNoVendorTakesMoneyItCostsNothingThatIsKnown() {
        assertThat(Spending.of(List.of(used("unknown/x", Counted.NONE, 0, 0)), PRICES))
                .isEqualTo(new Spending(0, 0, 0, true, false));
    }
}
