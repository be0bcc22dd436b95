package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.chat.Failure;
import io.serai.quota.Quota;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a target would not be asked now, found out without asking it, using a quota or taking a turn.
 *
 * @param why for people
 * @param until when it is gone; null if nobody knows
 * @param failure what kind of failure it would be
 */
record Obstacle(String why, @Nullable Instant until, Failure failure) {

    /** Whether it is only a limit that is reached, which passes by itself. */
    boolean limit() {
        return failure == Failure.LIMIT;
    }

    /** Null if there is none. */
    static @Nullable Obstacle of(Providers providers, Provider provider, Target target, Object request) {
        UnavailableException lacking = provider.on() ? Abilities.lacking(provider, target, request, 0) : null;
        return lacking == null
                ? ofMoment(providers, provider, target, Cost.expected(request, provider.state(), target.model()))
                : new Obstacle(lacking.reason(), null, lacking.failure());
    }

    /** What speaks against asking it at this moment, whatever is asked; null if nothing does. */
    static @Nullable Obstacle ofMoment(Providers providers, Provider provider, Target target, long tokens) {
        if (!provider.on()) {
            return new Obstacle(provider.whyOff(), null, Failure.OFF);
        }
        ProviderState state = provider.state();
        Instant now = state.now();
        ModelHealth.Illness illness = state.models().of(target.model());
        if (illness != null && now.isBefore(illness.until())) {
            return new Obstacle(
                    target + " rests since it answered " + illness.why(),
                    illness.until(),
                    illness.unknown() ? Failure.NO_MODEL : Failure.RESTING);
        }
        if (state.breakerState() == CircuitBreaker.State.OPEN && now.isBefore(state.halfOpenAt())) {
            return new Obstacle(provider.name() + " failed too often and rests", state.halfOpenAt(), Failure.RESTING);
        }
        Obstacle keys = ofKeys(state, target, tokens);
        if (keys != null) {
            return keys;
        }
        Quota.Answer.No shared =
                providers.states().vendor(provider.vendor().name()).look("", target.model(), tokens);
        return shared == null
                ? null
                : new Obstacle(provider.vendor().name() + ": " + shared.why(), shared.until(), Failure.LIMIT);
    }

    /** That of the key that is back first; null if one has none. */
    private static @Nullable Obstacle ofKeys(ProviderState state, Target target, long tokens) {
        KeyRing keys = state.keys();
        Instant now = state.now();
        Obstacle first = null;
        for (String key : keys.keys()) {
            KeyState rest = keys.of(key, target.model());
            Quota.Answer.No no = state.quota().look(KeyNames.of(key), target.model(), tokens);
            Obstacle own = null;
            if (rest.rests(now)) {
                boolean known = rest.limited();
                own = new Obstacle(
                        keys.alias(key) + " is " + rest.kind().word() + ": " + rest.why(),
                        known ? rest.until() : null,
                        rest.failure());
            } else if (no != null) {
                own = new Obstacle(
                        (key.isEmpty() ? target.provider() : keys.alias(key)) + ": " + no.why(),
                        no.until(),
                        Failure.LIMIT);
            }
            if (own == null) {
                return null;
            }
            first = first == null || isSooner(own, first) ? own : first;
        }
        return first;
    }

    private static boolean isSooner(Obstacle one, Obstacle other) {
        return one.until() != null && (other.until() == null || one.until().isBefore(other.until()));
    }
}
