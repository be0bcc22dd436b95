package io.serai.provider;

import io.serai.chat.Answer;
import io.serai.chat.BatchPlace;
import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.ChatResponse;
import io.serai.chat.DeferredException;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Request;
import io.serai.chat.Usage;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.provider.key.KeyNames;
import io.serai.provider.key.KeyState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line of a job at a provider that uses batches of its vendor's own. It is asked twice: at first its request, in the vendor's words, is
 * left for a batch; once the batch has its answer, that is read as if the vendor had sent it now. Quotas and breaker have no part in it.
 */
public final class BatchedCall {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    private BatchedCall() {}

    /**
     * Leaves a request for a batch, if its provider uses any and can take it.
     *
     * @throws DeferredException if it was left
     */
    public static void leave(
            Exchange exchange,
            Call call,
            Providers providers,
            Provider provider,
            Target target,
            Watchdog watchdog,
            Request request) {
        BatchPlace place = call.batchPlace();
        ProviderEntry entry = providers.entry(provider.name());
        if (place == null
                || entry == null
                || !providers.usesBatches(provider.name())
                || !place.takes(provider.name())) {
            return;
        }
        String key = key(provider, target.model());
        if (key == null) {
            return;
        }
        call.trail().begin(target.toString());
        try (VendorCall attempt = new VendorCall(call, provider, target.model(), key, watchdog)) {
            Payload payload = entry.payload(attempt, request);
            if (place.leave(new BatchPlace.Request(
                    provider.name(),
                    KeyNames.of(key),
                    target.model(),
                    payload.path(),
                    payload.headers(),
                    payload.body()))) {
                throw new DeferredException(provider.name());
            }
        } catch (TargetFailedException e) {
            KeyRound.end(call, e);
            throw e;
        }
    }

    /** The first that the vendor accepts; a limit that is reached is none of its batches'. Null if there is none. */
    private static @Nullable String key(Provider provider, String model) {
        ProviderState state = provider.state();
        for (String key : state.keys().keys()) {
            KeyState rest = state.keys().of(key, model);
            if (!rest.rests(state.now()) || rest.limited()) {
                return key;
            }
        }
        return null;
    }

    /** Answers with what a batch has for the line; false if none has, or it is of no use. */
    public static boolean answered(
            Exchange exchange, Call call, Providers providers, Watchdog watchdog, Request request) {
        BatchPlace place = call.batchPlace();
        if (place == null || place.target().isEmpty()) {
            return false;
        }
        Target target = Target.of(place.target());
        Provider provider = providers.find(target.provider());
        ProviderEntry entry = providers.entry(target.provider());
        if (provider == null || entry == null) {
            place.refuse("there is no provider " + target.provider() + " any more");
            return false;
        }
        Message message = exchange.getMessage();
        Map<String, Object> headers = message.getHeaders();
        call.trail().begin(target.toString());
        try {
            read(exchange, call, provider, entry, target, watchdog, request.withModel(target.model()));
            return true;
        } catch (ChatException | IOException e) {
            String why = e instanceof ChatException known ? known.reason() : e.toString();
            LOG.info("{} The answer of a batch of {} is of no use: {}", call.id(), target, why);
            if (e instanceof ChatException known) {
                KeyRound.end(call, known);
            }
            place.refuse(why);
            exchange.setException(null);
            exchange.getMessage().setBody(request);
            return false;
        } finally {
            exchange.removeProperty(VendorCall.PROPERTY);
            exchange.getMessage().setHeaders(headers);
        }
    }

    private static void read(
            Exchange exchange,
            Call call,
            Provider provider,
            ProviderEntry entry,
            Target target,
            Watchdog watchdog,
            Request request)
            throws IOException {
        BatchPlace place = call.batchPlace();
        if (place == null) {
            return;
        }
        byte[] answer = place.answer();
        String key = provider.keys().isEmpty() ? "" : provider.keys().getFirst();
        try (VendorCall attempt = new VendorCall(call, provider, target.model(), key, watchdog)) {
            // Writing the request once more shows the vendor's names of its tools.
            Payload unused = entry.payload(attempt, request);
            attempt.request(request);
            attempt.sent(null);
            call.trail().asked();
            Message message = exchange.getMessage();
            message.setHeaders(new CaseInsensitiveMap());
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
            message.setBody(new ByteArrayInputStream(answer));
            exchange.setProperty(VendorCall.PROPERTY, attempt);
            new VendorAnswer().process(exchange);
            settle(exchange, call, provider, target);
        }
    }

    private static void settle(Exchange exchange, Call call, Provider provider, Target target) {
        Answer answer = atPrice(
                exchange.getMessage().getBody(Answer.class), provider.vendor().batchPrice());
        exchange.getMessage().setBody(answer);
        Usage usage = Cost.used(answer);
        call.report().used(usage);
        call.trail().answered();
        provider.state().known().answered(target.model());
        if (usage != null) {
            provider.state().answeredWith(target.model(), usage.outputTokens());
        }
    }

    private static Answer atPrice(Answer answer, double share) {
        return switch (answer) {
            case ChatResponse chat
            when chat.usage() != null ->
                new ChatResponse(
                        chat.id(),
                        chat.created(),
                        chat.model(),
                        chat.choices(),
                        chat.usage().atShare(share),
                        chat.extras(),
                        chat.original());
            case EmbeddingResponse vectors
            when vectors.usage() != null ->
                new EmbeddingResponse(
                        vectors.model(), vectors.vectors(), vectors.usage().atShare(share), vectors.extras());
            default -> answer;
        };
    }
}
