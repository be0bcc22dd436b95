package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Heavy;
import io.serai.chat.Instructed;
import io.serai.chat.Origin;
import io.serai.chat.RejectedException;
import io.serai.chat.Request;
import io.serai.chat.RequestBounds;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The first step behind every ingress: whatever came in becomes a request. A text that is a JSON object is a request in OpenAI's form, any
 * other text is a prompt, so that a route of one's own may send either to {@code direct:chat}.
 */
public final class Requests implements Processor {
    private final ServerDialect dialect;
    private final CallObserver observer;
    private final Filler templates;
    private final BiFunction<ChatRequest, Caller, ChatRequest> instructions;

    /**
     * @param observer is notified of the calls that begin here
     * @param templates fills the prompt that a request names
     * @param instructions puts the system prompt of the client key into a request; one without stays the same
     */
    public Requests(
            ServerDialect dialect,
            CallObserver observer,
            Filler templates,
            BiFunction<ChatRequest, Caller, ChatRequest> instructions) {
        this.dialect = dialect;
        this.observer = observer;
        this.templates = templates;
        this.instructions = instructions;
    }

    /** Fills the prompt that a request names. */
    @FunctionalInterface
    public interface Filler {
        /**
         * The request with its prompt; the same request if it names none.
         *
         * @param headers of the request by name; null for one that it has not
         */
        ChatRequest fill(ChatRequest request, UnaryOperator<@Nullable String> headers);
    }

    /** Whether a wireTap or the like has made it of another, whose call must not hear of this one. */
    private static boolean isCopy(Exchange exchange) {
        String awaited = exchange.getProperty(Call.AWAITED, String.class);
        return awaited != null
                && exchange.getPattern() == ExchangePattern.InOnly
                && !awaited.equals(exchange.getExchangeId());
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Object body = exchange.getMessage().getBody();
        if (call == null || isCopy(exchange)) {
            call = Call.of(ClientWishes.NONE);
            call.caller(Callers.of(exchange));
            CallEnd.of(exchange, call, new Origin(CallEnd.ROUTE, dialect.name()), observer);
            if (body instanceof Request request) {
                Callers.asks(call, request);
            }
        }
        if (body instanceof ChatRequest chat) {
            ChatRequest filled = filled(exchange, call, chat);
            if (filled != chat) {
                exchange.getMessage().setBody(filled);
            }
            return;
        }
        if (body instanceof EmbeddingRequest) {
            return;
        }
        String text = exchange.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            throw RejectedException.badRequest("There is no prompt: the body is empty.", null);
        }
        Call begun = call;
        begun.size(text.length());
        ChatRequest request = text.stripLeading().startsWith("{")
                ? Heavy.compute(begun, () -> dialect.readChat(Inbound.of(text.getBytes(StandardCharsets.UTF_8))))
                : ChatRequest.ofPrompt(text.strip());
        RequestBounds.check(request);
        // Nobody reads pieces here.
        Callers.asks(call, request);
        exchange.getMessage().setBody(filled(exchange, call, request.withStream(false)));
    }

    @SuppressWarnings("ReferenceEquality")
    private ChatRequest filled(Exchange exchange, Call call, ChatRequest request) {
        ChatRequest filled =
                templates.fill(request, name -> exchange.getMessage().getHeader(name, String.class));
        if (filled != request) {
            RequestBounds.check(filled);
            call.report().asks(filled);
        }
        ChatRequest instructed = instructions.apply(filled, call.caller());
        if (instructed != filled) {
            exchange.setProperty(Instructed.PROPERTY, new Instructed(filled, instructed));
        }
        return instructed;
    }
}
