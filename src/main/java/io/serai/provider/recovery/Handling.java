package io.serai.provider.recovery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.catalog.Nearest;
import io.serai.provider.Provider;
import io.serai.provider.Providers;
import io.serai.provider.key.KeyRing;
import io.serai.provider.key.KeyState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator does with a provider that runs: asks its vendor whether it answers and takes each key, or lets its keys rest. */
public final class Handling {
    /** A key that rests longer is tried now and then by itself. */
    public static final Duration LONGEST = KeyState.TRIED_EVERY;

    private final Providers providers;

    public Handling(Providers providers) {
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
        List<String> resting = ring.keys().stream()
                .filter(one -> key == null
                        || ring.alias(one).equals(key)
                        || ring.alias(one).equals(name + '#' + key))
                .toList();
        if (resting.isEmpty()) {
            throw new IllegalArgumentException(
                    key == null ? provider.whyOff() : "there is no key '" + key + "' of " + name);
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
