package io.serai.ledger;

import io.serai.catalog.Price;
import io.serai.chat.Usage;
import io.serai.cost.Counted;
import io.serai.cost.Used;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a price on each attempt of a call. */
public final class Costing {
    private final Function<String, @Nullable Price> prices;

    /** @param prices what a target's model costs now; null if nobody knows */
    Costing(Function<String, @Nullable Price> prices) {
        this.prices = prices;
    }

    /**
     * One attempt with its cost.
     *
     * @param cost nano-dollars; null if tokens were used and their price is not known
     * @param price the price itself; empty if it was not needed or is not known
     */
    record Line(Used used, @Nullable Long cost, String price) {
        String target() {
            return used.attempt().target();
        }
    }

    List<Line> lines(Entry entry) {
        return entry.used().stream().map(this::line).toList();
    }

    private Line line(Used used) {
        if (used.counted() == Counted.NONE) {
            return new Line(used, 0L, "");
        }
        Price price = prices.apply(used.attempt().target());
        return price == null
                ? new Line(used, null, "")
                : new Line(used, nanos(price, used.usage()), version(price, used));
    }

    /** What the answer of a cache would have cost; 0 if nobody knows. */
    long saved(Entry entry) {
        Usage usage = entry.saved();
        Price price = usage == null ? null : prices.apply(entry.target());
        return price == null || usage == null ? 0 : nanos(price, usage);
    }

    private static String version(Price price, Used used) {
        double share = used.usage().share();
        return share == 1 ? price.version() : price.version() + " x" + share;
    }

    /** What so much costs, in nano-dollars. */
    public static long nanos(Price price, Usage usage) {
        return price.nanos(
                usage.inputTokens(),
                usage.outputTokens(),
                usage.cachedTokens(),
                usage.cacheWriteTokens(),
                usage.share());
    }
}
