package io.serai.cost;

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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a call has used at its vendor, whether or not the client has got an answer: the ledger writes it down, and budgets
 * count it.
 */
public record Used(Attempt attempt, Usage usage, Counted counted) {
    private static final int CLIENT_GONE = 499;

    /** Letters for a token of an answer that was streamed, of which only the length is known. */
    private static final int LETTERS = 4;

    private static final Usage NOTHING = Usage.of(0, 0);

    /** The attempts of a call that has ended, in order, with what each has used. */
    public static List<Used> of(Call call) {
        CallReport report = call.report();
        List<Attempt> attempts = call.trail().attempts();
        Usage told = report.usage();
        if (attempts.isEmpty()) {
            // A route of the user's own has answered.
            return told == null || call.isFromCache()
                    ? List.of()
                    : List.of(new Used(
                            new Attempt(call.trail().target(), Outcome.ANSWERED, 200, report.totalNanos(), true, told),
                            told,
                            Counted.VENDOR));
        }
        Usage guess = attempts.stream().anyMatch(Used::isUncounted) ? guess(call) : null;
        List<Used> all = new ArrayList<>(attempts.size());
        for (int i = 0; i < attempts.size(); i++) {
            all.add(of(attempts.get(i), guess, i == attempts.size() - 1));
        }
        return all;
    }

    private static Used of(Attempt attempt, @Nullable Usage guess, boolean last) {
        Usage told = attempt.usage();
        if (told != null) {
            return new Used(attempt, told, Counted.VENDOR);
        }
        if (guess == null || !isBilled(attempt)) {
            return new Used(attempt, NOTHING, Counted.NONE);
        }
        // Of an attempt that was lost on the way, nothing of the answer has reached the client.
        return new Used(attempt, last ? guess : Usage.of(guess.inputTokens(), 0), Counted.ESTIMATED);
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
