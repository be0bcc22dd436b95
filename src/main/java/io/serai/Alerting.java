package io.serai;

import io.serai.alerts.Alert;
import io.serai.alerts.AlertDesk;
import io.serai.alerts.Thresholds;
import io.serai.provider.view.ProviderView;
import io.serai.provider.view.ProviderViews;
import io.serai.quota.Allowances.State;
import io.serai.revision.Revision;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts, put together: what is looked at, and the route {@code direct:alert} of the revision that serves, which sends them. */
final class Alerting {
    private static final Logger LOG = LoggerFactory.getLogger("alerts");
    private static final String ROUTE = "direct:alert";

    private final Supplier<@Nullable Revision> serving;
    private final Clients clients;

    private Alerting(Supplier<@Nullable Revision> serving, Clients clients) {
        this.serving = serving;
        this.clients = clients;
    }

    static AlertDesk desk(InstantSource clock, Supplier<@Nullable Revision> serving, Clients clients) {
        Alerting alerting = new Alerting(serving, clients);
        return new AlertDesk(
                clock, alerting::thresholds, alerting::providers, alerting::budgets, alerting::send, LOG::warn);
    }

    private @Nullable Thresholds thresholds() {
        Revision now = serving.get();
        return now == null ? null : now.context().getRegistry().lookupByNameAndType(Thresholds.BEAN, Thresholds.class);
    }

    private List<ProviderView> providers() {
        Revision now = serving.get();
        return now == null ? List.of() : new ProviderViews(now.providers()).all();
    }

    /** What this node knows of all limits of clients. */
    private List<State> budgets() {
        return clients.gate().states();
    }

    /** Has the route send it; routes without one have it logged. */
    private void send(Alert alert) {
        Revision now = serving.get();
        CamelContext context = now == null ? null : now.context();
        if (context == null || !hasRoute(context)) {
            LOG.warn("{}", alert.text());
            return;
        }
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange sent =
                    template.send(ROUTE, exchange -> exchange.getMessage().setBody(alert));
            if (sent.getException() != null) {
                LOG.warn(
                        "An alert could not be sent ({}): {}",
                        alert.text(),
                        sent.getException().toString());
            }
        } catch (IOException e) {
            LOG.warn("An alert could not be sent ({}): {}", alert.text(), e.toString());
        }
    }

    private static boolean hasRoute(CamelContext context) {
        return context.getRoutes().stream()
                .anyMatch(route -> route.getEndpoint().getEndpointBaseUri().equals("direct://alert"));
    }
}
