package io.serai.provider.view;

import io.serai.catalog.Vendor;
import io.serai.provider.Provider;
import io.serai.provider.ProviderState;
import io.serai.provider.balance.Known;
import io.serai.provider.health.ModelHealth;
import io.serai.provider.key.KeyNames;
import io.serai.provider.key.KeyRing;
import io.serai.provider.key.KeyState;
import io.serai.provider.refusal.Lessons.Learned;
import io.serai.quota.Left;
import io.serai.quota.Limit;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state of a provider, for people: nothing in it shows a key.
 *
 * @param vendor its entry in the catalogue
 * @param about what the catalogue says of it that people should know
 * @param on whether it can be asked at all
 * @param breaker {@code closed}, {@code open} or {@code half_open}
 * @param breakerUntil when an open breaker lets a call through; null if it is not open
 * @param learned what its vendor has refused, by model
 */
public record ProviderView(
        String name,
        String vendor,
        About about,
        boolean on,
        String breaker,
        @Nullable Instant breakerUntil,
        List<KeyView> keys,
        List<ModelView> models,
        Map<String, List<Learned>> learned) {

    static ProviderView of(Provider provider, BiFunction<String, String, @Nullable Known> balances) {
        ProviderState state = provider.state();
        Instant now = state.now();
        String breaker = state.breakerState().name().toLowerCase(Locale.ROOT);
        TreeSet<String> names = new TreeSet<>(provider.models());
        names.addAll(state.models().all().keySet());
        names.addAll(state.speed().models());
        List<ModelView> models =
                names.stream().map(model -> ModelView.of(state, model, now)).toList();
        return new ProviderView(
                provider.name(),
                provider.vendor().name(),
                About.of(provider.vendor()),
                provider.on(),
                breaker,
                breaker.equals("open") ? state.halfOpenAt() : null,
                keys(provider, breaker.equals("open"), balances),
                models,
                state.lessons().ofProvider(provider.name()));
    }

    /**
     * What the catalogue says of a vendor for people.
     *
     * @param flags such as {@code trains-on-data}, as the catalogue writes them
     * @param source the vendor's own page about it; empty for a vendor of the user's own
     * @param checked the day of the last comparison with that page; null for a vendor of the user's own
     */
    public record About(
            List<String> flags, String source, @Nullable LocalDate checked) {
        static About of(Vendor vendor) {
            List<String> flags = vendor.flags().stream()
                    .sorted()
                    .map(flag -> flag.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toList();
            return new About(flags, vendor.source(), vendor.checked());
        }
    }

    /** Its keys; none of one that is off. */
    static List<KeyView> keys(Provider provider, boolean unwell, BiFunction<String, String, @Nullable Known> balances) {
        List<KeyView> keys = new ArrayList<>();
        if (provider.on()) {
            for (String key : provider.state().keys().keys()) {
                keys.add(KeyView.of(provider, key, unwell, balances.apply(provider.name(), key)));
            }
        }
        return keys;
    }

    /**
     * One of its keys.
     *
     * @param alias such as {@code groq#2}
     * @param state {@code ok}, {@code cooling}, {@code exhausted}, {@code refused} or {@code unwell}
     * @param why empty if it is ok
     * @param until when it is used again; null if nobody knows or it is ok
     * @param forModels the states of single models, where they are not ok
     * @param running calls under way
     * @param windows what is left of its limits
     * @param balance what is left on its account; null if nobody has asked
     */
    public record KeyView(
            String alias,
            String state,
            String why,
            @Nullable Instant since,
            @Nullable Instant until,
            Map<String, KeyRest> forModels,
            int running,
            List<WindowView> windows,
            @Nullable Known balance) {

        static KeyView of(Provider provider, String key, boolean unwell, @Nullable Known balance) {
            KeyRing ring = provider.state().keys();
            Map<String, KeyState> states = ring.states(key);
            KeyState whole = states.remove("");
            Map<String, KeyRest> forModels = new java.util.TreeMap<>();
            states.forEach((model, state) -> forModels.put(model, KeyRest.of(state)));
            List<WindowView> windows = new ArrayList<>();
            List<String> models = provider.models().isEmpty() ? List.of("") : provider.models();
            TreeSet<String> seen = new TreeSet<>();
            for (String model : models) {
                for (Left left : provider.state().quota().left(KeyNames.of(key), model)) {
                    Limit limit = left.limit();
                    String scope = limit.models().equals(Limit.EACH) ? model : limit.models();
                    if (seen.add(left.name() + ' ' + scope)) {
                        windows.add(new WindowView(
                                left.name(),
                                limit,
                                left.isVendors(),
                                scope,
                                left.amount(),
                                left.left(),
                                left.resetsAt()));
                    }
                }
            }
            KeyRest rest = whole == null ? null : KeyRest.of(whole);
            return new KeyView(
                    ring.alias(key),
                    rest != null ? rest.state() : unwell ? "unwell" : "ok",
                    rest != null ? rest.why() : unwell ? "the provider failed too often" : "",
                    rest == null ? null : rest.since(),
                    rest == null ? null : rest.until(),
                    forModels,
                    provider.state().quota().running(KeyNames.of(key)),
                    windows,
                    balance);
        }
    }

    /** A state of a key for one model. */
    public record KeyRest(String state, String why, Instant since, Instant until) {
        static KeyRest of(KeyState state) {
            return new KeyRest(state.kind().word(), state.why(), state.since(), state.until());
        }
    }

    /**
     * What is left of one limit.
     *
     * @param name its text as it is configured, or what the vendor calls it
     * @param told whether only the vendor reports it
     * @param models the model that it counts, or those that share it, {@code *} for all
     * @param amount how much there is in all; 0 if only the vendor knows
     * @param anew when all of it is there again
     */
    public record WindowView(
            String name, Limit limit, boolean told, String models, long amount, long left, Instant anew) {}

    /**
     * How one of its models does.
     *
     * @param why the status or word of its last failure, if it has not answered since
     * @param until when it is asked again; null unless it rests
     * @param answered how many calls went well since the start
     * @param failed how many did not
     * @param firstMillis the usual time to the first piece of an answer; null if not measured of late
     */
    public record ModelView(
            String id,
            String why,
            @Nullable Instant until,
            long answered,
            long failed,
            @Nullable Double firstMillis) {

        static ModelView of(ProviderState state, String model, Instant now) {
            ModelHealth.Illness illness = state.models().of(model);
            long[] counts = state.speed().counts(model);
            return new ModelView(
                    model,
                    illness == null ? "" : illness.why(),
                    illness != null && now.isBefore(illness.until()) ? illness.until() : null,
                    counts[0],
                    counts[1],
                    state.speed().firstMillis(model));
        }
    }
}
