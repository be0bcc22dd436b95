package io.serai.provider;

import io.serai.provider.discovery.Discovery;
import io.serai.provider.health.Openings;
import io.serai.provider.key.KeyJournal;
import io.serai.provider.key.KeyMemory;
import io.serai.provider.key.KeyState;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Ledger;
import io.serai.quota.Limit;
import io.serai.quota.Quota;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The states of all providers by name; there is one for the whole process. */
public final class ProviderStates {
    private final InstantSource clock;
    private final Function<String, Ledger> ledgers;
    private final KeyJournal journal;
    private final Lessons lessons;
    private final Discovery discovery;
    private final Openings openings = new Openings();
    private final KeyMemory keyMemory = new KeyMemory();
    private final Map<String, ProviderState> states = new ConcurrentHashMap<>();
    private final Map<String, Quota> vendors = new ConcurrentHashMap<>();

    /**
     * @param ledgers where each provider's uses are remembered, by its name
     * @param journal where the states of keys are remembered
     * @param lessons what vendors have refused
     */
    public ProviderStates(InstantSource clock, Function<String, Ledger> ledgers, KeyJournal journal, Lessons lessons) {
        this.lessons = lessons;
        this.discovery = new Discovery(clock);
        this.clock = clock;
        this.ledgers = ledgers;
        this.journal = journal;
    }

    public InstantSource clock() {
        return clock;
    }

    /** Told when a target may have become free. */
    public Openings openings() {
        return openings;
    }

    /** Which models vendors list themselves. */
    public Discovery discovery() {
        return discovery;
    }

    /** What vendors have refused. */
    Lessons lessons() {
        return lessons;
    }

    /** The keys that files held last. */
    KeyMemory keyMemory() {
        return keyMemory;
    }

    public ProviderState of(String provider) {
        return states.computeIfAbsent(
                provider,
                name -> new ProviderState(name, clock, ledgers.apply(name), journal, lessons, openings::tell));
    }

    /**
     * Takes what is left on the account of a key: with too little of it, models that cost something are not asked with that key.
     *
     * @param what is left, for people
     * @param enough whether the key should be used
     * @param next when it will be asked again
     */
    public void balance(String provider, String key, String what, boolean enough, Instant next) {
        ProviderState state = of(provider);
        for (String model : state.paid()) {
            if (!enough) {
                Instant until = next.plusSeconds(60);
                state.keys().rest(key, model, KeyState.Kind.UNPAID, "balance " + what, until);
            } else if (state.keys().of(key, model).kind() == KeyState.Kind.UNPAID) {
                state.keys().well(key, model);
            }
        }
        if (enough && state.keys().of(key, "").kind() == KeyState.Kind.UNPAID) {
            state.keys().well(key, "");
        }
    }

    /** What all providers at a vendor share. */
    Quota vendor(String name) {
        return vendors.computeIfAbsent(
                name, vendor -> new Quota(clock, ledgers.apply("vendor " + vendor), openings::tell));
    }

    /** Sets what the vendors allow to all their providers together; those that are not named allow anything. */
    void vendorLimits(Map<String, List<Limit>> limits) {
        limits.keySet().forEach(this::vendor);
        vendors.forEach((name, quota) -> quota.limits(limits.getOrDefault(name, List.of())));
        openings.tell();
    }
}
