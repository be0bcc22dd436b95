package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.Request;
import org.apache.camel.Exchange;

/** Notes on a call what it asks, and on whose behalf. */
public final class Callers {
    private static final String CLIENT_KEY = "clientKey";

    private Callers() {}

    /** The client key to which a step of the route charges a job, by its id in a variable: nobody else can set that. */
    public static Caller of(Exchange exchange) {
        String key = exchange.getVariable(CLIENT_KEY, "", String.class);
        return key.isBlank() ? Caller.NONE : Caller.ofKey(key.strip());
    }

    /** @param request as it was read */
    public static void asks(Call call, Request request) {
        call.caller(call.caller().withUser(Caller.user(request.parameters())));
        call.report().asks(request);
    }
}
