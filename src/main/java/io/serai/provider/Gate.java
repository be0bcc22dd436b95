package io.serai.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.chat.Failure;
import io.serai.chat.Outcome;
import io.serai.chat.Request;
import io.serai.provider.health.ModelHealth;
import io.serai.provider.key.KeyNames;
import io.serai.provider.key.KeyRing;
import io.serai.provider.key.KeyState;
import io.serai.provider.permit.Passes;
import io.serai.provider.permit.Permits;
import io.serai.quota.Demand;
import io.serai.quota.Left;
import io.serai.quota.Permit;
import io.serai.quota.Quota;
import io.serai.quota.Quota.Scope;
import io.serai.quota.Reserve;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides if a target can be asked now, and if not, why and until when. {@code look} finds that out without using anything, for those who explain,
 * rank and report; {@code pass} and {@code enter} let a call through, which may take turns and quotas.
 */
public final class Gate {
    /** So long the word of a vendor that it does not offer a model holds for those who name it. */
    private static final Duration HEARD_AGAIN = Duration.ofSeconds(10);

    private Gate() {}

    /**
     * Why there is no way to the target.
     *
     * @param outcome what the trail says
     * @param why for people
     * @param until when it is gone; null if nobody knows
     */
    public record No(Outcome outcome, String why, @Nullable Instant until) {

        No(UnavailableException failed) {
            this(failed.kind(), failed.reason(), failed.retryAt());
        }

        /** What kind of failure it is. */
        public Failure failure() {
            return outcome.failure();
        }

        /** Whether it is only a limit that is reached, which passes by itself. */
        public boolean limit() {
            return failure() == Failure.LIMIT;
        }

        public UnavailableException thrown() {
            return new UnavailableException(outcome, why, until);
        }
    }

    /** Why the target would not be asked with this request; null if it would. */
    public static @Nullable No look(Providers providers, Provider provider, Target target, Request request) {
        No lasting = able(provider, target, request, 0);
        return lasting != null
                ? lasting
                : look(providers, provider, target, Cost.expected(request, provider.state(), target.model()));
    }

    /** Why the target would not be asked at this moment, whatever is asked; null if it would. */
    public static @Nullable No look(Providers providers, Provider provider, Target target, long tokens) {
        ProviderState state = provider.state();
        No no = on(provider);
        if (no == null) {
            ModelHealth.Illness illness = state.models().of(target.model());
            no = illness == null || !state.now().isBefore(illness.until()) ? null : ill(target, illness);
        }
        if (no == null) {
            no = breaker(provider);
        }
        if (no == null) {
            no = keys(state, target, tokens);
        }
        return no != null ? no : vendor(providers, provider, target, tokens);
    }

    /** Why the target cannot do this, now or later; null if nothing is known. */
    public static @Nullable No able(Provider provider, Target target, Request request, int tooLongFor) {
        No off = on(provider);
        if (off != null) {
            return off;
        }
        UnavailableException lacking = Abilities.lacking(provider, target, request, tooLongFor);
        return lacking == null ? null : new No(lacking);
    }

    private static @Nullable No on(Provider provider) {
        return provider.on() ? null : new No(UnavailableException.off(provider.whyOff()));
    }

    /**
     * Why the model of the target rests; null if it may be asked now, and {@link ModelHealth#asked} must follow. A client that names a model
     * which the vendor did not know is heard again after a moment: somebody may have added it.
     */
    static @Nullable No pass(Asking asking) {
        ProviderState state = asking.state();
        ModelHealth.Illness illness = state.models().ask(asking.model());
        if (illness == null) {
            return null;
        }
        boolean heard = illness.unknown()
                ? asking.named() && !state.now().isBefore(illness.since().plus(HEARD_AGAIN))
                : asking.call().waiting().insists(state.now(), illness.since());
        return heard ? null : ill(asking.target(), illness);
    }

    private static No ill(Target target, ModelHealth.Illness illness) {
        return illness.unknown()
                ? new No(
                        Outcome.UNKNOWN,
                        target.provider() + " does not offer the model " + target.model() + " (" + illness.why() + ")",
                        null)
                : new No(Outcome.RESTING, target + " rests since it answered " + illness.why(), illness.until());
    }

    private static @Nullable No breaker(Provider provider) {
        ProviderState state = provider.state();
        boolean open =
                state.breakerState() == CircuitBreaker.State.OPEN && state.now().isBefore(state.halfOpenAt());
        return open ? open(provider) : null;
    }

    /** What an open breaker says. */
    static No open(Provider provider) {
        return new No(
                Outcome.OPEN,
                provider.name() + " failed too often and rests",
                provider.state().halfOpenAt());
    }

    /** That of the key that is back first; null if one can be used. */
    private static @Nullable No keys(ProviderState state, Target target, long tokens) {
        KeyRing keys = state.keys();
        Instant now = state.now();
        No first = null;
        for (String key : keys.keys()) {
            KeyState rest = keys.of(key, target.model());
            Quota.Answer.No no = state.quota().look(KeyNames.of(key), target.model(), tokens);
            No own = null;
            if (rest.rests(now)) {
                own = resting(keys.alias(key), rest);
            } else if (no != null) {
                own = spent(Outcome.QUOTA, key.isEmpty() ? target.provider() : keys.alias(key), no);
            }
            if (own == null) {
                return null;
            }
            first = first == null || isSooner(own, first) ? own : first;
        }
        return first;
    }

    /**
     * Why a call that yields may not be let through: what is left of a limit will be needed, until the limit is back, by people who wait. They
     * are left what they have asked lately, and a quarter of a limit at most. Null if there is enough for both.
     */
    public static @Nullable No leaves(Provider provider, Target target) {
        ProviderState state = provider.state();
        Instant now = state.now();
        No first = null;
        for (String key : state.keys().keys()) {
            Instant until = needed(state.quota().left(KeyNames.of(key), target.model()), state.demand(), now);
            if (until == null) {
                return null;
            }
            No own = new No(
                    Outcome.QUOTA,
                    "the rest of the limit of " + provider.name() + " is reserved for interactive requests",
                    until);
            first = first == null || isSooner(own, first) ? own : first;
        }
        return first;
    }

    /** Until when what is left is needed; null if it is not. */
    private static @Nullable Instant needed(List<Left> limits, Demand demand, Instant now) {
        Instant last = null;
        for (Left left : limits) {
            Instant own =
                    Reserve.neededUntil(left.limit().unit(), left.amount(), left.left(), left.resetsAt(), demand, now);
            last = own != null && (last == null || own.isAfter(last)) ? own : last;
        }
        return last;
    }

    private static boolean isSooner(No one, No other) {
        return one.until() != null && (other.until() == null || one.until().isBefore(other.until()));
    }

    private static No resting(String alias, KeyState rest) {
        return new No(
                rest.outcome(),
                alias + " is " + rest.kind().word() + ": " + rest.why(),
                rest.limited() ? rest.until() : null);
    }

    /** Why none of the keys is to be used, for a call that has come to them. */
    static No resting(Asking asking) {
        KeyState rest = asking.state().keys().firstBack(asking.model());
        String provider = asking.provider().name();
        String why = rest.limited()
                ? asking.target() + " has reached its limit"
                : rest.kind() == KeyState.Kind.UNPAID
                        ? provider + " has no balance left (" + rest.why() + ")"
                        : "the keys of " + provider + " were refused (" + rest.why() + "); set others";
        No of = resting("", rest);
        return new No(of.outcome(), why, of.until());
    }

    private static @Nullable No vendor(Providers providers, Provider provider, Target target, long tokens) {
        String vendor = provider.vendor().name();
        Quota.Answer.No shared = providers.states().vendor(vendor).look("", target.model(), tokens);
        return shared == null ? null : spent(Outcome.QUOTA, vendor, shared);
    }

    private static No spent(Outcome outcome, String whose, Quota.Answer.No no) {
        return new No(outcome, whose + ": " + no.why(), no.until());
    }

    /**
     * Lets an attempt use the quota of its key, and that of all providers at its vendor.
     *
     * @throws UnavailableException if a limit is reached
     */
    static void enter(VendorCall attempt, Asking asking) {
        Passes.Pass pass = attempt.pass();
        boolean routed = asking.providers().asksKeysInRoute(asking.provider().name());
        // A call that two throttles have let through at once, of two revisions, is refused here by the limit that they
        // share.
        Scope scope = routed && (pass == null || !pass.asked()) ? Scope.BESIDE_THROTTLE : Scope.ALL;
        try {
            attempt.permits(permits(attempt.key(), asking, scope));
        } finally {
            if (pass != null) {
                pass.counted();
            }
        }
    }

    private static Permits permits(String key, Asking asking, Scope scope) {
        ProviderState state = asking.state();
        long tokens = asking.tokens();
        Permit own = permit(
                state.quota().take(KeyNames.of(key), asking.model(), tokens, scope, asking.pace()), asking, true);
        Quota all =
                asking.providers().states().vendor(asking.provider().vendor().name());
        if (!all.limited()) {
            return new Permits(own, null);
        }
        try {
            return new Permits(
                    own, permit(all.take("", asking.model(), tokens, Scope.ALL, asking.pace()), asking, false));
        } catch (UnavailableException e) {
            own.unused();
            own.close();
            throw e;
        }
    }

    private static Permit permit(Quota.Answer answer, Asking asking, boolean otherKeyMayHelp) {
        return switch (answer) {
            case Permit permit -> permit;
            case Quota.Answer.No no ->
                throw limited(spent(Outcome.QUOTA, asking.provider().name(), no), asking, otherKeyMayHelp);
        };
    }

    /** What the throttle of the provider's route says by rejecting a key. */
    static UnavailableException throttled(VendorCall attempt, Asking asking) {
        ProviderState state = asking.state();
        String name = asking.provider().name();
        Quota.Answer.No no = state.quota()
                .look(KeyNames.of(attempt.key()), asking.model(), asking.tokens(), Scope.ALL, asking.pace());
        return no == null
                ? UnavailableException.limit(
                        Outcome.THROTTLED,
                        name + ": its throttle lets no more requests through",
                        state.now().plusSeconds(1),
                        true,
                        null)
                : limited(spent(Outcome.THROTTLED, name, no), asking, true);
    }

    /** With what is known of when the target can be asked by those who wait. */
    static UnavailableException limited(No no, Asking asking, boolean otherKeyMayHelp) {
        ProviderState state = asking.state();
        long tokens = asking.tokens();
        return UnavailableException.limit(
                no.outcome(), no.why(), no.until(), otherKeyMayHelp, new UnavailableException.Forecast() {
                    @Override
                    public List<Instant> at(int calls) {
                        return state.keys().backAt(asking.model(), tokens, state.quota(), null, asking.pace(), calls);
                    }

                    @Override
                    public List<Instant> soonest(int calls) {
                        return state.keys().soonest(asking.model(), tokens, state.quota(), calls);
                    }
                });
    }
}
