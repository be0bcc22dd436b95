package io.serai.provider;

import io.serai.chat.Call;
import io.serai.quota.Pace;
import org.apache.camel.Exchange;

/**
 * A call that is put to a target, on its way through the provider's route.
 *
 * @param named whether the client has named the target
 * @param tokens how many it will probably cost
 */
public record Asking(
        Call call,
        Target target,
        Provider provider,
        Providers providers,
        Watchdog watchdog,
        boolean named,
        long tokens) {
    /** The exchange property that carries it. */
    public static final String PROPERTY = "serai.asking";

    /** @throws IllegalStateException if the exchange has not come through {@code llm:} */
    static Asking of(Exchange exchange, String provider) {
        Asking asking = exchange.getProperty(PROPERTY, Asking.class);
        if (asking == null || !asking.provider().name().equals(provider)) {
            throw new IllegalStateException(
                    "direct:" + provider + " is for llm:" + provider + "/model; call that instead");
        }
        return asking;
    }

    ProviderState state() {
        return provider.state();
    }

    String model() {
        return target.model();
    }

    /** How fast it may use what the vendor leaves. */
    Pace pace() {
        return call.waiting().yields() ? Pace.SPREAD : Pace.AT_ONCE;
    }
}
