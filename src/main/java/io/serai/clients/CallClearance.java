package io.serai.clients;

import io.serai.chat.Attempt;
import io.serai.chat.BatchPlace;
import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.Clearance;
import io.serai.chat.RejectedException;
import io.serai.chat.Request;
import io.serai.chat.Usage;
import io.serai.cost.Spending;
import io.serai.cost.Used;
import io.serai.quota.Allowances.Answer;
import io.serai.quota.Allowances.Hold;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Amount;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Money;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one call: taken when it enters and before each target, settled once when it ends, in any way: by what its
 * attempts have used, those included that were lost. An answer from the cache, and a failure for which no vendor takes money, cost nothing.
 */
final class CallClearance implements Clearance {
    /** What a call costs of which the price is not known: so little that it counts for nothing, and is refused where nothing is left. */
    static final long UNKNOWN_PRICE = 1;

    /**
     * What is held of limits for the target that a part of the call asks now.
     *
     * @param before how many tries of the part had ended before; they count elsewhere
     */
    private record OfTarget(Hold hold, int before) {}

    /** No monitor, which would hold the thread of the processor while a turn is awaited. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ClientGate gate;
    private final Call call;
    private volatile @Nullable ClientKey key;
    private List<Owner> owners = List.of();
    private @Nullable Estimate estimate;
    private @Nullable ChatException refusal;
    private volatile @Nullable Hold hold;

    /** What is held of limits for targets alone, by the part of the call that asks the target. */
    private final Map<Call, OfTarget> ofTargets = new HashMap<>();

    private String asked = "";
    private boolean entered;
    private boolean settled;

    CallClearance(ClientGate gate, Call call) {
        this.gate = gate;
        this.call = call;
    }

    @Override
    public void enter(Request request) {
        lock.lock();
        try {
            if (!entered) {
                entered = true;
                try {
                    admit(request);
                } catch (ChatException e) {
                    refusal = e;
                }
            }
            if (refusal != null) {
                throw refusal;
            }
        } finally {
            lock.unlock();
        }
    }

    private void admit(Request request) {
        identify();
        owners = gate.owners(call.caller(), key, limit -> true);
        if (owners.isEmpty()) {
            return;
        }
        Estimate expected = Estimate.of(request, gate.usualOutput(call.caller().key()));
        estimate = expected;
        BatchPlace place = call.batchPlace();
        if (place != null && place.takeHeld() instanceof Held held) {
            hold = held.general();
            Hold ofTarget = held.ofTarget();
            if (ofTarget != null) {
                ofTargets.put(call, new OfTarget(ofTarget, 0));
            }
            return;
        }
        List<Owner> general = gate.owners(call.caller(), key, CallClearance::isGeneral);
        if (general.isEmpty()) {
            return;
        }
        switch (take(general, expected.model(), amount(general, expected))) {
            case Hold taken -> hold = taken;
            case Answer.No no ->
                throw LimitReachedException.of(no.full(), gate.clock().instant());
        }
    }

    private Amount amount(List<Owner> limited, Estimate expected) {
        Long most = counts(limited, Unit.MONEY)
                ? gate.prices().most(expected.model(), expected.input(), expected.output())
                : Long.valueOf(0);
        return Amount.ofCall(expected.input(), expected.output(), most == null ? UNKNOWN_PRICE : most);
    }

    private Answer take(List<Owner> general, String model, Amount amount) {
        if (call.waiting().yields()) {
            return gate.yielding().take(general, model, amount);
        }
        gate.yielding().note(general, amount);
        return gate.allowances().take(general, model, amount);
    }

    /** The key as it is now; jobs name theirs by its id alone. */
    private void identify() {
        Caller caller = call.caller();
        String id = caller.key();
        if (id.isEmpty()) {
            return;
        }
        ClientKey known = gate.keys().get(id);
        if (known == null) {
            if (KeyText.isOfSettings(id)) {
                // They have no limits of their own.
                return;
            }
            throw unknown();
        }
        if (!known.admits(gate.clock().instant())) {
            throw unknown();
        }
        key = known;
        call.caller(known.caller().withUser(caller.user()));
        gate.keys().used(id);
    }

    private static RejectedException unknown() {
        return new RejectedException(
                401, "invalid_api_key", "The client key of this request is not known, or is not taken any more.", null);
    }

    static boolean isGeneral(Limit limit) {
        return limit.models().equals(Limit.ALL);
    }

    private static boolean counts(List<Owner> owners, Unit unit) {
        for (Owner owner : owners) {
            for (Limit limit : owner.limits()) {
                if (limit.unit() == unit) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public @Nullable Denial ask(Call part, String target, String pool) {
        lock.lock();
        try {
            return denial(part, target, pool);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Denial denial(Call part, String target, String pool) {
        asked = target;
        leave(part);
        ClientKey of = key;
        if (of != null && of.restricts() && !of.mayAsk(target, pool)) {
            return ClientGate.notAllowed(of, target);
        }
        Estimate expected = estimate;
        if (expected == null || settled) {
            return null;
        }
        Long price = price(target, expected);
        if (price == null && ClientGate.isStrict(owners)) {
            return ClientGate.unpriced(target);
        }
        List<Owner> ofTarget = gate.owners(call.caller(), of, limit -> !isGeneral(limit));
        if (ofTarget.isEmpty()) {
            return null;
        }
        Amount amount = Amount.ofCall(expected.input(), expected.output(), price == null ? UNKNOWN_PRICE : price);
        return switch (gate.allowances().take(ofTarget, target, amount)) {
            case Hold taken -> {
                ofTargets.put(part, new OfTarget(taken, part.trail().attempts().size()));
                yield null;
            }
            case Answer.No no -> gate.denial(no.full());
        };
    }

    private @Nullable Long price(String target, Estimate expected) {
        return gate.prices().cost(target, Usage.of(expected.input(), expected.output()));
    }

    @Override
    public boolean shows(String name, boolean pool) {
        Caller caller = call.caller();
        ClientKey known = caller.key().isEmpty() ? null : gate.keys().get(caller.key());
        if (known == null || !known.restricts()) {
            return true;
        }
        return pool ? known.mayAskPool(name) : known.mayAsk(name, "");
    }

    @Override
    public boolean restricts() {
        ClientKey of = key;
        return of != null && of.restricts();
    }

    /** Counts what the call has used in place of what was held for it; once. */
    void settle() {
        lock.lock();
        try {
            if (settled) {
                return;
            }
            settled = true;
            settle(hold);
            List.copyOf(ofTargets.keySet()).forEach(this::leave);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Goes on holding what was taken while the request waits for a batch of a vendor's own, but for the place among calls at once: it is
     * none meanwhile.
     *
     * @return null if nothing is held
     */
    BatchPlace.@Nullable Held putOff() {
        lock.lock();
        try {
            Estimate expected = estimate;
            OfTarget last = ofTargets.remove(call);
            if (settled || expected == null || (hold == null && last == null)) {
                return null;
            }
            settled = true;
            // What was lost before is used, and the request itself counts with what is held from now on.
            Amount lost = amount(spending()).withoutRequest();
            Hold general = held(hold, lost, expected, expected.model(), CallClearance::isGeneral);
            Hold ofTarget =
                    held(last == null ? null : last.hold(), Amount.NONE, expected, asked, limit -> !isGeneral(limit));
            return general == null && ofTarget == null ? null : new Held(general, ofTarget);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Hold held(
            @Nullable Hold before, Amount used, Estimate expected, String model, Predicate<Limit> which) {
        if (before == null) {
            return null;
        }
        before.settle(used);
        List<Owner> lasting =
                gate.owners(call.caller(), key, limit -> limit.unit() != Unit.PARALLEL && which.test(limit));
        return !lasting.isEmpty()
                        && gate.allowances().take(lasting, model, amount(lasting, expected)) instanceof Hold taken
                ? taken
                : null;
    }

    /** What is held of limits while a request waits; it keeps nothing of the call. */
    private record Held(@Nullable Hold general, @Nullable Hold ofTarget) implements BatchPlace.Held {

        @Override
        public void release() {
            if (general != null) {
                general.settle(Amount.NONE);
            }
            if (ofTarget != null) {
                ofTarget.settle(Amount.NONE);
            }
        }
    }

    private void settle(@Nullable Hold general) {
        if (general == null && ofTargets.isEmpty()) {
            return;
        }
        Spending all = spending();
        if (general != null) {
            general.settle(amount(all));
        }
        Usage told = call.report().usage();
        if (told != null && all.counted()) {
            gate.answeredWith(call.caller().key(), told.outputTokens());
        }
    }

    /** Counts what a part has used at the target that it asked last, in the limits of that target alone. */
    private void leave(Call part) {
        OfTarget last = ofTargets.remove(part);
        if (last != null) {
            last.hold().settle(amount(Spending.of(since(part, last.before()))));
        }
    }

    /** What a part has used after a number of its tries. Uncounted usage is estimated by the request and answer of the whole call. */
    private List<Used> since(Call part, int before) {
        List<Used> attempts = spending().attempts();
        // What was asked besides is no part's.
        List<Used> all = attempts.subList(call.trail().besides().size(), attempts.size());
        List<Attempt> own = part.trail().attempts();
        if (own.isEmpty()) {
            return all.size() == 1 && call.trail().attempts().isEmpty() ? all : List.of();
        }
        List<Attempt> since = own.subList(Math.min(before, own.size()), own.size());
        return all.stream().filter(used -> since.contains(used.attempt())).toList();
    }

    private Spending spending() {
        return Spending.of(call, gate.prices()::price);
    }

    private static Amount amount(Spending used) {
        return used.counted() ? Amount.ofCall(used.input(), used.output(), used.nanos()) : Amount.NONE;
    }

    @Override
    public Map<String, String> headers() {
        Hold taken = hold;
        Map<String, String> headers = new LinkedHashMap<>(
                taken == null
                        ? Map.of()
                        : LimitHeaders.of(taken.states(), gate.clock().instant()));
        Spending spent = call.report().usage() == null ? null : spending();
        if (spent != null && spent.priced()) {
            headers.put("x-serai-cost", Money.decimal(spent.nanos()).toPlainString());
        }
        return headers;
    }
}
