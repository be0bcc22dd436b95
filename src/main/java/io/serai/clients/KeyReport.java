package io.serai.clients;

import io.serai.chat.Caller;
import io.serai.quota.Allowances;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Allowances.State;
import io.serai.quota.Amount;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import io.serai.quota.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the holder of a client key may know of it: what it may ask, and what is used and left of each limit that counts its calls. */
public final class KeyReport {
    private final ClientGate gate;

    public KeyReport(ClientGate gate) {
        this.gate = gate;
    }

    /**
     * A key as its holder sees it.
     *
     * @param key null for one of the settings, which has no record
     * @param spent all that was spent with it since it has limits, in nano-dollars
     */
    public record Seen(Caller caller, @Nullable ClientKey key, List<State> states, long spent) {

        /** The limit of money that is nearest to its end; null if there is none. */
        public @Nullable State budget() {
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

        /** The smallest limit of a unit and period; null if there is none. */
        public @Nullable Long most(Unit unit, String window) {
            return states.stream()
                    .map(State::limit)
                    .filter(limit -> limit.unit() == unit && limit.window().equals(window))
                    .map(Limit::amount)
                    .min(Long::compare)
                    .orElse(null);
        }
    }

    /** What is known of a caller's key, with what other nodes have used. */
    public Seen of(Caller caller) {
        ClientKey key = gate.keys().get(caller.key());
        List<Owner> owners = new ArrayList<>(gate.owners(key == null ? caller : key.caller(), key, limit -> true));
        owners.add(new Owner("key:" + caller.key(), List.of()));
        return gate.allowances().upToDate(owners, () -> ofThisNode(caller));
    }

    /** The same, as far as this node knows: whatever its own calls count in. */
    public Seen ofThisNode(Caller caller) {
        ClientKey key = gate.keys().get(caller.key());
        Caller known = key == null ? caller : key.caller();
        List<Owner> owners = gate.owners(known, key, limit -> true);
        Allowances allowances = gate.allowances();
        Amount used = key == null ? Amount.NONE : allowances.used("key:" + key.id(), Instant.EPOCH);
        return new Seen(known, key, allowances.states(owners), used.nanos());
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
        all.put("spent", Money.decimal(Math.max(0, seen.spent())));
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
            fields.put(
                    "resets",
                    state.anew().equals(Instant.MAX) ? null : state.anew().toString());
        }
        fields.put("mode", limit.mode().enforced() ? "enforce" : "shadow");
        return fields;
    }

    private static Object number(Limit limit, long much) {
        return limit.unit() == Unit.MONEY ? Money.decimal(much) : (Object) much;
    }
}
