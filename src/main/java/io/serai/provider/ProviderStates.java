package io.serai.provider;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The states of all providers by name; there is one for the whole process. */
public final class ProviderStates {
    private final InstantSource clock;
    private final Map<String, ProviderState> states = new ConcurrentHashMap<>();

    public ProviderStates(InstantSource clock) {
        this.clock = clock;
    }

    InstantSource clock() {
        return clock;
    }

    ProviderState of(String provider) {
        return states.computeIfAbsent(provider, name -> new ProviderState(name, clock));
    }
}
