package io.serai.cost;

import io.serai.catalog.Price;
import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The usage and cost of attempts, those besides the ones at an answer first, one by one and together: the one sum for headers, budgets, the ledger, batches, metrics and pages.
 * Attempts that were lost are in it.
 *
 * @param input tokens of requests
 * @param output tokens of answers
 * @param nanos nano-dollars (1e-9 USD), as far as prices are known
 * @param priced whether the price of all of them is known; true if no vendor takes money
 * @param counted whether tokens were used at all
 */
public record Spending(List<Used> attempts, long input, long output, long nanos, boolean priced, boolean counted) {

    /**
     * Of all attempts of a call. The call keeps the sum, so that all who ask after its end share one.
     *
     * @param prices what a target's model costs now; null if nobody knows
     */
    public static Spending of(Call call, Function<String, @Nullable Price> prices) {
        CallReport report = call.report();
        List<Attempt> besides = call.trail().besides();
        List<Attempt> tried = call.trail().attempts();
        if (report.spending() instanceof Spending known && known.isOf(besides, tried)) {
            return known;
        }
        List<Used> attempts = Used.of(call, prices);
        Spending all = of(besides.isEmpty() ? attempts : joined(Used.of(call, besides, prices), attempts));
        if (report.hasEnded() || all.isLasting(tried)) {
            report.spending(all);
        }
        return all;
    }

    /** Of some attempts. */
    public static Spending of(List<Used> attempts) {
        long input = 0;
        long output = 0;
        long nanos = 0;
        boolean priced = true;
        boolean counted = false;
        for (Used one : attempts) {
            Long cost = one.cost();
            counted |= one.counted() != Counted.NONE;
            input += one.usage().inputTokens();
            output += one.usage().outputTokens();
            priced &= cost != null;
            nanos += cost == null ? 0 : cost;
        }
        return new Spending(attempts, input, output, nanos, priced, counted);
    }

    private static List<Used> joined(List<Used> first, List<Used> second) {
        List<Used> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    /** Whether nothing was tried since. */
    private boolean isOf(List<Attempt> besides, List<Attempt> tried) {
        return tried.isEmpty() || tried.size() == attempts.size() - besides.size();
    }

    /** Whether the rest of the call changes nothing of what these attempts have used: an estimate grows with the answer. */
    private boolean isLasting(List<Attempt> tried) {
        return !tried.isEmpty() && attempts.stream().noneMatch(one -> one.counted() == Counted.ESTIMATED);
    }
}
