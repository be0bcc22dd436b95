package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import io.serai.embedding.EmbeddingRequest;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The first step behind every ingress: whatever came in becomes a request. A text that is a JSON object is a request in OpenAI's form, any
 * other text is a prompt, so that a route of one's own may send either to {@code direct:chat}.
 */
public final class Requests implements Processor {
    private final ServerDialect dialect;

    public Requests(ServerDialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getProperty(Call.PROPERTY) == null) {
            exchange.setProperty(Call.PROPERTY, Call.of(ClientWishes.NONE));
        }
        Object body = exchange.getMessage().getBody();
        if (body instanceof ChatRequest || body instanceof EmbeddingRequest) {
            return;
        }
        String text = exchange.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            throw RejectedException.badRequest("There is no prompt: the body is empty.", null);
        }
        ChatRequest request = text.stripLeading().startsWith("{")
                ? dialect.readChat(Inbound.of(text.getBytes(StandardCharsets.UTF_8)))
                : ChatRequest.ofPrompt(text.strip());
        // Nobody reads pieces here.
        exchange.getMessage().setBody(request.withStream(false));
    }
}
