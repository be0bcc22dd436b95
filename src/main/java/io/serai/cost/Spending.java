package io.serai.cost;

import io.serai.chat.Call;
import io.serai.chat.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What attempts have used and cost together: the one sum for headers, budgets, batches, metrics and pages. Those that were lost are in it.
 *
 * @param input tokens of requests
 * @param output tokens of answers
 * @param nanos nano-dollars (1e-9 USD), as far as prices are known
 * @param priced whether the price of all of them is known; true if no vendor takes money
 * @param counted whether tokens were used at all
 */
public record Spending(long input, long output, long nanos, boolean priced, boolean counted) {

    /** What tokens of a target cost. */
    @FunctionalInterface
    public interface Prices {
        /** In nano-dollars; null if nobody knows. */
        @Nullable
        Long cost(String target, Usage usage);
    }

    /** Of all attempts of a call. */
    public static Spending of(Call call, Prices prices) {
        return of(Used.of(call), prices);
    }

    /** Of some attempts. */
    public static Spending of(List<Used> attempts, Prices prices) {
        long input = 0;
        long output = 0;
        long nanos = 0;
        boolean priced = true;
        boolean counted = false;
        for (Used one : attempts) {
            if (one.counted() == Counted.NONE) {
                continue;
            }
            counted = true;
            input += one.usage().inputTokens();
            output += one.usage().outputTokens();
            Long cost = prices.cost(one.attempt().target(), one.usage());
            priced &= cost != null;
            nanos += cost == null ? 0 : cost;
        }
        return new Spending(input, output, nanos, priced, counted);
    }
}
