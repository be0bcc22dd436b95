package io.serai.ingress.job;

import io.serai.batch.BatchLine;
import io.serai.batch.LineAnswer;
import io.serai.batch.Owner;
import io.serai.batch.Tokens;
import io.serai.chat.Answer;
import io.serai.chat.BatchPlace;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.ClientWishes;
import io.serai.chat.DeferredException;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Heavy;
import io.serai.chat.Origin;
import io.serai.chat.Request;
import io.serai.chat.RequestBounds;
import io.serai.chat.Usage;
import io.serai.chat.WithdrawnException;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.CallEnd;
import io.serai.ingress.Callers;
import io.serai.ingress.Failures;
import io.serai.ingress.Wishes;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the route for lines of batches: they read a line in the dialect of its URL, and write its answer, or why there is none, as a
 * {@link LineAnswer}.
 */
public final class BatchLines {
    /** What the origin of such calls is called. */
    public static final String INGRESS = "batch";

    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String PROPERTY = "serai.line";

    /**
     * What stands in the body when the route begins.
     *
     * @param place where the line can wait for a batch of a vendor's own; null if it cannot
     * @param wanted whether it is to wait for a limit
     */
    public record Asked(
            BatchLine line, Owner owner, @Nullable BatchPlace place, BooleanSupplier wanted) {}

    private record Read(ServerDialect dialect, @Nullable Request request) {}

    private final Function<String, ServerDialect> dialects;
    private final ToLongFunction<Call> costs;
    private final CallObserver observer;

    /**
     * @param dialects that of a path
     * @param costs what a call has cost, in nano-dollars
     * @param observer is notified of every call
     */
    public BatchLines(Function<String, ServerDialect> dialects, ToLongFunction<Call> costs, CallObserver observer) {
        this.dialects = dialects;
        this.costs = costs;
        this.observer = observer;
    }

    /**
     * The step that reads a line. It sets the variable {@code job} to {@code chat} or {@code embeddings}. The header {@code x-serai-wait}
     * says how long the line waits for a quota within the route; beyond that the job waits.
     */
    public void read(Exchange exchange) {
        Message message = exchange.getMessage();
        Asked asked = message.getBody(Asked.class);
        BatchLine line = asked.line();
        ServerDialect dialect = dialects.apply(line.url());
        exchange.setProperty(PROPERTY, new Read(dialect, null));
        Duration patience = Wishes.patience(message.getHeader(Wishes.PATIENCE, "", String.class), Duration.ZERO);
        message.removeHeader(Wishes.PATIENCE);
        Owner owner = asked.owner();
        // An answer that was paid for is not taken from elsewhere.
        boolean there = asked.place() != null && !asked.place().target().isEmpty();
        Call call = Call.of(new ClientWishes(line.task(), owner.client(), !there, true, patience));
        call.batchPlace(asked.place());
        call.waiting().yields(true);
        call.waiting().wanted(asked.wanted());
        call.size(line.body().length);
        call.caller(owner.key().isEmpty() ? Caller.NONE : Caller.ofKey(owner.key()));
        CallEnd.of(exchange, call, new Origin(INGRESS, dialect.name()), observer);
        Inbound in = new Inbound(line.url(), Map.of(), Map.of(), line.body())
                .from(owner.client())
                .with(call.caller());
        if (line.url().equals(EMBEDDINGS)) {
            EmbeddingRequest request = Heavy.compute(call, () -> dialect.readEmbedding(in));
            RequestBounds.checkVectors(request.model(), request.input(), request.parameters());
            Callers.asks(call, request);
            asks(exchange, dialect, request, "embeddings");
        } else {
            ChatRequest request =
                    Heavy.compute(call, () -> dialect.readChat(in)).withStream(false);
            RequestBounds.check(request);
            Callers.asks(call, request);
            asks(exchange, dialect, request, "chat");
        }
    }

    private static void asks(Exchange exchange, ServerDialect dialect, Request request, String kind) {
        exchange.setProperty(PROPERTY, new Read(dialect, request));
        exchange.getMessage().setBody(request);
        exchange.setVariable("job", kind);
    }

    /** The step that writes an answer. */
    public void write(Exchange exchange) {
        Read read = exchange.getProperty(PROPERTY, Read.class);
        Answer body = exchange.getMessage().getBody() instanceof Answer given ? given : null;
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        byte[] answer = switch (body) {
            case ChatResponse chat
            when read.request() instanceof ChatRequest request -> read.dialect().writeChat(chat, request);
            case EmbeddingResponse vectors
            when read.request() instanceof EmbeddingRequest request ->
                read.dialect().writeEmbedding(vectors, request);
            case null, default -> throw new IllegalStateException("The routes gave no answer to a line of a batch");
        };
        call.report().answered(body);
        Usage usage = call.report().usage();
        exchange.getMessage()
                .setBody(new LineAnswer(
                        200,
                        answer,
                        call.id(),
                        usage == null ? Tokens.NONE : tokens(usage),
                        costs.applyAsLong(call),
                        call.waiting().waited().toNanos(),
                        call.isFromCache(),
                        null));
    }

    private static Tokens tokens(Usage usage) {
        return new Tokens(
                usage.inputTokens(),
                Math.max(0, usage.cachedTokens()),
                usage.outputTokens(),
                Math.max(0, usage.reasoningTokens()));
    }

    /** The step that says why there is no answer. */
    public void writeError(Exchange exchange) {
        Call known = exchange.getProperty(Call.PROPERTY, Call.class);
        Call call = known == null ? Call.of(ClientWishes.NONE) : known;
        ChatException error = Failures.toTell(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class), call);
        boolean waits = error instanceof DeferredException;
        if (waits || error instanceof WithdrawnException) {
            call.report().deferred(waits);
        } else {
            call.report().failed(error);
        }
        Read read = exchange.getProperty(PROPERTY, Read.class);
        byte[] body = read.dialect().writeError(error, call.id());
        // What was lost on the way was paid for, too.
        long cost = costs.applyAsLong(call);
        exchange.getMessage()
                .setBody(new LineAnswer(error.status(), body, call.id(), Tokens.NONE, cost, 0, false, error));
    }
}
