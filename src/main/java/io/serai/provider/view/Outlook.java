package io.serai.provider.view;

import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.chat.Failure;
import io.serai.chat.Request;
import io.serai.provider.Cost;
import io.serai.provider.Gate;
import io.serai.provider.Provider;
import io.serai.provider.ProviderState;
import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.UnavailableException.Forecast;
import io.serai.quota.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outlook of a target, without asking it.
 *
 * @param target which one
 * @param obstacle why it would be passed over; null if it can be asked
 * @param failure what kind of failure that would be; null if there is none
 * @param until when the obstacle is gone; null if nobody knows, or there is none
 * @param price what it costs; null if not told
 * @param share which part of its limits is left, 0 to 1
 * @param running how many calls of its provider are under way
 * @param firstMillis the usual time to the first piece of its answers, in milliseconds; null if not measured of late
 * @param usual how long its answers usually take in all; null if not measured of late
 * @param openings when its limits let it be asked by those who wait
 */
public record Outlook(
        Target target,
        @Nullable String obstacle,
        @Nullable Failure failure,
        @Nullable Instant until,
        @Nullable Price price,
        double share,
        int running,
        @Nullable Double firstMillis,
        @Nullable Duration usual,
        Forecast openings) {

    /** Looks at a target; nothing is used or changed by it. */
    public static Outlook of(Providers providers, Target target, Request request) {
        Provider provider = providers.find(target.provider());
        if (provider == null) {
            return new Outlook(target, null, null, null, null, 1, 0, null, null, calls -> List.of());
        }
        ProviderState state = provider.state();
        Model model = provider.vendor().model(target.model()).orElse(null);
        Gate.No obstacle = Gate.look(providers, provider, target, request);
        Duration usual = state.speed().usual(target.model());
        double share = provider.on() ? state.keys().share(target.model(), state.quota()) : 0;
        return new Outlook(
                target,
                obstacle == null ? null : obstacle.why(),
                obstacle == null ? null : obstacle.failure(),
                obstacle == null ? null : obstacle.until(),
                model == null ? null : model.price(),
                share,
                state.keys().running(state.quota()),
                state.speed().firstMillis(target.model()),
                usual,
                obstacle != null && !obstacle.limit()
                        ? calls -> List.of()
                        : calls -> state.keys()
                                .backAt(
                                        target.model(),
                                        Cost.expected(request, state, target.model()),
                                        state.quota(),
                                        usual,
                                        Pace.AT_ONCE,
                                        calls));
    }

    /** The same for a client that may not ask it. */
    public Outlook denied(String why, Failure kind, @Nullable Instant back) {
        return new Outlook(target, why, kind, back, price, share, running, firstMillis, usual, openings);
    }

    /** Whether it can be asked now. */
    public boolean free() {
        return obstacle == null;
    }
}
