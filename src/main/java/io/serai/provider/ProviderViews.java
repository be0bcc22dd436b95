package io.serai.provider;

import io.serai.quota.Limit;
import io.serai.quota.Quota;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What may be seen of the providers of one revision without asking them. Changes nothing. */
public final class ProviderViews {
    private final Providers providers;

    public ProviderViews(Providers providers) {
        this.providers = providers;
    }

    /** The vendor of a provider by its name in the catalogue; the given name if it is no provider but a route of one's own. */
    public String vendor(String provider) {
        Provider known = providers.find(provider);
        return known == null ? provider : known.vendor().name();
    }

    /** How each provider is. */
    public List<ProviderView> all() {
        return providers.all().stream().map(ProviderView::of).toList();
    }

    /** How a target would do with a request. */
    public Outlook outlook(Target target, Object request) {
        return Outlook.of(providers, target, request);
    }

    /** Whether any provider is on. */
    public boolean anyOn() {
        return providers.all().stream().anyMatch(Provider::on);
    }

    /** Whether a target would be called now: a key is there and does not rest, its limits leave something, it is not unwell. */
    public boolean canBeAsked(Target target) {
        Provider provider = providers.find(target.provider());
        if (provider == null) {
            return true;
        }
        ProviderState state = provider.state();
        Instant now = providers.clock().instant();
        ModelHealth.Illness illness = state.models().of(target.model());
        return provider.on()
                && (illness == null || !now.isBefore(illness.until()))
                && !now.isBefore(state.halfOpenAt())
                && Obstacle.ofKeys(state, target, 0) == null;
    }

    /** What is left of the limits of all providers that are on, for each key. */
    public List<QuotaLeft> quotas() {
        List<QuotaLeft> all = new ArrayList<>();
        for (Provider provider : providers.all()) {
            if (provider.on() && !provider.limits().isEmpty()) {
                List<String> keys = keys(provider);
                for (int i = 0; i < keys.size(); i++) {
                    collect(provider, KeyNames.of(keys.get(i)), provider.name() + '#' + (i + 1), all);
                }
            }
        }
        return all;
    }

    private static void collect(Provider provider, String key, String alias, List<QuotaLeft> all) {
        Set<String> seen = new HashSet<>();
        List<String> models = provider.models().isEmpty() ? List.of("") : provider.models();
        for (String model : models) {
            for (Quota.Left left : provider.state().quota().left(key, model)) {
                Limit limit = left.limit();
                if (left.told()) {
                    continue;
                }
                String scope = limit.models().equals(Limit.EACH) ? model : limit.models();
                if (seen.add(limit.unit() + " " + limit.period() + ' ' + limit.zone() + ' ' + scope)) {
                    all.add(new QuotaLeft(provider.name(), alias, scope, limit, left.left()));
                }
            }
        }
    }

    private static List<String> keys(Provider provider) {
        return provider.keys().isEmpty() ? List.of("") : provider.keys();
    }

    /**
     * What is left of one limit of one key.
     *
     * @param key its alias, as in {@code groq#2}
     * @param models the model that it counts, or those that share it, {@code *} for all
     */
    public record QuotaLeft(String provider, String key, String models, Limit limit, long left) {}
}
