package io.serai.clients;

import io.serai.chat.BatchPlace;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.quota.Allowances;
import io.serai.quota.Allowances.Full;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Amount;
import io.serai.quota.Limit;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in within what their clients may use, wherever they come in: gives each a clearance when it begins, and settles that when it
 * ends. A call of a client without limits costs nothing here.
 */
public final class ClientGate implements CallObserver {
    /** What is held for an answer of which nothing is known. */
    private static final double USUAL_OUTPUT = 1000;

    private static final double OF_LAST = 0.2;

    /** So many users are told apart; all others count together. */
    private static final int MOST_USERS = 20_000;

    private static final String OTHERS = "(others)";
    private static final String NOBODY = "(none)";

    private final ClientKeys keys;
    private final Allowances allowances;
    private final Supplier<Prices> prices;
    private final Function<String, List<Limit>> vendors;
    private final InstantSource clock;
    private final Yielding yielding;
    private final Map<String, Double> usualOutput = new ConcurrentHashMap<>();
    private final Map<String, Boolean> users = new ConcurrentHashMap<>();

    /**
     * @param prices what answers cost now
     * @param vendors what all keys of a provider may use together, by its name; each limit for all models or for one that it names
     */
    public ClientGate(
            ClientKeys keys,
            Allowances allowances,
            Supplier<Prices> prices,
            Function<String, List<Limit>> vendors,
            InstantSource clock) {
        this.vendors = vendors;
        this.keys = keys;
        this.allowances = allowances;
        this.prices = prices;
        this.clock = clock;
        this.yielding = new Yielding(allowances, clock);
    }

    @Override
    public void begun(Call call) {
        Caller caller = call.caller();
        if (!caller.key().isEmpty() || limitsWithoutKey()) {
            call.clearance(new CallClearance(this, call));
        }
    }

    private boolean limitsWithoutKey() {
        ClientRules rules = keys.rules();
        return !rules.everybody().isEmpty()
                || !rules.users().isEmpty()
                || !rules.keeps().isEmpty();
    }

    @Override
    public void ended(Call call) {
        if (call.clearance() instanceof CallClearance clearance) {
            clearance.settle();
        }
    }

    @Override
    public void deferred(Call call) {
        BatchPlace place = call.batchPlace();
        if (call.clearance() instanceof CallClearance clearance && place != null) {
            BatchPlace.Held held = clearance.putOff();
            if (held != null) {
                place.hold(held);
            }
        }
    }

    ClientKeys keys() {
        return keys;
    }

    Allowances allowances() {
        return allowances;
    }

    Yielding yielding() {
        return yielding;
    }

    Prices prices() {
        return prices.get();
    }

    InstantSource clock() {
        return clock;
    }

    /** Whose limits a call counts in; without those that have none. A share of a vendor's limits is those that it makes. */
    List<Owner> owners(Caller caller, @Nullable ClientKey key, Predicate<Limit> which) {
        ClientRules rules = keys.rules();
        List<Owner> owners = new ArrayList<>(4);
        if (key != null) {
            add(owners, "key:" + key.id(), key.limits(), which);
        }
        if (!rules.users().isEmpty()) {
            String user = user(caller, rules);
            add(owners, "user:" + user, rules.user(user), which);
        }
        if (!caller.team().isEmpty()) {
            add(owners, "team:" + caller.team(), rules.teams().getOrDefault(caller.team(), List.of()), which);
        }
        add(owners, "everybody", rules.everybody(), which);
        rules.keeps().forEach((team, kept) -> {
            if (!team.equals(caller.team())) {
                add(
                        owners,
                        "all but team:" + team,
                        kept.stream().map(Limit::rest).toList(),
                        which);
            }
        });
        return owners;
    }

    /** A request that names nobody counts for its key's owner, so that leaving the field out frees nobody. */
    private String user(Caller caller, ClientRules rules) {
        String user = !caller.user().isEmpty() ? caller.user() : caller.owner().isEmpty() ? NOBODY : caller.owner();
        if (rules.users().containsKey(user) || users.containsKey(user)) {
            return user;
        }
        if (users.size() >= MOST_USERS) {
            return OTHERS;
        }
        users.put(user, true);
        return user;
    }

    /** Why a request would be refused now, whichever target it goes to; null if it would not. Takes nothing. */
    public @Nullable ChatException refusal(Caller caller, ChatRequest request) {
        ClientKey key = keys.get(caller.key());
        Object user = request.parameters().get("user");
        List<Owner> owners =
                owners(user instanceof String name ? caller.withUser(name) : caller, key, CallClearance::isGeneral);
        if (owners.isEmpty()) {
            return null;
        }
        Estimate expected = Estimate.of(request, usualOutput(caller.key()));
        Long most = prices().most(expected.model(), expected.input(), expected.output());
        Amount amount = Amount.ofCall(expected.input(), expected.output(), most == null ? 1 : most);
        Full full = allowances.upToDate(owners, () -> allowances.look(owners, expected.model(), amount));
        return full == null ? null : LimitReachedException.of(full, clock.instant());
    }

    private void add(List<Owner> owners, String name, List<Limit> limits, Predicate<Limit> which) {
        if (limits.isEmpty()) {
            return;
        }
        List<Limit> some = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            List<Limit> made =
                    limit.unit() == Limit.Unit.SHARE ? limit.shareOf(vendors.apply(limit.provider())) : List.of(limit);
            for (Limit one : made) {
                if (which.test(one)) {
                    some.add(one);
                }
            }
        }
        if (!some.isEmpty()) {
            owners.add(new Owner(name, some));
        }
    }

    double usualOutput(String key) {
        return usualOutput.getOrDefault(key, USUAL_OUTPUT);
    }

    /** Learns how long answers to a key usually are; a long one counts at once, short ones little by little. */
    void answeredWith(String key, long output) {
        usualOutput.merge(
                key, (double) output, (usual, last) -> last > usual ? last : usual + (last - usual) * OF_LAST);
    }
}
