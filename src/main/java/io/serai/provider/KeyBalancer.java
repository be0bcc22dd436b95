package io.serai.provider;

import io.serai.chat.Request;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Navigate;
import org.apache.camel.processor.TotalRequestsThrottler;
import org.apache.camel.processor.loadbalancer.LoadBalancerSupport;
import org.apache.camel.support.CamelContextHelper;
import org.jspecify.annotations.Nullable;

/**
 * The load balancer in the route of a provider, made by its template: it sends a request through its one step with the provider's next key, and
 * with another one if the vendor refuses that key or a limit of it is reached.
 */
public final class KeyBalancer extends LoadBalancerSupport implements CamelContextAware {
    private @Nullable CamelContext context;
    private String provider = "";

    /** Makes it known to its revision. Called by Camel when the parameters are set. */
    public void register() {
        CamelContextHelper.mandatoryLookup(getCamelContext(), "providers", Providers.class)
                .add(provider, this);
    }

    public void setProvider(String name) {
        provider = name;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        if (context == null) {
            throw new IllegalStateException("not in a context");
        }
        return context;
    }

    /** Whether a route has it. */
    boolean isUsed() {
        return !getProcessors().isEmpty();
    }

    /**
     * For how long the throttle in its step keeps a permit, in milliseconds.
     *
     * @param otherwise if it has none
     */
    long throttlePeriod(long otherwise) {
        TotalRequestsThrottler throttle = throttle(getProcessors());
        return throttle == null ? otherwise : throttle.getTimePeriodMillis();
    }

    private static @Nullable TotalRequestsThrottler throttle(List<?> steps) {
        for (Object step : steps) {
            TotalRequestsThrottler found = step instanceof TotalRequestsThrottler throttle
                    ? throttle
                    : step instanceof Navigate<?> wrapper && wrapper.hasNext() ? throttle(wrapper.next()) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Asking asking = Asking.of(exchange, provider);
            new KeyRound(exchange, asking, child(), true)
                    .ask(Request.of(exchange.getMessage().getBody()));
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private AsyncProcessor child() {
        List<AsyncProcessor> children = getProcessors();
        if (children.size() != 1) {
            throw new IllegalStateException("The load balancer over the keys of " + provider
                    + " takes one step, such as a pipeline of what is done with a key, and has " + children.size());
        }
        return children.getFirst();
    }
}
