package io.serai.cache;

import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the last question of a chat into a vector, by an embedding model that the routes ask, so that an answer to one that means the same can be
 * given. All else of the request must be the same.
 */
final class Similar {
    private static final Logger LOG = LoggerFactory.getLogger("cache");
    private static final String ADDRESS = "direct:embeddings";

    /** Embedding models read some 8,000 tokens; what is as long seldom repeats. */
    private static final int LONGEST = 8_000;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration REST = Duration.ofSeconds(10);

    private final String model;
    private volatile Instant restsUntil = Instant.EPOCH;

    /** A question as a vector, and among which others it may be compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Question(String partition, float[] vector) {}

    /**
     * What must be the same besides the rest of the request.
     *
     * @param tenant whose answers it may get
     * @param task that the client names
     * @param said what the routes add to requests
     */
    record Others(String tenant, String task, String said) {}

    /** @param model a target or pool for embeddings */
    Similar(String model) {
        this.model = model;
    }

    /**
     * The question of a request; null if it has none that can be compared, or there is no vector of it in time.
     *
     * @param call the one that asks, to which the vector is charged
     * @param others what must be the same
     */
    @Nullable
    Question question(CamelContext context, Call call, ChatRequest chat, Others others, Instant now) {
        String text = text(chat);
        if (text.isEmpty() || now.isBefore(restsUntil)) {
            return null;
        }
        float[] vector = vector(context, call, text, now);
        return vector == null ? null : new Question(partition(chat, others), vector);
    }

    /** The last question's text; empty if the request is of tools, or says more than texts. */
    private static String text(ChatRequest chat) {
        List<Message> messages = chat.messages();
        boolean plain = chat.tools().isEmpty()
                && RequestKey.isPlain(chat.original())
                && messages.stream()
                        .allMatch(message -> message.role() != Role.TOOL
                                && message.toolCalls().isEmpty());
        if (!plain || messages.isEmpty()) {
            return "";
        }
        Message last = messages.getLast();
        boolean text = last.role() == Role.USER
                && last.extras().isEmpty()
                && last.parts().stream().allMatch(part -> part instanceof Part.Text);
        String said = text ? last.text().strip() : "";
        return said.length() > LONGEST ? "" : said;
    }

    /** All but the last question: model, task, system prompts, earlier turns, sampling, client; and whose vectors they are. */
    private String partition(ChatRequest chat, Others same) {
        List<Message> others = new ArrayList<>(chat.messages());
        others.set(others.size() - 1, Message.of(Role.USER, ""));
        String rest = RequestKey.of(same.tenant(), same.task(), chat.withMessages(others));
        return new Fingerprint()
                .add("similar")
                .add(model)
                .add(rest)
                .add(same.said())
                .text();
    }

    private float @Nullable [] vector(CamelContext context, Call call, String text, Instant now) {
        Call own = Call.of(ClientWishes.NONE);
        own.waiting().yields(call.waiting().yields());
        call.trail().besides(own.trail());
        try {
            return CompletableFuture.supplyAsync(() -> ask(context, own, text), Thread::startVirtualThread)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            own.leave();
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException e) {
            own.leave();
            restsUntil = now.plus(REST);
            LOG.warn(
                    "{} gives no vectors for similar questions, the cache does without them for {} s: {}",
                    model,
                    REST.toSeconds(),
                    e.getCause() == null ? "no answer within " + PATIENCE.toSeconds() + " s" : e.getCause());
            return null;
        }
    }

    private float @Nullable [] ask(CamelContext context, Call call, String text) {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange exchange = context.getEndpoint(ADDRESS).createExchange();
            exchange.setProperty(Call.PROPERTY, call);
            exchange.getMessage().setBody(new EmbeddingRequest("openai", model, List.of(text), Map.of()));
            Exchange answered = template.send(ADDRESS, exchange);
            if (answered.getException() != null) {
                throw new IllegalStateException(answered.getException().getMessage());
            }
            return answered.getMessage().getBody() instanceof EmbeddingResponse vectors
                            && vectors.vectors().size() == 1
                    ? Neighbours.unit(vectors.vectors().getFirst())
                    : null;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
