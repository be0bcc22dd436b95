package io.serai.ingress;

import io.serai.chat.Answer;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Origin;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * Ends a call when its exchange is done with: an HTTP answer has gone out, a file lies where it belongs, a message is acknowledged or given
 * back.
 */
public record CallEnd(Call call) implements Synchronization {
    /** The ingress of calls that begin in a route of the user's own, which writes no answer that we know. */
    static final String ROUTE = "route";

    /** Puts a call that begins here onto its exchange. */
    public static void of(Exchange exchange, Call call, Origin origin, CallObserver observer) {
        call.report().begin(origin, observer);
        exchange.setProperty(Call.PROPERTY, call);
        exchange.setProperty(Call.AWAITED, exchange.getPattern().isOutCapable() ? exchange.getExchangeId() : null);
        exchange.getExchangeExtension().addOnCompletion(new CallEnd(call));
    }

    @Override
    public void onComplete(Exchange exchange) {
        if (isUntold()) {
            call.report().answered(exchange.getMessage().getBody() instanceof Answer answer ? answer : null);
        }
        call.report().end();
    }

    @Override
    public void onFailure(Exchange exchange) {
        if (isUntold() && exchange.getException() != null) {
            call.report().failed(Failures.toTell(exchange.getException(), call));
        }
        call.report().end();
    }

    private boolean isUntold() {
        return call.report().status() == 0 && call.report().origin().ingress().equals(ROUTE);
    }
}
