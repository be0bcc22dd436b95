package io.serai.clients;

import io.serai.chat.BatchPlace;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.Clearance.Denial;
import io.serai.chat.Failure;
import io.serai.chat.Usage;
import io.serai.quota.Allowances;
import io.serai.quota.Allowances.Full;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Allowances.State;
import io.serai.quota.Amount;
import io.serai.quota.Limit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** The users that count separately; all others count together. */
    private static final int MOST_USERS = 20_000;

    private static final String USER = "user:";
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
        BatchPlace place = call.report().isInBatch() ? call.batchPlace() : null;
        if (!(call.clearance() instanceof CallClearance clearance)) {
            return;
        }
        BatchPlace.Held held = place == null ? null : clearance.putOff();
        if (place != null && held != null) {
            place.hold(held);
        } else {
            clearance.settle();
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
            add(owners, USER + user, rules.user(user), which);
        }
        if (!caller.team().isEmpty()) {
            add(owners, "team:" + caller.team(), rules.teams().getOrDefault(caller.team(), List.of()), which);
        }
        add(owners, "everybody", rules.everybody(), which);
        rules.keeps().forEach((team, kept) -> {
            if (!team.equals(caller.team())) {
                add(owners, allBut(team), rest(kept), which);
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
        List<Owner> owners = owners(asking(caller, request), keys.get(caller.key()), CallClearance::isGeneral);
        if (owners.isEmpty()) {
            return null;
        }
        Estimate expected = Estimate.of(request, usualOutput(caller.key()));
        Long most = prices().most(expected.model(), expected.input(), expected.output());
        Full full = look(owners, expected.model(), amount(expected, most));
        return full == null ? null : LimitReachedException.of(full, clock.instant());
    }

    /**
     * Why a target would not be asked for a client now; null if it would. Takes nothing.
     *
     * @param target {@code provider/model}
     * @param pool by which it would be chosen; empty if the client has named it
     */
    public @Nullable Denial denial(Caller caller, ChatRequest request, String target, String pool) {
        ClientKey key = keys.get(caller.key());
        if (key != null && key.restricts() && !key.mayAsk(target, pool)) {
            return notAllowed(key, target);
        }
        List<Owner> owners = owners(asking(caller, request), key, limit -> true);
        Estimate expected = Estimate.of(request, usualOutput(caller.key()));
        Long price = owners.isEmpty() ? null : prices().cost(target, Usage.of(expected.input(), expected.output()));
        if (price == null && isStrict(owners)) {
            return unpriced(target);
        }
        List<Owner> ofTarget = owners(asking(caller, request), key, limit -> !CallClearance.isGeneral(limit));
        Full full = ofTarget.isEmpty() ? null : look(ofTarget, target, amount(expected, price));
        return full == null ? null : denial(full);
    }

    private static Caller asking(Caller caller, ChatRequest request) {
        String user = Caller.user(request.parameters());
        return user.isEmpty() ? caller : caller.withUser(user);
    }

    private @Nullable Full look(List<Owner> owners, String model, Amount amount) {
        return allowances.upToDate(owners, () -> allowances.look(owners, model, amount));
    }

    private static Amount amount(Estimate expected, @Nullable Long price) {
        return Amount.ofCall(expected.input(), expected.output(), price == null ? CallClearance.UNKNOWN_PRICE : price);
    }

    static Denial notAllowed(ClientKey key, String target) {
        return new Denial("the key '" + key.id() + "' may not ask " + target, Failure.NOT_ALLOWED, null);
    }

    static Denial unpriced(String target) {
        return new Denial("the price of " + target + " is unknown, and a limit is strict", Failure.NOT_ALLOWED, null);
    }

    /** Why a limit for targets alone has no room for a call. */
    Denial denial(Full full) {
        Instant now = clock.instant();
        return new Denial(
                LimitReachedException.words(full, now),
                LimitReachedException.isSoon(full, now) ? Failure.LIMIT : Failure.SPENT,
                Instant.MAX.equals(full.until()) ? null : full.until());
    }

    static boolean isStrict(List<Owner> owners) {
        for (Owner owner : owners) {
            for (Limit limit : owner.limits()) {
                if (limit.unit() == Limit.Unit.MONEY && limit.mode().strict()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What is used of all limits of clients, as far as this node knows. */
    public List<State> states() {
        return allowances.states(all());
    }

    /** The same for lists that must not grow with what clients write: users that no rule names are called {@code user:*}. */
    public List<State> namedStates() {
        Set<String> named = keys.rules().users().keySet();
        return states().stream()
                .map(state -> isUser(state) && !named.contains(state.owner().substring(USER.length()))
                        ? new State(USER + ClientRules.EACH, state.limit(), state.used(), state.anew())
                        : state)
                .toList();
    }

    private static boolean isUser(State state) {
        return state.owner().startsWith(USER);
    }

    /** All whose limits may be reached: keys, users that are named or have asked, teams, everybody. */
    private List<Owner> all() {
        ClientRules rules = keys.rules();
        List<Owner> owners = new ArrayList<>();
        for (ClientKey key : keys.all()) {
            if (key.deleted() == null) {
                add(owners, "key:" + key.id(), key.limits(), limit -> true);
            }
        }
        Set<String> known = new TreeSet<>(rules.users().keySet());
        known.remove(ClientRules.EACH);
        known.addAll(users.keySet());
        known.forEach(user -> add(owners, USER + user, rules.user(user), limit -> true));
        new TreeMap<>(rules.teams()).forEach((team, limits) -> add(owners, "team:" + team, limits, limit -> true));
        add(owners, "everybody", rules.everybody(), limit -> true);
        new TreeMap<>(rules.keeps()).forEach((team, kept) -> add(owners, allBut(team), rest(kept), limit -> true));
        return owners;
    }

    private static String allBut(String team) {
        return "all but team:" + team;
    }

    private static List<Limit> rest(List<Limit> kept) {
        return kept.stream().map(Limit::rest).toList();
    }

    /** An owner with its limits; none if it has no limits. */
    List<Owner> owned(String name, List<Limit> limits) {
        List<Owner> owners = new ArrayList<>(1);
        add(owners, name, limits, limit -> true);
        return owners;
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
