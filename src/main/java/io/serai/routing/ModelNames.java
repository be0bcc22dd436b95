package io.serai.routing;

import io.serai.catalog.Model;
import io.serai.catalog.Nearest;
import io.serai.chat.ChatRequest;
import io.serai.chat.RejectedException;
import io.serai.provider.Provider;
import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.llm.LlmEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;

/**
 * The values of the model field in one revision: pools and aliases (routes that begin with {@code direct:pool-NAME}),
 * targets ({@code provider/model}), and bare model names.
 */
public final class ModelNames {
    private static final String POOL = "direct://pool-";

    /** So long those wait for the vendors' first lists who have no answer without them. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    private final Providers providers;
    private final Set<String> pools = new TreeSet<>();
    private final Map<String, Pool> targets = new LinkedHashMap<>();
    private final Map<String, Set<Target>> byModel = new LinkedHashMap<>();

    /** @param context a context whose routes are all there */
    public ModelNames(CamelContext context, Providers providers) {
        this.providers = providers;
        for (Route route : context.getRoutes()) {
            String from = route.getEndpoint().getEndpointUri();
            if (from.startsWith(POOL)) {
                pools.add(from.substring(POOL.length()));
            }
        }
        Pools.of(context, targets);
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof LlmEndpoint llm) {
                llm.targets().forEach(this::add);
            }
        }
        for (Provider provider : providers.all()) {
            provider.models().forEach(model -> add(new Target(provider.name(), model)));
        }
    }

    private void add(Target target) {
        byModel.computeIfAbsent(target.model(), model -> new LinkedHashSet<>()).add(target);
    }

    public boolean isPool(String name) {
        return pools.contains(name);
    }

    public Set<String> pools() {
        return pools;
    }

    /** What a pool chooses from, as far as its route shows. */
    public Pool pool(String name) {
        return targets.getOrDefault(name, new Pool("", List.of()));
    }

    /**
     * A pool.
     *
     * @param strategy how it chooses: {@code priority}, or the name of its load balancer
     * @param targets in the order of its route
     */
    public record Pool(String strategy, List<Target> targets) {}

    /** All targets that are on, in the order of the routes and the catalogue. */
    public List<Target> targets() {
        Set<Target> all = new LinkedHashSet<>();
        byModel.values().stream().flatMap(Set::stream).filter(this::isOn).forEach(all::add);
        for (Provider provider : providers.all()) {
            providers.listed(provider).forEach(model -> all.add(new Target(provider.name(), model)));
        }
        return List.copyOf(all);
    }

    /** What the catalogue knows of a target's model. */
    public Optional<Model> known(Target target) {
        Provider provider = providers.find(target.provider());
        return provider == null ? Optional.empty() : provider.vendor().model(target.model());
    }

    /**
     * The targets that a model field means: one for {@code provider/model}, for a bare name every provider that offers it.
     *
     * @throws RejectedException if it means nothing
     */
    public List<Target> named(String model) {
        int slash = model.indexOf('/');
        if (slash > 0 && slash < model.length() - 1 && isProvider(model.substring(0, slash))) {
            return List.of(Target.of(NameForms.plain(model)));
        }
        List<Target> offers = offers(NameForms.plain(model));
        if (offers.isEmpty()) {
            throw RejectedException.modelNotFound("Unknown model '" + shortened(model) + "'. Ask for auto, for a pool ("
                    + Nearest.few(model, pools) + "), for provider/model with one of the providers that are on ("
                    + Nearest.few(model, on()) + "), or give the name an alias in routes/pools.camel.yaml.");
        }
        return offers;
    }

    /** Whether a model field means something as far as is known. */
    private boolean knows(String model) {
        int slash = model.indexOf('/');
        return isPool(model)
                || model.equals(ChatRequest.AUTO)
                || (slash > 0 && isProvider(model.substring(0, slash)))
                || !inLists(NameForms.plain(model)).isEmpty();
    }

    /** Has the providers asked for their models if a model field means nothing without that. */
    public void lookFor(String model) {
        if (!knows(model)) {
            providers.look(LONGEST_LOOK);
        }
    }

    /** Has the providers asked for their models if that is due; the first time it waits a moment for them. */
    public void look() {
        providers.look(LONGEST_LOOK);
    }

    /** The targets that a bare name means, in whichever form it is written; empty if none. */
    private List<Target> offers(String model) {
        List<Target> offers = inLists(model);
        if (!offers.isEmpty()) {
            return offers;
        }
        Optional<String> undated = NameForms.undated(model);
        if (undated.isPresent()) {
            List<Target> base = inLists(undated.get());
            if (!base.isEmpty()) {
                return base.stream()
                        .map(target -> new Target(target.provider(), model))
                        .toList();
            }
        }
        List<String> vendors = NameForms.vendors(model);
        List<Provider> family = providers.all().stream()
                .filter(provider -> vendors.contains(provider.vendor().name()))
                .toList();
        List<Provider> on = family.stream().filter(Provider::on).toList();
        // Of those that are off the first says how it is switched on.
        return (on.isEmpty() ? family.stream().limit(1) : on.stream())
                .map(provider -> new Target(provider.name(), model))
                .toList();
    }

    /** The targets of that name in the routes, the catalogue and the vendors' own lists. */
    private List<Target> inLists(String model) {
        Set<Target> offers = new LinkedHashSet<>(byModel.getOrDefault(model, Set.of()));
        offers.removeIf(target -> !isOn(target));
        for (Provider provider : providers.all()) {
            NameForms.listed(model, providers.listed(provider))
                    .ifPresent(name -> offers.add(new Target(provider.name(), name)));
        }
        return new ArrayList<>(offers);
    }

    private boolean isProvider(String name) {
        return providers.find(name) != null || name.equals(Target.STAND_IN);
    }

    private boolean isOn(Target target) {
        Provider provider = providers.find(target.provider());
        return provider == null || provider.on();
    }

    private Set<String> on() {
        return Stream.concat(
                        targets().stream().map(Target::provider),
                        providers.all().stream().filter(Provider::on).map(Provider::name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "...";
    }
}
