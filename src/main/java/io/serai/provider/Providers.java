package io.serai.provider;

import io.serai.catalog.Nearest;
import io.serai.provider.discovery.Discovery.Source;
import io.serai.quota.Limit;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The providers of one revision by name. */
public final class Providers {
    private final ProviderStates states;
    private final Map<Path, ByteBuffer> keyFiles = new ConcurrentSkipListMap<>();
    private final Set<String> discovered = ConcurrentHashMap.newKeySet();
    private final Map<String, KeyBalancer> balancers = new ConcurrentHashMap<>();
    private final Set<String> batching = ConcurrentHashMap.newKeySet();
    private final Map<String, ProviderEntry> entries = new ConcurrentHashMap<>();
    private final Map<String, Provider> providers = new ConcurrentSkipListMap<>();

    public Providers(ProviderStates states) {
        this.states = states;
    }

    public void add(Provider provider) {
        providers.put(provider.name(), provider);
    }

    /** Notes what asks the keys of a provider one after the other, if its route has it. */
    public void add(String name, KeyBalancer balancer) {
        balancers.put(name, balancer);
    }

    /** Notes the entry of a provider, which knows how to write its vendor's requests. */
    void add(String name, ProviderEntry entry, boolean batches) {
        entries.put(name, entry);
        if (batches) {
            batching.add(name);
        }
    }

    /** The entry of a provider; null if the routes answer in its place. */
    @Nullable
    ProviderEntry entry(String name) {
        return entries.get(name);
    }

    /** Whether lines of jobs for a provider wait for batches of its vendor's own. */
    boolean usesBatches(String name) {
        return batching.contains(name);
    }

    /** Whether a provider's route asks its keys one after the other, and its quota; otherwise that is done before the route. */
    public boolean asksKeysInRoute(String name) {
        KeyBalancer balancer = balancers.get(name);
        return balancer != null && balancer.isUsed();
    }

    /**
     * For how long the throttle in a provider's route keeps a permit, in milliseconds.
     *
     * @param otherwise if there is none
     */
    long throttlePeriod(String name, long otherwise) {
        KeyBalancer balancer = balancers.get(name);
        return balancer == null ? otherwise : balancer.throttlePeriod(otherwise);
    }

    /** Says that a provider may be asked which models it has. */
    void discover(String name) {
        discovered.add(name);
    }

    /** What a provider itself lists, as far as it has been asked; nothing of one that is off or must not be asked. */
    public List<String> listed(Provider provider) {
        return provider.on() && discovered.contains(provider.name())
                ? states.discovery().models(provider.name())
                : List.of();
    }

    /** Asks the providers that are on for their models if that is due, and waits a bounded time for those that have never answered. */
    public void look(Duration atMost) {
        List<Source> sources = providers.values().stream()
                .filter(provider -> provider.on() && discovered.contains(provider.name()))
                .map(Providers::source)
                .toList();
        states.discovery().look(sources, atMost);
    }

    private static Source source(Provider provider) {
        String key = provider.keys().isEmpty() ? "" : provider.keys().getFirst();
        return new Source(provider.name(), provider.vendor(), provider.url(), !key.isEmpty(), provider.showing(key));
    }

    /** Notes a file from which keys were read. */
    void readKeysFrom(Path file, ByteBuffer content) {
        keyFiles.put(file, content);
    }

    /** The files from which keys were read, as they were then: when one changes, the providers do. */
    public Map<Path, ByteBuffer> keyFiles() {
        return keyFiles;
    }

    /** Makes the keys and limits of this revision the ones that count. */
    public void apply() {
        Map<String, List<Limit>> shared = new HashMap<>();
        for (Provider provider : providers.values()) {
            provider.apply();
            provider.limits().stream()
                    .filter(Limit::wholeVendor)
                    .forEach(limit -> shared.computeIfAbsent(provider.vendor().name(), name -> new ArrayList<>())
                            .add(limit));
        }
        states.vendorLimits(shared);
        states.discovery().edited(providers.keySet());
    }

    /** Null if no provider has that name; a route of one's own may answer in its place. */
    public @Nullable Provider find(String name) {
        return providers.get(name);
    }

    public Collection<Provider> all() {
        return providers.values();
    }

    public ProviderStates states() {
        return states;
    }

    public InstantSource clock() {
        return states.clock();
    }

    public String didYouMean(String name) {
        return providers.isEmpty() ? "" : "; there are " + Nearest.few(name, providers.keySet());
    }
}
