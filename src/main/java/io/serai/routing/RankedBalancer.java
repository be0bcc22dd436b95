package io.serai.routing;

import io.serai.chat.Call;
import io.serai.chat.Request;
import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.UnavailableException;
import io.serai.provider.llm.LlmEndpoint;
import io.serai.provider.view.Outlook;
import io.serai.routing.Ranking.Ranked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The load balancers {@code cheapest}, {@code fastest}, {@code leastBusy}, {@code mostLeft}, {@code soonest}, {@code weighted} and {@code sticky}: they put
 * their targets in order for each request, and fail over along it. A step that is no target keeps its place behind them.
 */
public final class RankedBalancer extends StepBalancer {
    private final Ranking ranking;
    private final Providers providers;
    private volatile @Nullable List<@Nullable LlmEndpoint> targets;

    public RankedBalancer(Ranking ranking, Providers providers) {
        this.ranking = ranking;
        this.providers = providers;
    }

    @Override
    protected void answer(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Request request = Request.of(exchange.getMessage().getBody());
        List<AsyncProcessor> asked = new ArrayList<>();
        List<AsyncProcessor> order = order(request, call, asked);
        while (!order.isEmpty()) {
            AsyncProcessor step = order.removeFirst();
            asked.add(step);
            if (!mayGoOn(call, ask(exchange, step, request, null))) {
                return;
            }
            if (ranking == Ranking.SOONEST && !order.isEmpty()) {
                // Others who came at the same moment may have taken what was free.
                order = order(request, call, asked);
            }
        }
    }

    /** @param asked those that are not asked again, nor those that are left for later; one of them that is busy by now may be worth waiting for */
    private List<AsyncProcessor> order(Request request, @Nullable Call call, List<AsyncProcessor> asked) {
        List<AsyncProcessor> steps = getProcessors();
        List<@Nullable LlmEndpoint> endpoints = targets(steps);
        List<Ranked> free = new ArrayList<>();
        List<Ranked> rest = new ArrayList<>();
        List<AsyncProcessor> others = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            LlmEndpoint endpoint = endpoints.get(i);
            if (endpoint == null) {
                others.add(steps.get(i));
                continue;
            }
            Target target = endpoint.targets().getFirst();
            // The stand-in answers when there is nothing else.
            if (providers.find(target.provider()) == null) {
                others.add(steps.get(i));
                continue;
            }
            Outlook outlook = Outlook.of(providers, target, request);
            if (outlook.free() && asked.contains(steps.get(i))) {
                continue;
            }
            (outlook.free() ? free : rest).add(new Ranked(i, outlook, endpoint.getWeight()));
        }
        if (call != null) {
            ranking.sort(free, request, call);
            if (call.waiting().number() > 0 && !free.isEmpty() && leftForLater(free, rest, call)) {
                free.forEach(ranked -> asked.add(steps.get(ranked.place())));
                asked.addAll(others);
            }
        }
        List<AsyncProcessor> order = new ArrayList<>(steps.size());
        free.forEach(ranked -> order.add(steps.get(ranked.place())));
        rest.forEach(ranked -> order.add(steps.get(ranked.place())));
        order.addAll(others);
        order.removeAll(asked);
        return order;
    }

    /** Passes over those that can be asked, if it is better to wait for one of the others. */
    private boolean leftForLater(List<Ranked> free, List<Ranked> rest, Call call) {
        Instant again = ranking.worthWaiting(
                free.getFirst(), rest, call, providers.clock().instant());
        if (again == null) {
            return false;
        }
        for (Ranked ranked : free) {
            Target target = ranked.outlook().target();
            UnavailableException later =
                    UnavailableException.later(target + " is free, but a busy one will have answered sooner", again);
            call.trail().begin(target.toString());
            call.trail().end(later.kind(), 0);
            call.trail().failed(later);
        }
        return true;
    }

    private List<@Nullable LlmEndpoint> targets(List<AsyncProcessor> steps) {
        List<@Nullable LlmEndpoint> known = targets;
        if (known == null || known.size() != steps.size()) {
            List<@Nullable LlmEndpoint> found = new ArrayList<>();
            steps.forEach(step -> found.add(endpoint(step)));
            known = found;
            targets = found;
        }
        return known;
    }

    /** The first target that a step leads to, through what Camel wraps around it. */
    static @Nullable LlmEndpoint endpoint(Processor step) {
        if (step instanceof EndpointAware aware && aware.getEndpoint() instanceof LlmEndpoint endpoint) {
            return endpoint;
        }
        if (step instanceof Navigate<?> wrapper && wrapper.hasNext()) {
            for (Object inner : wrapper.next()) {
                LlmEndpoint endpoint = inner instanceof Processor processor ? endpoint(processor) : null;
                if (endpoint != null) {
                    return endpoint;
                }
            }
        }
        return null;
    }
}
