package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.Request;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step that lets a request in within what its client may use. It takes from the limits of the client's key, its user, its team and
 * everybody, before the cache is looked at and any model asked. Without the step the same is done by what follows it.
 */
public final class AdmitClient implements Processor {
    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        if (call != null && exchange.getMessage().getBody() instanceof Request request) {
            call.clearance().enter(request);
        }
    }
}
