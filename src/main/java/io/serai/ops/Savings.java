package io.serai.ops;

import io.serai.cache.CacheReport;
import io.serai.catalog.Price;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The savings of the cache since the start.
 *
 * @param inputTokens that no vendor has read
 * @param outputTokens that no vendor has written
 * @param nanos what they would cost now, in billionths of a dollar
 * @param unpricedTokens those of them whose price nobody knows
 */
public record Savings(long inputTokens, long outputTokens, long nanos, long unpricedTokens) {

    /** @param prices what a target's model costs now; null if nobody knows */
    public static Savings of(CacheReport cache, Function<String, @Nullable Price> prices) {
        long input = 0;
        long output = 0;
        long nanos = 0;
        long unpriced = 0;
        for (Map.Entry<String, CacheReport.Tokens> target : cache.saved().entrySet()) {
            CacheReport.Tokens tokens = target.getValue();
            input += tokens.input();
            output += tokens.output();
            Price price = prices.apply(target.getKey());
            if (price == null) {
                unpriced += tokens.input() + tokens.output();
            } else {
                nanos += price.nanos(tokens.input(), tokens.output(), 0, 0);
            }
        }
        return new Savings(input, output, nanos, unpriced);
    }
}
