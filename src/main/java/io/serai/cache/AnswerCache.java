package io.serai.cache;

import io.serai.cache.AnswerStore.Kept;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Heavy;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import io.serai.settings.Kind;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * The repository behind the idempotent consumer in front of the pools: a request that was answered within the lifetime is a duplicate,
 * and gets that answer as its body. A request that failed leaves nothing behind. Streamed and whole answers serve each other.
 */
public final class AnswerCache extends ServiceSupport implements IdempotentRepository {
    /** The key of requests whose answers are neither looked up nor kept. */
    private static final String NOT_KEPT = "no-store";

    private @Nullable AnswerStore store;
    private Duration stale = Duration.ZERO;
    private Duration lifetime = Duration.ofMinutes(10);

    /** What makes two requests the same: who asks, for which task, and all that the vendor would be told. */
    public String key(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Object request = exchange.getMessage().getBody();
        if (call != null && request != null) {
            // Routes of before have no step of their own for that, and no cache answers who may not ask.
            call.clearance().enter(request);
        }
        return call == null ? key(null, request) : Heavy.compute(call, () -> key(call, request));
    }

    private static String key(@Nullable Call call, @Nullable Object request) {
        if (call != null && !call.wishes().toCache()) {
            return NOT_KEPT;
        }
        Fingerprint fingerprint = new Fingerprint();
        if (call != null) {
            fingerprint.add(call.wishes().client()).add(call.wishes().task());
        }
        switch (request) {
            case ChatRequest chat ->
                fingerprint
                        .add(chat.model())
                        .add(chat.messages())
                        .add(chat.tools())
                        .addBut(chat.parameters(), "stream_options")
                        .addBut(
                                chat.original() == null
                                        ? Map.of()
                                        : chat.original().tree(),
                                "stream");
            case EmbeddingRequest embedding ->
                fingerprint
                        .add(embedding.model())
                        .add(embedding.input())
                        .addBut(embedding.parameters(), "encoding_format")
                        .add(
                                embedding.original() == null
                                        ? null
                                        : embedding.original().tree());
            case null, default ->
                throw new IllegalArgumentException("Only chat and embedding requests can be told apart by the cache");
        }
        return fingerprint.text();
    }

    /**
     * The step for when no target can answer: gives what was answered before, though its lifetime is over. Without such an answer the
     * failure stands.
     */
    public void stale(Exchange exchange) throws Exception {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        boolean wanted = call != null && call.wishes().fromCache();
        Kept kept = wanted ? store().findStale(key(call, call.request())) : null;
        if (kept == null) {
            Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            throw failure == null ? new IllegalStateException("Nothing has failed") : failure;
        }
        call.cache("stale");
        call.answeredBy(kept.target());
        exchange.getMessage().setBody(kept.answer());
    }

    @Override
    public boolean add(Exchange exchange, String key) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        if (call == null || !call.wishes().fromCache()) {
            return true;
        }
        Kept kept = store().find(key);
        if (kept == null) {
            call.cache("miss");
            return true;
        }
        call.cache("hit");
        call.task(kept.task());
        call.answeredBy(kept.target());
        exchange.getMessage().setBody(kept.answer());
        return false;
    }

    @Override
    public boolean confirm(Exchange exchange, String key) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Object answer = exchange.getMessage().getBody();
        boolean fresh = call != null && !call.cache().equals("stale");
        if (fresh && call.wishes().toCache() && isWhole(answer)) {
            store().keep(key, new Kept(answer, call.task(), call.target(), store().now(), lifetime, stale));
        }
        return true;
    }

    private static boolean isWhole(@Nullable Object answer) {
        return switch (answer) {
            case ChatResponse chat ->
                chat.choices().stream().map(Choice::finishReason).noneMatch(FinishReason.ERROR::equals);
            case EmbeddingResponse embedding -> true;
            case null, default -> false;
        };
    }

    @Override
    public boolean remove(Exchange exchange, String key) {
        return true;
    }

    @Override
    public boolean contains(Exchange exchange, String key) {
        return contains(key);
    }

    @Override
    public boolean add(String key) {
        return true;
    }

    @Override
    public boolean contains(String key) {
        return store().find(key) != null;
    }

    @Override
    public boolean remove(String key) {
        return true;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        // The answers belong to the process, not to this revision's view of them.
    }

    public void setStore(AnswerStore answers) {
        store = answers;
    }

    /** @param text how long an answer may be given again, such as {@code 10m} */
    public void setLifetime(String text) {
        lifetime = Kind.time(text);
    }

    /** @param text how much longer an answer is kept for when there is nothing else, such as {@code 24h} */
    public void setStale(String text) {
        stale = Kind.time(text);
    }

    private AnswerStore store() {
        if (store == null) {
            throw new IllegalStateException("The cache needs its store");
        }
        return store;
    }
}
