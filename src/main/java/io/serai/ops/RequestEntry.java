package io.serai.ops;

import io.serai.chat.Answer;
import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallReport;
import io.serai.chat.Origin;
import io.serai.chat.Request;
import io.serai.chat.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log's entry of one request. No key and no header is in it.
 *
 * @param key the public id of the client key; empty if none is known
 * @param user the user that the request names; empty if it names none
 * @param model what stood in the model field
 * @param error the code of the error that was told; empty if none was
 * @param firstNanos until the first piece of a stream; 0 if there was none
 * @param request the request itself, null unless prompts are logged
 * @param answer the answer itself, null unless prompts are logged
 */
record RequestEntry(
        Instant at,
        String id,
        Origin origin,
        String key,
        String user,
        String task,
        String model,
        String target,
        int status,
        String error,
        String cache,
        List<Attempt> attempts,
        @Nullable Usage usage,
        long totalNanos,
        long firstNanos,
        @Nullable Request request,
        @Nullable Answer answer) {

    static RequestEntry of(Call call, Instant at, boolean prompts) {
        CallReport report = call.report();
        return new RequestEntry(
                at,
                call.id(),
                report.origin(),
                call.caller().key(),
                call.caller().user(),
                call.task(),
                report.model(),
                call.trail().target(),
                report.status(),
                report.error(),
                call.cache(),
                call.trail().attempts(),
                report.usage(),
                report.totalNanos(),
                report.firstPieceNanos(),
                prompts ? report.request() : null,
                prompts ? report.answer() : null);
    }
}
