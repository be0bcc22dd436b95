package io.serai.ledger;

import io.serai.catalog.Price;
import io.serai.chat.Attempt;
import io.serai.chat.Outcome;
import io.serai.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a price on each attempt of a call. */
final class Costing {
    private static final int CLIENT_GONE = 499;

    private final Function<String, @Nullable Price> prices;

    /** @param prices what a target's model costs now; null if nobody knows */
    Costing(Function<String, @Nullable Price> prices) {
        this.prices = prices;
    }

    /** Where a count of tokens comes from. */
    enum Counted {
        VENDOR,
        ESTIMATED,
        NONE
    }

    /**
     * One attempt with its cost.
     *
     * @param cost nano-dollars; null if tokens were used and their price is not known
     * @param price the price itself; empty if it was not needed or is not known
     */
    record Line(
            Attempt attempt,
            Usage usage,
            Counted counted,
            @Nullable Long cost,
            String price) {}

    private static final Usage NOTHING = Usage.of(0, 0);

    /**
     * Whether a vendor takes money for an attempt: it has answered, or was at work when the attempt ended. For an HTTP error none does, but
     * 499 is no vendor's: it says that the client has left.
     */
    static boolean isBilled(Attempt attempt) {
        return attempt.asked()
                && switch (attempt.kind()) {
                    case ANSWERED, TIMEOUT, RESET, CUT, EMPTY, MALFORMED -> true;
                    case STATUS -> attempt.status() == CLIENT_GONE;
                    default -> false;
                };
    }

    /** Whether tokens were used that no vendor has counted. */
    static boolean isUncounted(Attempt attempt) {
        return attempt.usage() == null && isBilled(attempt);
    }

    List<Line> lines(Entry entry) {
        List<Attempt> attempts = entry.attempts();
        if (attempts.isEmpty() && entry.usage() != null) {
            // A route of the user's own has answered.
            attempts = List.of(
                    new Attempt(entry.target(), Outcome.ANSWERED, 200, entry.totalNanos(), true, entry.usage()));
        }
        List<Line> lines = new ArrayList<>(attempts.size());
        for (int i = 0; i < attempts.size(); i++) {
            lines.add(line(entry, attempts.get(i), i == attempts.size() - 1));
        }
        return lines;
    }

    private Line line(Entry entry, Attempt attempt, boolean last) {
        Usage told = attempt.usage();
        Usage guess = isBilled(attempt) ? entry.guess() : null;
        if (told != null) {
            return priced(attempt, told, Counted.VENDOR);
        }
        if (guess == null) {
            return new Line(attempt, NOTHING, Counted.NONE, 0L, "");
        }
        // Of an attempt that was lost on the way, nothing of the answer has reached the client.
        return priced(attempt, last ? guess : Usage.of(guess.inputTokens(), 0), Counted.ESTIMATED);
    }

    private Line priced(Attempt attempt, Usage usage, Counted counted) {
        Price price = prices.apply(attempt.target());
        return price == null
                ? new Line(attempt, usage, counted, null, "")
                : new Line(attempt, usage, counted, nanos(price, usage), price.version());
    }

    /** What the answer of a cache would have cost; 0 if nobody knows. */
    long saved(Entry entry) {
        Usage usage = entry.saved();
        Price price = usage == null ? null : prices.apply(entry.target());
        return price == null || usage == null ? 0 : nanos(price, usage);
    }

    private static long nanos(Price price, Usage usage) {
        return price.nanos(usage.inputTokens(), usage.outputTokens(), usage.cachedTokens(), usage.cacheWriteTokens());
    }
}
