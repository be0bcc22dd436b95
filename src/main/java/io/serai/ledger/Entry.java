package io.serai.ledger;

import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.CallReport;
import io.serai.chat.Caller;
import io.serai.chat.Origin;
import io.serai.chat.Usage;
import io.serai.cost.Spending;
import io.serai.cost.Used;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's entry of one call, taken when it ends. It holds counts and names, never a word of the request or the answer.
 *
 * @param ended milliseconds since 1970
 * @param asked what stood in the model field
 * @param used what each attempt has used and cost
 * @param saved what an answer from the cache had cost; null if the answer is no such
 * @param deferred whether another call asks for the same later: then its attempts are kept, and it counts as no request
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
        boolean isFromCache,
        boolean streamed,
        long totalNanos,
        long firstNanos,
        List<Used> used,
        @Nullable Usage saved,
        boolean deferred) {
    /** Whether a call is one that the ledger keeps: a request for a model, or one that a known client was refused. */
    static boolean keeps(Call call) {
        CallReport report = call.report();
        return report.request() != null
                || !report.model().isEmpty()
                || report.status() >= 400 && !call.caller().key().isEmpty();
    }

    /** @param prices what a target's model costs now; null if nobody knows */
    static Entry of(Call call, long now, Function<String, @Nullable Price> prices) {
        CallReport report = call.report();
        return new Entry(
                now,
                call.id(),
                call.caller(),
                report.origin(),
                report.model(),
                call.task(),
                call.trail().target(),
                report.status(),
                report.error(),
                call.cache(),
                call.isFromCache(),
                report.streamed(),
                report.totalNanos(),
                report.firstPieceNanos(),
                Spending.of(call, prices).attempts(),
                call.isFromCache() && report.answer() != null ? report.answer().usage() : null,
                report.isDeferred());
    }
}
