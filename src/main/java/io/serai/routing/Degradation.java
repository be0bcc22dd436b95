package io.serai.routing;

import io.serai.chat.Call;
import io.serai.chat.Outcome;
import io.serai.provider.TargetFailedException;
import io.serai.provider.UnavailableException;
import io.serai.settings.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.support.CamelContextHelper;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer for a pool and what stands in for it. The first step answers while enough of its calls go well; a call that fails goes on
 * to the next step. When too few went well of late the first step is left alone for a while, after which one call at a time tries it. Whatever
 * another step has answered says so in {@code x-serai-degraded}. Each pool needs one of its own, since it remembers how the pool did.
 */
public final class Degradation extends StepBalancer implements CamelContextAware {
    private @Nullable CamelContext context;
    private @Nullable InstantSource clock;
    private final Deque<Boolean> outcomes = new ArrayDeque<>();
    private int successRate = 80;
    private int calls = 20;
    private int minimum = 5;
    private Duration rest = Duration.ofSeconds(30);
    private @Nullable Instant until;
    private boolean trying;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        clock = CamelContextHelper.mandatoryLookup(camelContext, "clock", InstantSource.class);
    }

    @Override
    public CamelContext getCamelContext() {
        if (context == null) {
            throw new IllegalStateException("not in a context");
        }
        return context;
    }

    private Instant now() {
        if (clock == null) {
            throw new IllegalStateException("not in a context");
        }
        return clock.instant();
    }

    @Override
    protected void answer(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Object request = exchange.getMessage().getBody();
        List<AsyncProcessor> steps = getProcessors();
        int first = steps.size() > 1 && !enter() ? 1 : 0;
        Exception failure = first == 0 ? null : leftAlone(exchange);
        for (int i = first; i < steps.size(); i++) {
            if (i > 0 && call != null) {
                call.degraded(exchange.getVariable("task", call.task(), String.class));
            }
            failure = ask(exchange, steps.get(i), request, failure);
            if (i == 0) {
                leave(failure);
            }
            if (!mayGoOn(call, failure)) {
                return;
            }
        }
    }

    /** Why the first step is not asked, for steps that have nothing to give. */
    private Exception leftAlone(Exchange exchange) {
        Instant end;
        synchronized (this) {
            end = until;
        }
        return new UnavailableException(
                Outcome.OPEN,
                "too few calls of the pool " + exchange.getVariable("task", "", String.class)
                        + " succeeded, so the pool rests",
                end);
    }

    /** Whether the first step may be asked. */
    private synchronized boolean enter() {
        Instant end = until;
        if (end == null) {
            return true;
        }
        if (trying || now().isBefore(end)) {
            return false;
        }
        trying = true;
        return true;
    }

    private synchronized void leave(@Nullable Exception failure) {
        boolean tried = trying;
        trying = false;
        boolean failed = failure instanceof TargetFailedException;
        if (failure != null && !failed) {
            // The caller's mistake, or nobody waits any more: it says nothing of the pool.
            return;
        }
        if (tried && !failed) {
            outcomes.clear();
            until = null;
        }
        outcomes.addLast(!failed);
        if (outcomes.size() > calls) {
            outcomes.removeFirst();
        }
        long well = outcomes.stream().filter(Boolean::booleanValue).count();
        if (tried && failed || outcomes.size() >= minimum && well * 100 < (long) successRate * outcomes.size()) {
            until = now().plus(rest);
        }
    }

    /** @param percent of its calls must go well */
    public void setSuccessRate(int percent) {
        successRate = percent;
    }

    /** @param count over how many calls that is taken */
    public void setCalls(int count) {
        calls = count;
    }

    /** @param count how many calls there must have been */
    public void setMinimum(int count) {
        minimum = count;
    }

    /** @param text how long it is left alone then, such as {@code 30s} */
    public void setRest(String text) {
        rest = Kind.time(text);
    }
}
