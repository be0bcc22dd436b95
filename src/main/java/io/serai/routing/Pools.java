package io.serai.routing;

import io.serai.provider.Target;
import io.serai.routing.ModelNames.Pool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.model.LoadBalanceDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.loadbalancer.CustomLoadBalancerDefinition;
import org.apache.camel.model.loadbalancer.FailoverLoadBalancerDefinition;

/** Reads from the routes of pools which targets they choose from, and how. */
final class Pools {
    private static final String POOL = "direct:pool-";
    private static final String LLM = "llm:";

    private Pools() {}

    static void of(CamelContext context, Map<String, Pool> pools) {
        if (!(context instanceof ModelCamelContext model)) {
            return;
        }
        for (RouteDefinition route : model.getRouteDefinitions()) {
            String from = route.getInput() == null ? "" : route.getInput().getEndpointUri();
            if (from.startsWith(POOL)) {
                List<Target> targets = new ArrayList<>();
                for (ToDefinition to : all(route, ToDefinition.class)) {
                    String uri = to.getEndpointUri();
                    if (uri.startsWith(LLM)) {
                        targets.addAll(Target.list(uri.substring(LLM.length()).replaceFirst("\\?.*", "")));
                    }
                }
                pools.put(from.substring(POOL.length()), new Pool(strategy(route), targets));
            }
        }
    }

    private static String strategy(RouteDefinition route) {
        for (LoadBalanceDefinition balance : all(route, LoadBalanceDefinition.class)) {
            return switch (balance.getLoadBalancerType()) {
                case CustomLoadBalancerDefinition custom -> custom.getRef();
                case FailoverLoadBalancerDefinition failover ->
                    "true".equals(failover.getRoundRobin()) ? "roundRobin" : "priority";
                case null -> "";
                default -> balance.getLoadBalancerType().toString();
            };
        }
        return "priority";
    }

    private static <T extends ProcessorDefinition<?>> Collection<T> all(RouteDefinition route, Class<T> type) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), type);
    }
}
