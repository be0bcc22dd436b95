package io.serai.provider.recovery;

import io.serai.catalog.Nearest;
import io.serai.provider.Provider;
import io.serai.provider.ProviderState;
import io.serai.provider.Providers;
import io.serai.provider.key.KeyRing;
import java.util.List;

/** Ends what speaks against a provider, one of its keys or one of its models, because an operator says so. */
public final class Waking {
    private final Providers providers;

    public Waking(Providers providers) {
        this.providers = providers;
    }

    /**
     * Forgets that a key rests, for all models.
     *
     * @param key its alias, as in {@code groq#2}, or its number alone
     * @return what is awake
     * @throws IllegalArgumentException if there is none; the message names those that are there
     */
    public String key(String provider, String key) {
        Provider known = find(provider);
        KeyRing ring = known.state().keys();
        List<String> keys = ring.keys();
        for (String one : keys) {
            String alias = ring.alias(one);
            if (alias.equals(key) || alias.equals(provider + '#' + key)) {
                ring.wake(one);
                return alias;
            }
        }
        throw new IllegalArgumentException("there is no key '" + key + "' of " + provider + "; there are "
                + String.join(", ", keys.stream().map(ring::alias).limit(20).toList()));
    }

    /** Forgets that a model rests, wholly or for single keys. */
    public String model(String provider, String model) {
        ProviderState state = find(provider).state();
        state.models().answered(model);
        for (String key : state.keys().keys()) {
            state.keys().wake(key, model);
        }
        return provider + '/' + model;
    }

    /** Forgets all that speaks against a provider: its breaker's failures, and that its keys and models rest. */
    public String provider(String provider) {
        find(provider).state().wake();
        return provider;
    }

    private Provider find(String name) {
        Provider known = providers.find(name);
        if (known == null) {
            List<String> names = providers.all().stream().map(Provider::name).toList();
            throw new IllegalArgumentException(
                    "there is no provider '" + name + "'; there are " + Nearest.few(name, names));
        }
        return known;
    }
}
