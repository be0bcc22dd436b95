package io.serai.revision;

import io.serai.chat.RejectedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request whose routes call each other in a circle, before it takes all memory, and reports the circle. A {@code stop}, or an error
 * handler, ends the routes that are called, but not the one where the request came in: that one has still to answer.
 */
final class CalledRoutes extends RoutePolicySupport implements RoutePolicyFactory {
    private static final String PROPERTY = "serai.way";

    /** More routes than that do not call each other one in another unless they go round. */
    private static final int LONGEST = 40;

    private final Map<String, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();

    /** How often a route was called: by a route, or, under the empty name, by whatever sends work. */
    Map<String, Map<String, LongAdder>> counts() {
        return counts;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return this;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        Way before = route.getEndpoint() instanceof DirectEndpoint ? exchange.getProperty(PROPERTY, Way.class) : null;
        Way way = new Way(before, route.getRouteId(), before == null ? 1 : before.length + 1);
        exchange.setProperty(PROPERTY, way);
        counts.computeIfAbsent(before == null ? "" : before.route, from -> new ConcurrentHashMap<>())
                .computeIfAbsent(way.route, to -> new LongAdder())
                .increment();
        if (way.length > LONGEST) {
            exchange.setException(new RejectedException(
                    500,
                    "circle_of_routes",
                    "The routes call each other in a circle: " + way.circle()
                            + ". Take one of these calls out of the routes.",
                    null));
            exchange.setRouteStop(true);
        }
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        Way way = exchange.getProperty(PROPERTY, Way.class);
        if (way != null && way.route.equals(route.getRouteId())) {
            exchange.setProperty(PROPERTY, way.before);
            boolean calledByTheFirst = way.length == 2;
            if (calledByTheFirst || way.length > LONGEST) {
                exchange.setRouteStop(false);
                // Else Camel takes the next error, too, for one that is handled, and nobody reports it.
                ExchangeExtension handling = exchange.getExchangeExtension();
                handling.setErrorHandlerHandled(null);
                handling.setFailureHandled(false);
                handling.setRedeliveryExhausted(false);
            }
        }
    }

    /** The routes that an exchange is in, the innermost first. */
    private record Way(@Nullable Way before, String route, int length) {

        String circle() {
            Deque<String> names = new ArrayDeque<>();
            names.addFirst(route);
            for (Way way = before; way != null; way = way.before) {
                names.addFirst(way.route);
                if (way.route.equals(route)) {
                    break;
                }
            }
            return String.join(" -> ", names);
        }
    }
}
