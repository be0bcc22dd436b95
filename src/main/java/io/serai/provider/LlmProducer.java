package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.serai.chat.BrokenStreamException;
import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.ChatSink;
import io.serai.chat.Failure;
import io.serai.chat.RejectedException;
import io.serai.chat.Usage;
import io.serai.embedding.EmbeddingRequest;
import io.serai.embedding.EmbeddingResponse;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a target: first whether it can be asked at all (a key, its limits, its health), then through its provider's route. Whatever goes
 * wrong becomes one family of exceptions, for which pools fail over; the trail of the call gets one entry for each try.
 */
final class LlmProducer extends DefaultProducer {
    private static final Logger LOG = LoggerFactory.getLogger(LlmProducer.class);

    /** So long the word of a vendor that it does not offer a model holds for those who name it. */
    private static final Duration HEARD_AGAIN = Duration.ofSeconds(10);

    private final LlmEndpoint endpoint;
    private final Providers providers;
    private final Watchdog watchdog;
    private final Map<String, Producer> routes = new ConcurrentHashMap<>();

    LlmProducer(LlmEndpoint endpoint, Providers providers, Watchdog watchdog) {
        super(endpoint);
        this.endpoint = endpoint;
        this.providers = providers;
        this.watchdog = watchdog;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        for (Target target : endpoint.targets()) {
            route(target);
            Provider provider = providers.find(target.provider());
            if (provider != null) {
                provider.state().known().pooled(target.model());
            }
        }
    }

    private Producer route(Target target) {
        return routes.computeIfAbsent(target.provider(), this::started);
    }

    private Producer started(String provider) {
        try {
            // Whether there is such a route is found out when it is asked, and at once.
            Producer route = endpoint.getCamelContext()
                    .getEndpoint("direct:" + provider + "?block=false")
                    .createProducer();
            ServiceHelper.startService(route);
            return route;
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(routes.values());
        routes.clear();
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) {
        Call asked = exchange.getProperty(Call.PROPERTY, Call.class);
        Call call = Copies.call(exchange, asked);
        Object request = exchange.getMessage().getBody();
        exchange.setProperty(Call.PROPERTY, call);
        try {
            askInOrder(exchange, call, request);
        } catch (RuntimeException e) {
            // Steps that go on after a failure find what they had, not what the vendor was sent.
            exchange.getMessage().setBody(request);
            throw e;
        } finally {
            if (asked != null) {
                exchange.setProperty(Call.PROPERTY, asked);
            }
        }
    }

    private void askInOrder(Exchange exchange, Call call, Object request) {
        ChatSink sink = call.sink();
        if (sink != null && sink.started()) {
            throw new BrokenStreamException(
                    "stream_interrupted", "A second target was asked for an answer that had begun.");
        }
        TargetFailedException last = null;
        for (Target target : targets(exchange)) {
            try {
                ask(exchange, call, target, request);
                return;
            } catch (TargetFailedException e) {
                log(call, e);
                if (e.failure() == Failure.TOO_LONG) {
                    call.tooLongFor(Abilities.context(providers.find(target.provider()), target));
                }
                call.failed(e);
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
    }

    private List<Target> targets(Exchange exchange) {
        if (!endpoint.targets().isEmpty()) {
            return endpoint.targets();
        }
        List<?> named = exchange.getProperty(Target.NAMED, List.of(), List.class);
        if (named.isEmpty()) {
            throw new IllegalStateException("llm:named asks what the client has named, and it has named nothing");
        }
        return named.stream().map(Target.class::cast).toList();
    }

    private void ask(Exchange exchange, Call call, Target target, Object request) {
        Provider provider = providers.find(target.provider());
        if (provider == null) {
            call.begin(target.toString());
            run(exchange, call, target, null, forModel(request, target));
            return;
        }
        if (!provider.on()) {
            throw UnavailableException.off(provider.whyOff());
        }
        UnavailableException lacking = Abilities.lacking(provider, target, request, call.tooLongFor());
        if (lacking != null) {
            call.begin(target.toString());
            call.end(lacking.outcome());
            throw lacking;
        }
        int tries = provider.state().keys().size();
        for (int i = 1; ; i++) {
            call.begin(target.toString());
            try {
                askOnce(exchange, call, target, provider, request);
                return;
            } catch (UnavailableException e) {
                if (!e.otherKeyMayHelp() || i >= tries) {
                    throw e;
                }
            }
        }
    }

    private void askOnce(Exchange exchange, Call call, Target target, Provider provider, Object request) {
        ModelHealth health = provider.state().models();
        ModelHealth.Illness illness = health.ask(target.model());
        if (illness != null && illness.unknown()) {
            refuseUnknown(call, target, provider, illness, exchange);
        } else if (illness != null && !call.insists(provider.state().now(), illness.since())) {
            throw refuse(call, "resting", target + " rests since it answered " + illness.why(), illness.until());
        }
        try {
            askWithKey(exchange, call, target, provider, request);
        } finally {
            health.asked(target.model());
        }
    }

    /** A client that names the model is heard again after a moment: somebody may have added it. */
    private static void refuseUnknown(
            Call call, Target target, Provider provider, ModelHealth.Illness illness, Exchange exchange) {
        boolean named = exchange.getProperty(Target.NAMED) != null;
        if (!named || provider.state().now().isBefore(illness.since().plus(HEARD_AGAIN))) {
            throw refuse(
                    call,
                    "unknown",
                    provider.name() + " does not offer the model " + target.model() + " (" + illness.why() + ")",
                    null);
        }
    }

    private void askWithKey(Exchange exchange, Call call, Target target, Provider provider, Object request) {
        ProviderState state = provider.state();
        String model = target.model();
        long tokens = Cost.expected(request, state, model);
        String key = state.keys().next(model, tokens, state.quota());
        if (key == null) {
            throw resting(call, target, provider, tokens);
        }
        try {
            askWithKey(exchange, call, target, provider, request, key, tokens, null);
        } catch (RefusedException e) {
            askAsWished(exchange, call, target, provider, request, key, tokens, e);
        }
    }

    /** Asks once more, once, without what the vendor has refused. */
    private void askAsWished(
            Exchange exchange,
            Call call,
            Target target,
            Provider provider,
            Object request,
            String key,
            long tokens,
            RefusedException refused) {
        Lessons lessons = provider.state().lessons();
        lessons.add(target.toString(), refused.lessons());
        LOG.info("{} {} has refused the request, and is asked once more: {}", call.id(), target, refused.inWords());
        call.begin(target.toString());
        try {
            askWithKey(exchange, call, target, provider, request, key, tokens, refused);
        } catch (RefusedException e) {
            if (e.lessons().equals(refused.lessons())) {
                lessons.remove(target.toString(), refused.lessons());
            } else {
                lessons.add(target.toString(), e.lessons());
            }
            throw e;
        } catch (RejectedException e) {
            lessons.remove(target.toString(), refused.lessons());
            throw e;
        }
    }

    private void askWithKey(
            Exchange exchange,
            Call call,
            Target target,
            Provider provider,
            Object request,
            String key,
            long tokens,
            @Nullable RefusedException refused) {
        ProviderState state = provider.state();
        String model = target.model();
        try (Permits permits = permits(call, target, provider, key, tokens);
                Attempt attempt = new Attempt(call, provider, model, key, permits, watchdog)) {
            if (refused != null) {
                attempt.repeating(refused.attempt(), refused.lessons());
            }
            exchange.setProperty(Attempt.PROPERTY, attempt);
            Instant asked = state.now();
            if (call.insists(asked, state.openSince())) {
                state.halfOpen();
            }
            call.admitted();
            try {
                run(exchange, call, target, attempt, forModel(request, target));
            } catch (TargetFailedException e) {
                failed(e, state, model, permits);
                throw e;
            } catch (RefusedException e) {
                permits.settle(0);
                throw e;
            } catch (BrokenStreamException e) {
                state.speed().failed(model);
                throw e;
            }
            state.known().answered(model);
            state.speed().answered(model, attempt.elapsed());
            settle(exchange.getMessage().getBody(), state, model, permits);
            permits.answered();
            state.models().answered(model);
            state.keys().answered(key, model, asked);
        }
    }

    private static void failed(TargetFailedException failure, ProviderState state, String model, Permits permits) {
        boolean unavailable = failure instanceof UnavailableException;
        if (failure.notCalled()) {
            permits.unused();
        } else if (unavailable) {
            // Refused, so that it has made no tokens.
            permits.settle(0);
        }
        if (!(unavailable && failure.notCalled())) {
            state.speed().failed(model);
        }
    }

    private Permits permits(Call call, Target target, Provider provider, String key, long tokens) {
        Quota.Permit own = permit(provider.state().quota(), call, target, provider, KeyNames.of(key), tokens);
        Quota all = providers.states().vendor(provider.vendor().name());
        if (!all.limited()) {
            return new Permits(own, null);
        }
        try {
            return new Permits(own, permit(all, call, target, provider, "", tokens));
        } catch (UnavailableException e) {
            own.unused();
            own.close();
            throw e;
        }
    }

    private static Quota.Permit permit(
            Quota quota, Call call, Target target, Provider provider, String key, long tokens) {
        return switch (quota.take(key, target.model(), tokens)) {
            case Quota.Permit permit -> permit;
            case Quota.Answer.No no ->
                throw limited(call, "quota", provider.name() + ": " + no.why(), no.until(), target, provider, tokens);
        };
    }

    private static UnavailableException resting(Call call, Target target, Provider provider, long tokens) {
        KeyState rest = provider.state().keys().firstBack(target.model());
        if (rest.limited()) {
            return limited(call, "limited", target + " has reached its limit", rest.until(), target, provider, tokens);
        }
        return rest.kind() == KeyState.Kind.UNPAID
                ? refuse(call, "unpaid", provider.name() + " has no balance left (" + rest.why() + ")", null)
                : refuse(
                        call,
                        "refused",
                        "the keys of " + provider.name() + " were refused (" + rest.why() + "); set others",
                        null);
    }

    private static UnavailableException limited(
            Call call,
            String outcome,
            String why,
            @Nullable Instant until,
            Target target,
            Provider provider,
            long tokens) {
        call.end(outcome);
        ProviderState state = provider.state();
        return UnavailableException.limit(
                outcome, why, until, calls -> state.keys().backAt(target.model(), tokens, state.quota(), null, calls));
    }

    private static void settle(@Nullable Object answer, ProviderState state, String model, Permits permits) {
        Usage usage = usage(answer);
        if (usage == null) {
            // What was held stays the best that is known.
            return;
        }
        permits.settle(usage.inputTokens() + usage.outputTokens());
        state.answeredWith(model, usage.outputTokens());
    }

    /** Sends the request through the provider's route; afterwards the exchange has its headers again, and the answer or no failure. */
    private void run(Exchange exchange, Call call, Target target, @Nullable Attempt attempt, Object request) {
        Message message = exchange.getMessage();
        Map<String, Object> headers = message.getHeaders();
        message.setHeaders(new CaseInsensitiveMap(headers));
        message.setBody(request);
        ChatException failure = null;
        try {
            route(target).process(exchange);
            if (exchange.getException() != null) {
                failure = translate(exchange.getException(), target, attempt);
            }
        } catch (Exception e) {
            failure = translate(e, target, attempt);
        }
        Message answer = exchange.getMessage();
        answer.setHeaders(headers);
        exchange.removeProperty(Attempt.PROPERTY);
        if (failure == null) {
            call.report().used(usage(answer.getBody()));
            call.end("200");
            return;
        }
        exchange.setException(null);
        exchange.setRouteStop(false);
        exchange.setRollbackOnly(false);
        call.end(
                failure instanceof TargetFailedException failed
                        ? failed.outcome()
                        : Integer.toString(failure.status()));
        throw failure;
    }

    private ChatException translate(Exception failure, Target target, @Nullable Attempt attempt) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatException known) {
                return known;
            }
            if (cause instanceof ThrottlerRejectedExecutionException) {
                return new UnavailableException(
                        "throttled", target.provider() + " has reached its limit of requests", soon());
            }
            if (cause instanceof CallNotPermittedException) {
                Instant until =
                        attempt == null ? soon() : attempt.provider().state().halfOpenAt();
                return new UnavailableException("open", target.provider() + " failed too often and rests", until);
            }
            if (cause instanceof DirectConsumerNotAvailableException) {
                return new UnavailableException(
                        "unknown",
                        "there is no provider " + target.provider() + providers.didYouMean(target.provider()),
                        null);
            }
            if (cause instanceof java.io.IOException && attempt != null) {
                return attempt.outage(failure);
            }
        }
        LOG.warn("The route of provider {} failed: {}", target.provider(), failure.toString());
        return new OutageException("error", "the route of " + target.provider() + " failed", false, null, failure);
    }

    private static void log(Call call, TargetFailedException failure) {
        if (failure instanceof OutageException) {
            LOG.info("{} {}: {}", call.id(), failure.outcome(), failure.reason());
        } else {
            LOG.debug("{} {}: {}", call.id(), failure.outcome(), failure.reason());
        }
    }

    private Instant soon() {
        return providers.clock().instant().plusSeconds(1);
    }

    private static UnavailableException refuse(Call call, String outcome, String why, @Nullable Instant until) {
        call.end(outcome);
        return new UnavailableException(outcome, why, until);
    }

    private static Object forModel(Object request, Target target) {
        return switch (request) {
            case ChatRequest chat -> chat.withModel(target.model());
            case EmbeddingRequest embedding -> embedding.withModel(target.model());
            default ->
                throw new IllegalArgumentException("llm: needs a chat or embedding request as its body, not "
                        + request.getClass().getSimpleName());
        };
    }

    private static @Nullable Usage usage(@Nullable Object answer) {
        return switch (answer) {
            case ChatResponse chat -> chat.usage();
            case EmbeddingResponse embedding -> embedding.usage();
            case null, default -> null;
        };
    }
}
