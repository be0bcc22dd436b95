package io.serai.provider.view;

import io.serai.chat.Request;
import io.serai.provider.Gate;
import io.serai.provider.Provider;
import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.balance.Known;
import io.serai.provider.view.ProviderView.KeyView;
import io.serai.provider.view.ProviderView.WindowView;
import io.serai.quota.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Views of the providers of one revision, without asking them. Changes nothing. */
public final class ProviderViews {
    private final Providers providers;
    private final BiFunction<String, String, @Nullable Known> balances;

    public ProviderViews(Providers providers) {
        this(providers, (provider, key) -> null);
    }

    /** @param balances what is known of the account of a provider's key; null if nothing is */
    public ProviderViews(Providers providers, BiFunction<String, String, @Nullable Known> balances) {
        this.providers = providers;
        this.balances = balances;
    }

    /** The vendor of a provider by its name in the catalogue; the given name if it is no provider but a route of one's own. */
    public String vendor(String provider) {
        Provider known = providers.find(provider);
        return known == null ? provider : known.vendor().name();
    }

    /** How each provider is. */
    public List<ProviderView> all() {
        return providers.all().stream()
                .map(one -> ProviderView.of(one, balances))
                .toList();
    }

    /** How a target would do with a request. */
    public Outlook outlook(Target target, Request request) {
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
        return Gate.look(providers, provider, target, 0L) == null;
    }

    /** The names of the providers that are on. */
    public List<String> on() {
        return providers.all().stream().filter(Provider::on).map(Provider::name).toList();
    }

    /** Whether a target could be called but for a limit that is used up, Serai's own or the vendor's, which is no trouble: it passes. */
    public boolean isWell(Target target) {
        Provider provider = providers.find(target.provider());
        Gate.No obstacle = provider == null ? null : Gate.look(providers, provider, target, 0L);
        return obstacle == null || obstacle.limit();
    }

    /** What is left of the limits of all providers that are on, for each key; those included that only the vendor reports. */
    public List<QuotaLeft> quotas() {
        List<QuotaLeft> all = new ArrayList<>();
        for (Provider provider : providers.all()) {
            for (KeyView key : ProviderView.keys(provider, false, balances)) {
                for (WindowView window : key.windows()) {
                    all.add(QuotaLeft.of(provider.name(), key.alias(), window));
                }
            }
        }
        return all;
    }

    /** What all keys of a provider may use together, for each window; empty if it is not known, or has no limits. */
    public List<Limit> together(String name) {
        Provider provider = providers.find(name);
        if (provider == null) {
            return List.of();
        }
        long keys = Math.max(1, provider.keys().size());
        return provider.limits().stream()
                .filter(limit -> limit.unit() != Limit.Unit.PARALLEL)
                .map(limit -> limit.wholeVendor() ? limit : limit.of(limit.amount() * keys))
                .toList();
    }

    /**
     * What is left of one limit of one key.
     *
     * @param key its alias, as in {@code groq#2}
     * @param models the model that it counts, or those that share it, {@code *} for all
     * @param told whether only the vendor reports it
     * @param amount how much there is in all; 0 if only the vendor knows
     */
    public record QuotaLeft(
            String provider, String key, String models, Limit limit, boolean told, long amount, long left) {

        static QuotaLeft of(String provider, String key, WindowView window) {
            return new QuotaLeft(
                    provider, key, window.models(), window.limit(), window.told(), window.amount(), window.left());
        }
    }
}
