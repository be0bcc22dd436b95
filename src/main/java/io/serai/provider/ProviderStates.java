package io.serai.provider;

import io.serai.quota.Ledger;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The states of all providers by name; there is one for the whole process. */
public final class ProviderStates {
    private final InstantSource clock;
    private final Function<String, Ledger> ledgers;
    private final Map<String, ProviderState> states = new ConcurrentHashMap<>();

    /** @param ledgers where each provider's uses are remembered, by its name */
    public ProviderStates(InstantSource clock, Function<String, Ledger> ledgers) {
        this.clock = clock;
        this.ledgers = ledgers;
    }

    InstantSource clock() {
        return clock;
    }

    ProviderState of(String provider) {
        return states.computeIfAbsent(provider, name -> new ProviderState(name, clock, ledgers.apply(name)));
    }
}
