package io.serai.provider;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step that counts a call in all limits of its key and of its vendor, and refuses it if one of them is reached on which the throttle
 * before it does not decide: longer windows, tokens, calls at once, single models, and what the vendor says is left.
 */
public final class TakeQuota implements Processor {

    @Override
    public void process(Exchange exchange) {
        VendorCall attempt = VendorCall.of(exchange);
        if (attempt.permits().isNone()) {
            Gate.enter(attempt, Asking.of(exchange, attempt.provider().name()));
        }
        attempt.admit();
    }
}
