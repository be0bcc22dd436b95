package io.serai.ledger;

import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallReport;
import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Origin;
import io.serai.chat.Usage;
import io.serai.dialect.TokenEstimate;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of one call, taken when it ends. It holds counts and names, never a word of the request or the answer.
 *
 * @param ended milliseconds since 1970
 * @param asked what stood in the model field
 * @param saved what an answer from the cache had cost; null if the answer is no such
 * @param guess tokens by the letters of request and answer, if the vendor that was asked has not counted them; else null
 */
record Entry(
        long ended,
        String id,
        Caller caller,
        Origin origin,
        String asked,
        String task,
        String target,
        int status,
        String error,
        String cache,
        boolean streamed,
        long totalNanos,
        long firstNanos,
        List<Attempt> attempts,
        @Nullable Usage usage,
        @Nullable Usage saved,
        @Nullable Usage guess) {
    /** Letters for a token of an answer that was streamed, of which only the length is known. */
    private static final int LETTERS = 4;

    /** Whether a call is one that the ledger keeps: a request for a model, or one that a known client was refused. */
    static boolean keeps(Call call) {
        CallReport report = call.report();
        return report.request() != null
                || !report.model().isEmpty()
                || report.status() >= 400 && !call.caller().key().isEmpty();
    }

    static Entry of(Call call, long now) {
        CallReport report = call.report();
        List<Attempt> attempts = List.copyOf(call.attempts());
        boolean hit = call.cache().equals("hit");
        return new Entry(
                now,
                call.id(),
                call.caller(),
                report.origin(),
                report.model(),
                call.task(),
                call.target(),
                report.status(),
                report.error(),
                call.cache(),
                report.streamed(),
                report.totalNanos(),
                report.firstPieceNanos(),
                attempts,
                hit ? null : report.usage(),
                hit ? usage(report.answer()) : null,
                attempts.stream().anyMatch(Costing::isUncounted) ? guess(report) : null);
    }

    private static @Nullable Usage usage(@Nullable Object answer) {
        return switch (answer) {
            case ChatResponse chat -> chat.usage();
            case EmbeddingResponse embedding -> embedding.usage();
            case null, default -> null;
        };
    }

    private static Usage guess(CallReport report) {
        long input = switch (report.request()) {
            case ChatRequest chat -> TokenEstimate.atMost(chat);
            case EmbeddingRequest embedding -> tokens(embedding);
            case null, default -> 0;
        };
        long said = (report.saidCharacters() + LETTERS - 1) / LETTERS;
        return Usage.of(input, said == 0 ? letters(report.answer()) : said);
    }

    private static long letters(@Nullable Object answer) {
        return answer instanceof ChatResponse chat ? Math.round(TokenEstimate.atMost(chat.text())) : 0;
    }

    private static long tokens(EmbeddingRequest embedding) {
        double tokens = 0;
        for (Object input : embedding.input()) {
            tokens += input instanceof List<?> numbers ? numbers.size() : TokenEstimate.atMost(input.toString());
        }
        return Math.round(tokens);
    }
}
