package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.Request;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** Notes on a call what it asks, and on whose behalf. */
public final class Callers {
    /** Where a request names its user, in OpenAI's names; the second is the newer one. */
    private static final List<String> USER = List.of("user", "safety_identifier");

    private static final String CLIENT_KEY = "clientKey";

    private Callers() {}

    /** The client key to which a step of the route charges a job, by its id in a variable: nobody else can set that. */
    public static Caller of(Exchange exchange) {
        String key = exchange.getVariable(CLIENT_KEY, "", String.class);
        return key.isBlank() ? Caller.NONE : Caller.ofKey(key.strip());
    }

    /** @param request as it was read */
    public static void asks(Call call, Request request) {
        call.caller(call.caller().withUser(user(request.parameters())));
        call.report().asks(request);
    }

    private static String user(Map<String, Object> parameters) {
        for (String name : USER) {
            if (parameters.get(name) instanceof String user && !user.isBlank()) {
                return user.strip();
            }
        }
        return "";
    }
}
