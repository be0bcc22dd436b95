package io.serai.provider.recovery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.catalog.Nearest;
import io.serai.provider.Provider;
import io.serai.provider.ProviderState;
import io.serai.provider.Providers;
import io.serai.provider.key.KeyRing;
import io.serai.provider.key.KeyState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator's actions on a running provider: asks its vendor whether it answers and takes each key, lets its keys rest, or ends what
 * speaks against it, one of its keys or one of its models.
 */
public final class ProviderDesk {
    /** A key that rests longer is tried now and then by itself. */
    public static final Duration LONGEST = KeyState.TRIED_EVERY;

    private static final int MOST_NAMED = 20;

    private final Providers providers;

    public ProviderDesk(Providers providers) {
        this.providers = providers;
    }

    /**
     * What a vendor says to a question that uses no quota, asked with one key.
     *
     * @param key its alias
     * @param status the HTTP status; 0 if there was no answer
     * @param why there was none; empty if there was one
     */
    public record Answer(String key, int status, String why) {}

    /**
     * Asks the vendor once with each key. A key that it takes, and a provider that answers, are asked again by requests.
     *
     * @throws IllegalArgumentException if there is no such provider, or it cannot be asked
     */
    public List<Answer> probe(String name) throws InterruptedException {
        Provider provider = find(name);
        List<Answer> answers = new ArrayList<>();
        try (Probe probe = new Probe()) {
            if (!provider.on() || !probe.can(provider)) {
                throw new IllegalArgumentException(
                        provider.on() ? "there is nothing to ask " + name + " that uses no quota" : provider.whyOff());
            }
            for (String key : provider.state().keys().keys()) {
                answers.add(ask(provider, key, probe));
            }
        }
        return answers;
    }

    private static Answer ask(Provider provider, String key, Probe probe) throws InterruptedException {
        KeyRing ring = provider.state().keys();
        try {
            int status = probe.ask(provider, key);
            if (status < 500
                    && provider.state().breakerState() == CircuitBreaker.State.OPEN
                    && provider.state().halfOpen()) {
                return new Answer(ring.alias(key), status, "");
            }
            if (status >= 200 && status < 300 && ring.of(key, "").kind() == KeyState.Kind.REFUSED) {
                ring.accepted(key);
            }
            return new Answer(ring.alias(key), status, "");
        } catch (IOException | IllegalArgumentException e) {
            return new Answer(ring.alias(key), 0, e.getClass().getSimpleName());
        }
    }

    /**
     * Lets one key rest, or all.
     *
     * @param key its alias or its number; null for all
     * @return what rests
     * @throws IllegalArgumentException if there is none
     */
    public String rest(String name, @Nullable String key, Duration time) {
        Provider provider = find(name);
        KeyRing ring = provider.state().keys();
        List<String> resting = key == null ? ring.keys() : List.of(key(provider, key));
        if (resting.isEmpty()) {
            throw new IllegalArgumentException(provider.whyOff());
        }
        for (String one : resting) {
            ring.wake(one);
            ring.rest(
                    one,
                    "",
                    KeyState.Kind.COOLING,
                    "an operator lets it rest",
                    provider.state().now().plus(time));
        }
        return key == null ? name : ring.alias(resting.getFirst());
    }

    /**
     * Forgets that a key rests, for all models.
     *
     * @param key its alias, as in {@code groq#2}, or its number alone
     * @return what is awake
     * @throws IllegalArgumentException if there is none; the message names those that are there
     */
    public String wakeKey(String name, String key) {
        Provider provider = find(name);
        String one = key(provider, key);
        provider.state().keys().wake(one);
        return provider.state().keys().alias(one);
    }

    /** Forgets that a model rests, wholly or for single keys. */
    public String wakeModel(String name, String model) {
        ProviderState state = find(name).state();
        state.models().answered(model);
        for (String key : state.keys().keys()) {
            state.keys().wake(key, model);
        }
        return name + '/' + model;
    }

    /** Forgets all that speaks against a provider: its breaker's failures, and that its keys and models rest. */
    public String wake(String name) {
        find(name).state().wake();
        return name;
    }

    private static String key(Provider provider, String alias) {
        KeyRing ring = provider.state().keys();
        for (String one : ring.keys()) {
            if (ring.alias(one).equals(alias) || ring.alias(one).equals(provider.name() + '#' + alias)) {
                return one;
            }
        }
        throw new IllegalArgumentException("there is no key '" + alias + "' of " + provider.name() + "; there are "
                + String.join(
                        ", ",
                        ring.keys().stream().map(ring::alias).limit(MOST_NAMED).toList()));
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
