package io.serai.clients;

import io.serai.catalog.Price;
import io.serai.chat.Usage;
import io.serai.cost.Used;
import org.jspecify.annotations.Nullable;

/** The prices of answers. */
public interface Prices {
    /** What a target's model costs now; null if nobody knows. */
    @Nullable
    Price price(String target);

    /** What an answer of a target costs, in nano-dollars (1e-9 USD); null if nobody knows. */
    default @Nullable Long cost(String target, Usage usage) {
        Price price = price(target);
        return price == null ? null : Used.nanos(price, usage);
    }

    /**
     * What a request may cost, in nano-dollars, at the dearest target that may answer it; null if nobody knows a price.
     *
     * @param model as the client has asked for it
     */
    @Nullable
    Long most(String model, long input, long output);
}
