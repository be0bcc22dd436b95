package io.serai.provider.llm;

import io.serai.chat.Call;
import io.serai.chat.ClientWishes;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/** Tells the copies that Camel's steps make of an exchange from the exchange itself, so that none writes into its client's stream. */
final class Copies {

    private Copies() {}

    /** The call to which what is asked by an exchange belongs. */
    static Call call(Exchange exchange, @Nullable Call asked) {
        if (asked == null) {
            return Call.of(ClientWishes.NONE);
        }
        if (nobodyWaits(exchange)) {
            return asked.aside();
        }
        return isOneOfSeveral(exchange, ExchangePropertyKey.MULTICAST_INDEX, ExchangePropertyKey.MULTICAST_COMPLETE)
                        || isOneOfSeveral(exchange, ExchangePropertyKey.SPLIT_INDEX, ExchangePropertyKey.SPLIT_COMPLETE)
                ? asked.branch()
                : asked;
    }

    /** Whether it was made by a wireTap or the like, of one whose answer is waited for. */
    private static boolean nobodyWaits(Exchange exchange) {
        String awaited = exchange.getProperty(Call.AWAITED, String.class);
        return awaited != null
                && exchange.getPattern() == ExchangePattern.InOnly
                && !awaited.equals(exchange.getExchangeId());
    }

    /** Whether it was made by a multicast, a recipientList or a split, which has more than this one. */
    private static boolean isOneOfSeveral(Exchange exchange, ExchangePropertyKey index, ExchangePropertyKey complete) {
        Integer number = exchange.getProperty(index, Integer.class);
        return number != null && !(number == 0 && exchange.getProperty(complete, false, Boolean.class));
    }
}
