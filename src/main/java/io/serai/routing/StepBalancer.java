package io.serai.routing;

import io.serai.chat.Call;
import io.serai.provider.TargetFailedException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.processor.loadbalancer.LoadBalancerSupport;
import org.jspecify.annotations.Nullable;

/** A load balancer that asks its steps on the caller's thread, as all of Serai's do. */
public abstract class StepBalancer extends LoadBalancerSupport {

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            answer(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    /** Has the exchange answered; a failure is left in it, or thrown. */
    protected abstract void answer(Exchange exchange) throws Exception;

    /**
     * Asks a step anew, whatever the one before has left behind.
     *
     * @param before why that has failed, for steps that have nothing to give; null if none did
     * @return why it has failed; null if it has answered
     */
    public static @Nullable Exception ask(
            Exchange exchange, Processor step, @Nullable Object request, @Nullable Exception before) {
        exchange.setException(null);
        if (before == null) {
            exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        } else {
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, before);
        }
        exchange.getMessage().setBody(request);
        try {
            step.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        return exchange.getException();
    }

    /** Whether another may answer after a failure: a target has failed, and the client has seen nothing of an answer. */
    public static boolean mayGoOn(@Nullable Call call, @Nullable Exception failure) {
        return failure instanceof TargetFailedException && (call == null || !call.hasBegun());
    }
}
