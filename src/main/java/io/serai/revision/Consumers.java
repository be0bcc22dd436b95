package io.serai.revision;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.support.service.ServiceHelper;

/** The beginnings of a revision's routes: some get their work sent, others fetch it by themselves, from folders, queues or clocks. */
final class Consumers {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Where work comes only when it is sent. */
    private static final Set<String> PASSIVE = Set.of("direct", "seda", "platform-http");

    private final CamelContext context;

    Consumers(CamelContext context) {
        this.context = context;
    }

    /**
     * Starts the routes that are sent their work, or those that fetch it.
     *
     * @throws RevisionException if a folder, a port or the like cannot be had
     */
    void start(boolean passive) {
        List<Route> routes = context.getRoutes().stream()
                .filter(route -> isPassive(route) == passive && route.isAutoStartup())
                .sorted(Comparator.comparing(route -> order(route)))
                .toList();
        for (Route route : routes) {
            try {
                context.getRouteController().startRoute(route.getRouteId());
            } catch (Exception e) {
                throw RevisionException.of(route.getSourceLocation() + " this route cannot start", e);
            }
        }
    }

    /** The routes that fetch work by themselves. */
    List<Route> fetching() {
        return context.getRoutes().stream()
                .filter(route -> !isPassive(route) && route.isAutoStartup() && route.getConsumer() != null)
                .toList();
    }

    /**
     * Lets nothing be fetched any more; what was fetched goes on. A consumer that cannot stop at once, as one that works on a message or
     * waits for its broker, stops when it can, and holds nobody up.
     */
    void pause() {
        change(consumer -> {
            if (mayBeSuspended(consumer)) {
                ServiceHelper.suspendService(consumer);
            } else {
                ServiceHelper.stopService(consumer);
            }
        });
    }

    /** Fetches again after a pause. */
    void resume() {
        change(consumer -> {
            if (mayBeSuspended(consumer)) {
                ServiceHelper.resumeService(consumer);
            } else {
                ServiceHelper.startService(consumer);
            }
        });
    }

    private void change(java.util.function.Consumer<Consumer> change) {
        List<Route> routes = fetching();
        CountDownLatch changed = new CountDownLatch(routes.size());
        for (Route route : routes) {
            Thread.ofVirtual().name("consumer").start(() -> {
                try {
                    change.accept(route.getConsumer());
                } finally {
                    changed.countDown();
                }
            });
        }
        try {
            var unused = changed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A suspended JMS consumer would keep to itself what its broker has sent it; stopped, it gives that back. */
    private static boolean mayBeSuspended(Consumer consumer) {
        return consumer instanceof Suspendable && !(consumer instanceof JmsConsumer);
    }

    private static int order(Route route) {
        Integer order = route.getStartupOrder();
        return order == null ? Integer.MAX_VALUE : order;
    }

    private static boolean isPassive(Route route) {
        String uri = route.getEndpoint().getEndpointUri();
        int colon = uri.indexOf(':');
        return PASSIVE.contains(colon < 0 ? uri : uri.substring(0, colon));
    }
}
