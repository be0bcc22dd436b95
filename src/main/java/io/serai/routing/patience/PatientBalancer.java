package io.serai.routing.patience;

import io.serai.chat.Call;
import io.serai.chat.Request;
import io.serai.routing.StepBalancer;
import java.util.List;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;

/**
 * The load balancer {@code patience}: it asks what stands in it, and when no target could answer waits, within the request's patience, and
 * asks again.
 */
public final class PatientBalancer extends StepBalancer {
    private final Patience patience;

    public PatientBalancer(Patience patience) {
        this.patience = patience;
    }

    @Override
    protected void answer(Exchange exchange) throws Exception {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        AsyncProcessor targets = child();
        if (call == null) {
            targets.process(exchange);
        } else {
            call.request(Request.of(exchange.getMessage().getBody()));
            patience.answer(exchange, call, name(exchange), targets);
        }
    }

    private AsyncProcessor child() {
        List<AsyncProcessor> children = getProcessors();
        if (children.size() != 1) {
            throw new IllegalStateException(
                    "The load balancer 'patience' takes one step, such as a choice or a pool, and has "
                            + children.size());
        }
        return children.getFirst();
    }

    private static String name(Exchange exchange) {
        String target = exchange.getVariable("target", String.class);
        return target == null ? "pool " + exchange.getVariable("task", "", String.class) : target;
    }
}
