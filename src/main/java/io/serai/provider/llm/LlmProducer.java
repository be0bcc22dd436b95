package io.serai.provider.llm;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.serai.chat.BrokenStreamException;
import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.Clearance;
import io.serai.chat.Failure;
import io.serai.chat.Outcome;
import io.serai.chat.Request;
import io.serai.provider.Abilities;
import io.serai.provider.Asking;
import io.serai.provider.BatchedCall;
import io.serai.provider.Cost;
import io.serai.provider.Gate;
import io.serai.provider.KeyRound;
import io.serai.provider.OutageException;
import io.serai.provider.Provider;
import io.serai.provider.Providers;
import io.serai.provider.RouteFailures;
import io.serai.provider.Target;
import io.serai.provider.TargetFailedException;
import io.serai.provider.UnavailableException;
import io.serai.provider.Watchdog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
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
 * Asks targets: each through its provider's route, if it can do what is asked for. Whatever goes wrong becomes one family of exceptions,
 * for which pools fail over; the trail of the call gets one entry for each try.
 */
final class LlmProducer extends DefaultProducer {
    private static final Logger LOG = LoggerFactory.getLogger(LlmProducer.class);

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
        Request request = Request.of(exchange.getMessage().getBody());
        call.clearance().enter(request);
        exchange.setProperty(Call.PROPERTY, call);
        try {
            askInOrder(exchange, call, request);
            call.trail().gives(exchange.getMessage().getBody());
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

    private void askInOrder(Exchange exchange, Call call, Request request) {
        if (call.hasBegun()) {
            throw new BrokenStreamException(
                    "stream_interrupted", "A second target was asked for an answer that had begun.");
        }
        TargetFailedException last = null;
        boolean named = endpoint.targets().isEmpty();
        if (call.batchPlace() != null && BatchedCall.answered(exchange, call, providers, watchdog, request)) {
            return;
        }
        for (Target target : targets(exchange)) {
            try {
                clear(call, target, named ? "" : call.task());
                ask(exchange, call, target, request);
                return;
            } catch (TargetFailedException e) {
                log(call, e);
                if (e.failure() == Failure.TOO_LONG) {
                    call.trail().tooLongFor(Abilities.context(providers.find(target.provider()), target));
                }
                call.trail().failed(e);
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
    }

    /** The client's own limits, which say nothing of the target. */
    private static void clear(Call call, Target target, String pool) {
        Clearance.Denial denial = call.clearance().ask(call, target.toString(), pool);
        if (denial != null) {
            throw UnavailableException.notAllowed(denial.why(), denial.kind(), denial.until());
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

    private void ask(Exchange exchange, Call call, Target target, Request request) {
        Provider provider = providers.find(target.provider());
        Request asked = request.withModel(target.model());
        if (provider == null) {
            run(exchange, call, target, asked, route(target));
            return;
        }
        Gate.No no = Gate.able(provider, target, request, call.trail().tooLongFor());
        if (no != null) {
            call.trail().begin(target.toString());
            call.trail().end(no.outcome(), 0);
            throw no.thrown();
        }
        if (call.batchPlace() != null) {
            BatchedCall.leave(exchange, call, providers, provider, target, watchdog, asked);
        }
        long expected = Cost.expected(asked, provider.state(), target.model());
        if (call.waiting().yields()) {
            no = Gate.leaves(provider, target);
            if (no != null) {
                call.trail().begin(target.toString());
                call.trail().end(no.outcome(), 0);
                throw no.thrown();
            }
        } else {
            provider.state().demand().note(expected);
        }
        boolean named = exchange.getProperty(Target.NAMED) != null;
        Asking asking = new Asking(call, target, provider, providers, watchdog, named, expected);
        Producer route = route(target);
        if (providers.asksKeysInRoute(provider.name())) {
            Object before = exchange.getProperty(Asking.PROPERTY);
            exchange.setProperty(Asking.PROPERTY, asking);
            try {
                run(exchange, call, target, asked, route);
            } finally {
                exchange.setProperty(Asking.PROPERTY, before);
            }
        } else {
            run(exchange, call, target, asked, same -> new KeyRound(same, asking, route, false).ask(asked));
        }
    }

    /** Sends the request through the provider's route; afterwards the exchange has its headers again, and the answer or no failure. */
    private void run(Exchange exchange, Call call, Target target, Request request, Processor route) {
        Message message = exchange.getMessage();
        Map<String, Object> headers = message.getHeaders();
        message.setHeaders(new CaseInsensitiveMap(headers));
        message.setBody(request);
        call.trail().begin(target.toString());
        ChatException failure = null;
        try {
            route.process(exchange);
            Exception raised = exchange.getException();
            failure = raised == null ? null : translate(raised, target);
        } catch (Exception e) {
            failure = translate(e, target);
        }
        Message answer = exchange.getMessage();
        answer.setHeaders(headers);
        // Of a provider each key that was asked has told its end.
        boolean open = call.trail().asks();
        if (failure == null) {
            if (open) {
                call.report().used(Cost.used(answer.getBody()));
                call.trail().answered();
            }
            return;
        }
        exchange.setException(null);
        exchange.setRouteStop(false);
        exchange.setRollbackOnly(false);
        if (open) {
            KeyRound.end(call, failure);
        }
        throw failure;
    }

    private ChatException translate(Exception failure, Target target) {
        return RouteFailures.translate(failure, target, cause -> known(cause, target));
    }

    private @Nullable ChatException known(Throwable cause, Target target) {
        String provider = target.provider();
        return switch (cause) {
            case ThrottlerRejectedExecutionException rejected ->
                new UnavailableException(Outcome.THROTTLED, provider + " has reached its limit of requests", soon());
            case CallNotPermittedException open ->
                new UnavailableException(Outcome.OPEN, provider + " failed too often and rests", soon());
            case DirectConsumerNotAvailableException none ->
                new UnavailableException(
                        Outcome.UNKNOWN, "there is no provider " + provider + providers.didYouMean(provider), null);
            default -> null;
        };
    }

    private Instant soon() {
        return providers.clock().instant().plusSeconds(1);
    }

    private static void log(Call call, TargetFailedException failure) {
        if (failure instanceof OutageException) {
            LOG.info("{} {}: {}", call.id(), failure.outcome(), failure.reason());
        } else {
            LOG.debug("{} {}: {}", call.id(), failure.outcome(), failure.reason());
        }
    }
}
