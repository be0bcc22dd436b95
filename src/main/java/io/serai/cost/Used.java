package io.serai.cost;

import io.serai.catalog.Price;
import io.serai.chat.Answer;
import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallReport;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Outcome;
import io.serai.chat.Usage;
import io.serai.dialect.TokenEstimate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The usage and cost of one attempt at its vendor, whether or not the client has got an answer.
 *
 * @param price of the model, when this was worked out; null if no tokens were used or nobody knows
 * @param cost in nano-dollars (1e-9 USD); null if tokens were used whose price nobody knows
 */
public record Used(
        Attempt attempt,
        Usage usage,
        Counted counted,
        @Nullable Price price,
        @Nullable Long cost) {
    private static final int CLIENT_GONE = 499;

    /** Letters for a token of an answer that was streamed, of which only the length is known. */
    private static final int LETTERS = 4;

    private static final Usage NOTHING = Usage.of(0, 0);

    /** An attempt that has used tokens. */
    static Used of(Attempt attempt, Usage usage, Counted counted, @Nullable Price price) {
        return new Used(attempt, usage, counted, price, price == null ? null : nanos(price, usage));
    }

    /** What a usage costs, in nano-dollars. */
    public static long nanos(Price price, Usage usage) {
        return price.nanos(
                usage.inputTokens(),
                usage.outputTokens(),
                usage.cachedTokens(),
                usage.cacheWriteTokens(),
                usage.share());
    }

    /** Attempts that a call has caused besides those at its answer. */
    static List<Used> of(Call call, List<Attempt> besides, Function<String, @Nullable Price> prices) {
        return besides.stream()
                .map(attempt -> of(attempt, isUncounted(attempt) ? guess(call) : null, false, prices))
                .toList();
    }

    /** The attempts of a call at its answer, in order, with what each has used up to now. */
    static List<Used> of(Call call, Function<String, @Nullable Price> prices) {
        List<Attempt> attempts = List.copyOf(call.trail().attempts());
        Usage told = call.report().usage();
        if (attempts.isEmpty()) {
            // A route of the user's own has answered.
            return told == null || call.isFromCache() ? List.of() : List.of(ofOwnRoute(call, told, prices));
        }
        Usage guess = attempts.stream().anyMatch(Used::isUncounted) ? guess(call) : null;
        Used[] all = new Used[attempts.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = of(attempts.get(i), guess, i == all.length - 1, prices);
        }
        return List.of(all);
    }

    private static Used ofOwnRoute(Call call, Usage told, Function<String, @Nullable Price> prices) {
        String target = call.trail().target();
        long nanos = call.report().totalNanos();
        Attempt whole = new Attempt(target, Outcome.ANSWERED, 200, nanos, true, told);
        return of(whole, told, Counted.VENDOR, prices.apply(target));
    }

    private static Used of(
            Attempt attempt, @Nullable Usage guess, boolean last, Function<String, @Nullable Price> prices) {
        Usage told = attempt.usage();
        if (told != null) {
            return of(attempt, told, Counted.VENDOR, prices.apply(attempt.target()));
        }
        if (guess == null || !isBilled(attempt)) {
            return new Used(attempt, NOTHING, Counted.NONE, null, 0L);
        }
        // Of an attempt that was lost on the way, nothing of the answer has reached the client.
        Usage used = last ? guess : Usage.of(guess.inputTokens(), 0);
        return of(attempt, used, Counted.ESTIMATED, prices.apply(attempt.target()));
    }

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
    private static boolean isUncounted(Attempt attempt) {
        return attempt.usage() == null && isBilled(attempt);
    }

    /** Tokens by the letters of request and answer; of an answer from the cache no vendor has written any. */
    private static Usage guess(Call call) {
        CallReport report = call.report();
        long input = switch (report.request()) {
            case ChatRequest chat -> TokenEstimate.atMost(chat);
            case EmbeddingRequest embedding -> TokenEstimate.atMost(embedding);
            case null -> 0;
        };
        if (call.isFromCache()) {
            return Usage.of(input, 0);
        }
        long said = (report.saidCharacters() + LETTERS - 1) / LETTERS;
        return Usage.of(input, said == 0 ? letters(report.answer()) : said);
    }

    private static long letters(@Nullable Answer answer) {
        return answer instanceof ChatResponse chat ? Math.round(TokenEstimate.atMost(chat.text())) : 0;
    }
}
