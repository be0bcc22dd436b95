package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.Heavy;
import io.serai.chat.Origin;
import io.serai.chat.RejectedException;
import io.serai.chat.RequestBounds;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.embedding.EmbeddingRequest;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;

/**
 * The first step behind every ingress: whatever came in becomes a request. A text that is a JSON object is a request in OpenAI's form, any
 * other text is a prompt, so that a route of one's own may send either to {@code direct:chat}.
 */
public final class Requests implements Processor {
    private final ServerDialect dialect;
    private final CallObserver observer;
    private final UnaryOperator<ChatRequest> templates;

    /**
     * @param observer is told of the calls that begin here
     * @param templates fills the prompt that a request names; one that names none stays the same
     */
    public Requests(ServerDialect dialect, CallObserver observer, UnaryOperator<ChatRequest> templates) {
        this.dialect = dialect;
        this.observer = observer;
        this.templates = templates;
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
        if (call == null || isCopy(exchange)) {
            call = Call.of(ClientWishes.NONE);
            call.caller(Callers.of(exchange));
            CallEnd.of(exchange, call, new Origin(CallEnd.ROUTE, dialect.name()), observer);
        }
        Object body = exchange.getMessage().getBody();
        if (body instanceof ChatRequest chat) {
            ChatRequest filled = filled(call, chat);
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
        Callers.asks(call, request.model(), request, request.parameters());
        exchange.getMessage().setBody(filled(call, request).withStream(false));
    }

    private ChatRequest filled(Call call, ChatRequest request) {
        ChatRequest filled = templates.apply(request);
        if (filled != request) {
            RequestBounds.check(filled);
            call.report().asks(filled.model(), filled);
        }
        return filled;
    }
}
