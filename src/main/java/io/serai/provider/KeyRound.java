package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.serai.chat.BrokenStreamException;
import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.Outcome;
import io.serai.chat.RejectedException;
import io.serai.chat.Request;
import io.serai.chat.Usage;
import io.serai.provider.permit.Passes;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Quota.Scope;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's round of the keys of a provider: it is sent through the steps with the next key that can be used, and with another one if the
 * vendor refuses that key or a limit of it is reached. Each attempt is settled here, whatever comes of it.
 */
public final class KeyRound {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRound.class);

    /** Vendors name one field at a time. */
    private static final int MOST_REFUSALS = 8;

    private final Exchange exchange;
    private final Asking asking;
    private final Processor steps;
    private final boolean quotaInSteps;
    private final Call call;
    private final Map<String, Object> headers;
    private final Set<String> spent = new HashSet<>(0);
    private @Nullable UnavailableException soonest;

    /** @param quotaInSteps whether the steps have a throttle and ask the quota themselves */
    public KeyRound(Exchange exchange, Asking asking, Processor steps, boolean quotaInSteps) {
        this.exchange = exchange;
        this.asking = asking;
        this.steps = steps;
        this.quotaInSteps = quotaInSteps;
        this.call = asking.call();
        this.headers = exchange.getMessage().getHeaders();
    }

    /** Has a request answered; the answer is the body then. */
    public void ask(Request request) {
        int tries = asking.state().keys().size();
        for (int i = 1; ; i++) {
            call.trail().begin(asking.target().toString());
            try {
                askNextKey(request);
                return;
            } catch (UnavailableException e) {
                if (!e.otherKeyMayHelp() || i >= tries) {
                    throw ended(isSpent(e) && soonest != null ? soonest : e);
                }
            } catch (ChatException e) {
                throw ended(e);
            }
        }
    }

    /** Adds to the trail what it does not have yet. */
    private ChatException ended(ChatException e) {
        if (call.trail().asks()) {
            end(call, e);
        }
        return e;
    }

    /** Says how the target has failed that was considered last. */
    public static void end(Call call, ChatException e) {
        if (e instanceof TargetFailedException failed) {
            call.trail().end(failed.kind(), failed.vendorStatus());
        } else {
            call.trail().end(Outcome.STATUS, e.status());
        }
    }

    private void askNextKey(Request request) {
        Gate.No ill = Gate.pass(asking);
        if (ill != null) {
            throw ill.thrown();
        }
        try {
            ask(request, nextKey());
        } finally {
            asking.state().models().asked(asking.model());
        }
    }

    private String nextKey() {
        ProviderState state = asking.state();
        Scope scope = quotaInSteps ? Scope.BESIDE_THROTTLE : Scope.ALL;
        String key = state.keys().next(asking.model(), asking.tokens(), state.quota(), scope, asking.pace(), spent);
        if (key != null) {
            return key;
        }
        if (soonest != null) {
            throw soonest;
        }
        Gate.No no = Gate.resting(asking);
        throw no.limit() ? Gate.limited(no, asking, false) : no.thrown();
    }

    /** Asks once more without what the vendor has refused, as long as it names something new. */
    private void ask(Request request, String key) {
        Lessons lessons = asking.state().lessons();
        String target = asking.target().toString();
        RefusedException refused = null;
        for (int refusals = 0; ; refusals++) {
            try {
                attempt(request, key, refused);
                return;
            } catch (RefusedException e) {
                RefusedException next = refusals < MOST_REFUSALS ? e.after(refused) : null;
                if (next == null) {
                    lessons.remove(target, e.lessons());
                    throw e;
                }
                lessons.add(target, e.lessons());
                LOG.info("{} {} has refused the request, and is asked once more: {}", call.id(), target, e.inWords());
                refused = next;
                call.trail().begin(target);
            } catch (RejectedException e) {
                if (refused != null) {
                    lessons.remove(target, refused.lessons());
                }
                throw e;
            }
        }
    }

    private void attempt(Request request, String key, @Nullable RefusedException refused) {
        ProviderState state = asking.state();
        String model = asking.model();
        try (VendorCall attempt = new VendorCall(call, asking.provider(), model, key, asking.watchdog())) {
            if (refused != null) {
                attempt.repeating(refused.attempt(), refused.lessons());
            }
            Instant asked = state.now();
            try {
                if (!quotaInSteps) {
                    Gate.enter(attempt, asking);
                    attempt.admit();
                }
                run(attempt, request);
            } catch (UnavailableException e) {
                if (isSpent(e)) {
                    spent.add(key);
                    soonest = soonest == null || isSooner(e, soonest) ? e : soonest;
                }
                failed(e, attempt);
                throw e;
            } catch (TargetFailedException e) {
                failed(e, attempt);
                throw e;
            } catch (RefusedException e) {
                attempt.permits().settle(0);
                throw e;
            } catch (BrokenStreamException e) {
                state.speed().failed(model);
                throw e;
            }
            settle(attempt, asked);
        }
    }

    /** Whether a limit of the key is reached, so that it was not used. The trail gets it only if no other key can be used. */
    private static boolean isSpent(ChatException failure) {
        return failure instanceof UnavailableException limit && limit.kind().passedOver() && limit.otherKeyMayHelp();
    }

    private static boolean isSooner(UnavailableException one, UnavailableException other) {
        Instant at = one.retryAt();
        Instant before = other.retryAt();
        return at != null && (before == null || at.isBefore(before));
    }

    private static void failed(TargetFailedException failure, VendorCall attempt) {
        if (!attempt.hasGoneOut() || !failure.kind().reached()) {
            attempt.permits().unused();
        } else if (failure instanceof UnavailableException) {
            // Refused, so that it has made no tokens.
            attempt.permits().settle(0);
        }
        if (!failure.kind().passedOver()) {
            attempt.provider().state().speed().failed(attempt.model());
        }
    }

    private void settle(VendorCall attempt, Instant asked) {
        ProviderState state = asking.state();
        String model = asking.model();
        state.known().answered(model);
        state.speed().answered(model, attempt.elapsed());
        Usage usage = Cost.used(exchange.getMessage().getBody());
        if (usage != null) {
            // Otherwise what was held stays the best that is known.
            attempt.permits().settle(usage.inputTokens() + usage.outputTokens());
            state.answeredWith(model, usage.outputTokens());
        }
        attempt.permits().answered();
        state.models().answered(model);
        state.keys().answered(attempt.key(), model, asked);
    }

    /** Sends the request through the steps. */
    private void run(VendorCall attempt, Request request) {
        Message message = exchange.getMessage();
        message.setHeaders(new CaseInsensitiveMap(headers));
        message.setBody(request);
        exchange.setProperty(VendorCall.PROPERTY, attempt);
        ChatException failure = null;
        try {
            steps.process(exchange);
            Exception raised = exchange.getException();
            failure = raised == null ? null : translate(raised, attempt);
        } catch (Exception e) {
            failure = translate(e, attempt);
        }
        exchange.removeProperty(VendorCall.PROPERTY);
        if (failure == null) {
            call.report().used(Cost.used(exchange.getMessage().getBody()));
            call.trail().answered();
            return;
        }
        exchange.setException(null);
        exchange.setRouteStop(false);
        exchange.setRollbackOnly(false);
        if (!isSpent(failure)) {
            end(call, failure);
        }
        throw failure;
    }

    private ChatException translate(Exception failure, VendorCall attempt) {
        return RouteFailures.translate(failure, asking.target(), cause -> known(cause, failure, attempt));
    }

    private @Nullable ChatException known(Throwable cause, Exception failure, VendorCall attempt) {
        return switch (cause) {
            case ThrottlerRejectedExecutionException rejected -> {
                Passes.Pass pass = attempt.pass();
                if (pass != null) {
                    pass.rejected();
                }
                yield Gate.throttled(attempt, asking);
            }
            case CallNotPermittedException open -> Gate.open(attempt.provider()).thrown();
            case IOException broken -> attempt.outage(failure);
            // The client of a call that was stopped finds its connection gone.
            case IllegalStateException stopped
            when attempt.call().gone() || attempt.expired() != null -> attempt.outage(failure);
            default -> null;
        };
    }
}
