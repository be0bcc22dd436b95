package io.serai.clients;

import io.serai.quota.Allowances;
import io.serai.quota.Allowances.Answer;
import io.serai.quota.Allowances.Full;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Allowances.State;
import io.serai.quota.Amount;
import io.serai.quota.Demand;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Reserve;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets batches use of the limits of their clients what the clients' people leave. */
final class Yielding {
    /** The owners whose people's demand is known. */
    private static final int MANY = 20_000;

    private final Allowances allowances;
    private final InstantSource clock;
    private final Map<String, Demand> demands = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    Yielding(Allowances allowances, InstantSource clock) {
        this.allowances = allowances;
        this.clock = clock;
    }

    /** Notes what a person asks. */
    void note(List<Owner> owners, Amount expected) {
        if (demands.size() > MANY) {
            demands.clear();
        }
        for (Owner owner : owners) {
            demands.computeIfAbsent(owner.name(), name -> new Demand(clock)).note(expected.tokens());
        }
    }

    /**
     * Takes room for a call that yields; one call after the other, so that they leave people their part together, too.
     *
     * @throws LimitReachedException if the rest of a limit is left to people
     */
    Answer take(List<Owner> owners, String model, Amount expected) {
        lock.lock();
        try {
            Instant now = clock.instant();
            for (State state : allowances.states(owners)) {
                Full kept = kept(state, now);
                if (kept != null) {
                    throw LimitReachedException.leftToPeople(kept, now);
                }
            }
            return allowances.take(owners, model, expected);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Full kept(State state, Instant now) {
        if (!state.limit().mode().enforced()) {
            return null;
        }
        long amount = state.limit().amount();
        if (state.limit().unit() == Unit.PARALLEL) {
            long part = Reserve.ofParallel(amount);
            return part > 0 && state.left() <= part ? new Full(state.owner(), state.limit(), state.used(), null) : null;
        }
        Demand demand = demands.get(state.owner());
        Instant until = demand == null
                ? null
                : Reserve.neededUntil(state.limit().unit(), amount, state.left(), state.anew(), demand, now);
        return until == null ? null : new Full(state.owner(), state.limit(), state.used(), until);
    }
}
