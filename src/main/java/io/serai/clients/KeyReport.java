package io.serai.clients;

import io.serai.chat.Caller;
import io.serai.clients.KeyCosts.Cost;
import io.serai.quota.Allowances;
import io.serai.quota.Allowances.OfModel;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Allowances.State;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The report of a client key for its holder: its models, and the usage and remainder of each limit that counts its calls. */
public final class KeyReport {
    private final ClientGate gate;
    private final KeyCosts costs;

    /** @param costs what keys have cost that have no limits which count it */
    public KeyReport(ClientGate gate, KeyCosts costs) {
        this.gate = gate;
        this.costs = costs;
    }

    /**
     * A key as its holder sees it.
     *
     * @param key null for one of the settings, which has no record
     * @param spent all that was spent with it, in nano-dollars
     * @param cost the same by time, as far as the ledger knows it
     */
    public record Seen(Caller caller, @Nullable ClientKey key, List<State> states, long spent, Cost cost) {

        private Seen with(Cost known) {
            // The ledger lags behind by half a second; what limits count has a beginning.
            return new Seen(caller, key, states, Math.max(spent, known.total()), known);
        }

        /** The limit of money that is nearest to its end; null if there is none. */
        public @Nullable State budget() {
            return nearest(states);
        }

        /** The same with the limits of the key alone, without those of its user, its team and everybody. */
        public Seen own() {
            List<State> own = states.stream()
                    .filter(state -> state.owner().equals("key:" + caller.key()))
                    .toList();
            return new Seen(caller, key, own, spent, cost);
        }

        /** The smallest limit of a unit and period for all models; null if there is none. */
        public @Nullable Long most(Unit unit, String window) {
            return states.stream()
                    .map(State::limit)
                    .filter(limit -> limit.unit() == unit
                            && limit.window().equals(window)
                            && limit.mode().enforced()
                            && limit.models().equals(Limit.ALL))
                    .map(Limit::amount)
                    .min(Long::compare)
                    .orElse(null);
        }
    }

    /**
     * A user or a team: its keys, and the limits that count the calls of all of them together.
     *
     * @param spent all that was spent with its keys, those included that are deleted, in nano-dollars
     */
    public record Group(String name, List<Seen> keys, List<State> states, long spent) {

        /** Its limit of money that is nearest to its end; without one those of its keys together, if they are alike. Null if there is none. */
        public @Nullable State budget() {
            State own = nearest(states);
            return own != null ? own : together();
        }

        private @Nullable State together() {
            State all = null;
            for (Seen key : keys) {
                State one = key.own().budget();
                if (one == null || (all != null && !isAlike(all.limit(), one.limit()))) {
                    return null;
                }
                all = all == null ? one : sum(all, one);
            }
            return all;
        }

        private static boolean isAlike(Limit one, Limit other) {
            return one.period().equals(other.period()) && Objects.equals(one.zone(), other.zone());
        }

        private static State sum(State one, State other) {
            Instant first = one.anew().isBefore(other.anew()) ? one.anew() : other.anew();
            long amount = one.limit().amount() + other.limit().amount();
            return new State(one.owner(), one.limit().of(amount), one.used() + other.used(), first);
        }
    }

    private static @Nullable State nearest(List<State> states) {
        State nearest = null;
        for (State state : states) {
            boolean counts = state.limit().unit() == Unit.MONEY
                    && state.limit().mode().enforced()
                    && state.limit().models().equals(Limit.ALL);
            if (counts && (nearest == null || state.left() < nearest.left())) {
                nearest = state;
            }
        }
        return nearest;
    }

    /** A user: the keys that it owns. */
    public Group user(String name) {
        return group(
                name,
                "user:" + name,
                gate.keys().rules().user(name),
                key -> key.owner().equals(name));
    }

    /** A team. */
    public Group team(String name) {
        List<Limit> limits = gate.keys().rules().teams().getOrDefault(name, List.of());
        return group(name, "team:" + name, limits, key -> key.team().equals(name));
    }

    /** One key that nobody owns: its own user. */
    public Group alone(Caller caller) {
        Seen seen = of(caller);
        return new Group(caller.key(), List.of(seen), List.of(), seen.spent());
    }

    private Group group(String name, String owner, List<Limit> limits, Predicate<ClientKey> which) {
        List<ClientKey> all = gate.keys().all().stream().filter(which).toList();
        List<Seen> keys = of(all.stream()
                .filter(key -> key.deleted() == null)
                .map(ClientKey::caller)
                .toList());
        List<Owner> owners = gate.owned(owner, limits);
        List<State> states = owners.isEmpty()
                ? List.of()
                : gate.allowances().upToDate(owners, () -> gate.allowances().states(owners));
        long known = keys.stream().mapToLong(Seen::spent).sum();
        return new Group(name, keys, states, Math.max(known, spentBy(all)));
    }

    private long spentBy(List<ClientKey> keys) {
        return keys.isEmpty()
                ? 0
                : costs.of(keys.stream().map(ClientKey::id).toList()).values().stream()
                        .mapToLong(Cost::total)
                        .sum();
    }

    /** What is known of a caller's key, with what other nodes have used. */
    public Seen of(Caller caller) {
        return of(List.of(caller)).getFirst();
    }

    /** The same of several, in order. */
    public List<Seen> of(List<Caller> callers) {
        Map<String, Cost> known = costs.of(callers.stream().map(Caller::key).toList());
        List<Seen> all = new ArrayList<>(callers.size());
        for (Caller caller : callers) {
            all.add(upToDate(caller).with(known.getOrDefault(caller.key(), Cost.NONE)));
        }
        return all;
    }

    private Seen upToDate(Caller caller) {
        ClientKey key = gate.keys().get(caller.key());
        List<Owner> owners = new ArrayList<>(gate.owners(key == null ? caller : key.caller(), key, limit -> true));
        owners.add(new Owner("key:" + caller.key(), List.of()));
        return gate.allowances().upToDate(owners, () -> ofThisNode(caller));
    }

    /** The same, as far as this node knows: whatever its own calls count in. */
    private Seen ofThisNode(Caller caller) {
        ClientKey key = gate.keys().get(caller.key());
        Caller known = key == null ? caller : key.caller();
        List<Owner> owners = gate.owners(known, key, limit -> true);
        Allowances allowances = gate.allowances();
        long spent = key == null ? 0 : Math.max(0, allowances.spent("key:" + key.id(), Instant.EPOCH));
        return new Seen(known, key, allowances.states(owners), spent, Cost.NONE);
    }

    /** As JSON. */
    public Map<String, Object> json(Seen seen) {
        Map<String, Object> all = new LinkedHashMap<>();
        ClientKey key = seen.key();
        if (key == null) {
            all.put("id", seen.caller().key());
        } else {
            Map<String, Object> shown = KeyFields.shown(key, gate.keys().lastUsed(key.id()));
            shown.remove("declared");
            // What the operator has models told is not the holder's.
            shown.remove("systemPrompt");
            all.putAll(shown);
        }
        all.put("spent", Money.decimal(seen.spent()));
        all.put("limits", seen.states().stream().map(KeyReport::json).toList());
        return all;
    }

    private static Map<String, Object> json(State state) {
        Limit limit = state.limit();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("limit", limit.toString());
        fields.put("of", state.owner());
        fields.put("counts", limit.unit().words());
        fields.put("max", number(limit, limit.amount()));
        fields.put("used", number(limit, state.used()));
        fields.put("left", number(limit, state.left()));
        if (!limit.window().isEmpty()) {
            fields.put("window", limit.window());
            fields.put("resets", resets(state.anew()));
        }
        fields.put("mode", limit.mode().enforced() ? "enforce" : "shadow");
        if (limit.models().equals(Limit.EACH)) {
            fields.put(
                    "models", state.models().stream().map(of -> json(limit, of)).toList());
        }
        return fields;
    }

    private static Map<String, Object> json(Limit limit, OfModel of) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", of.model());
        fields.put("used", number(limit, of.used()));
        fields.put("left", number(limit, Math.max(0, limit.amount() - of.used())));
        if (!limit.window().isEmpty()) {
            fields.put("resets", resets(of.anew()));
        }
        return fields;
    }

    private static @Nullable String resets(Instant anew) {
        return anew.equals(Instant.MAX) ? null : anew.toString();
    }

    private static Object number(Limit limit, long much) {
        return limit.unit() == Unit.MONEY ? Money.decimal(much) : (Object) much;
    }
}
