package io.serai;

import io.serai.catalog.Price;
import io.serai.chat.CallObserver;
import io.serai.clients.KeyCosts;
import io.serai.dialect.Json;
import io.serai.ingress.http.OffLoop;
import io.serai.ledger.Roller;
import io.serai.ledger.Spent;
import io.serai.ledger.UsageLedger;
import io.serai.ledger.UsageQuery;
import io.serai.ledger.UsageReport;
import io.serai.settings.Settings;
import io.serai.store.Store;
import io.serai.store.StoreException;
import io.serai.store.StoreSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger and its database, put together, {@code GET /admin/usage}, and what client keys have spent. */
final class Usages implements KeyCosts, AutoCloseable {
    /** The first answers come before the database, which takes half a second of the processor. */
    private static final Duration DELAY = Duration.ofSeconds(1);

    /** The most keys that metrics name. */
    private static final int MOST_KEYS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Usages.class);
    private static final String JSON = "application/json";

    private final InstantSource clock;
    private final boolean enabled;
    private final Store store;
    private final UsageLedger ledger;
    private final Roller roller;

    /** @param prices what a target's model costs now; null if nobody knows */
    Usages(Settings settings, Path data, InstantSource clock, Function<String, @Nullable Price> prices) {
        this.clock = clock;
        this.enabled = settings.truth("serai.ledger.enabled");
        this.store = new Store(storeSettings(settings, data));
        this.ledger = new UsageLedger(clock, prices, settings.duration("serai.ledger.keep"));
        store.add(ledger);
        this.roller = new Roller(store, clock);
    }

    static StoreSettings storeSettings(Settings settings, Path data) {
        try {
            return StoreSettings.of(
                    settings.text("serai.store.url"),
                    settings.text("serai.store.user"),
                    settings.text("serai.store.password"),
                    data);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    /** The observer of calls; it does nothing if the ledger is switched off. */
    CallObserver observer() {
        return enabled ? ledger : CallObserver.NONE;
    }

    /** How many calls have got no row of their own because the database fell behind. */
    long withoutRow() {
        return ledger.withoutRow();
    }

    Store store() {
        return store;
    }

    /** Opens the database now, even if the ledger is off. */
    void open() {
        store.begin(Duration.ZERO);
    }

    /** Opens the database in the background. */
    void begin() {
        if (enabled) {
            store.begin(DELAY);
            roller.begin();
        }
    }

    @Override
    public Map<String, Cost> of(Collection<String> ids) {
        if (!enabled || !store.trouble().isEmpty()) {
            return Map.of();
        }
        try {
            Map<String, Cost> costs = new HashMap<>();
            store.read(connection -> Spent.read(connection, ids, clock.instant()))
                    .forEach((id, spent) ->
                            costs.put(id, new Cost(spent.total(), spent.day(), spent.week(), spent.month())));
            return costs;
        } catch (StoreException e) {
            // What limits count is known all the same.
            LOG.debug("What keys have spent could not be read: {}", e.getMessage());
            return Map.of();
        }
    }

    /** What the keys that have spent most have cost in all, in nano-dollars; nothing while the database is away. */
    Map<String, Long> spentMost() {
        if (!enabled || !store.trouble().isEmpty()) {
            return Map.of();
        }
        try {
            return store.read(connection -> Spent.most(connection, MOST_KEYS));
        } catch (StoreException e) {
            return Map.of();
        }
    }

    /** Answers a question for usage; the event loop does not wait for the database. */
    void answer(HttpServerRequest request) {
        OffLoop.answer(request, () -> look(request));
    }

    private void look(HttpServerRequest request) {
        if (!enabled) {
            respond(request, 404, JSON, error("The ledger is switched off by serai.ledger.enabled."), "");
            return;
        }
        try {
            String accept = request.headers().contains("accept") ? request.getHeader("accept") : "";
            UsageQuery query = UsageQuery.of(parameters(request), accept, clock.instant());
            UsageReport report = store.read(connection -> UsageReport.read(connection, query));
            byte[] body = query.csv() ? report.csv().getBytes(StandardCharsets.UTF_8) : Json.write(report.json());
            respond(request, 200, query.csv() ? "text/csv; charset=utf-8" : JSON, body, report.next());
        } catch (IllegalArgumentException e) {
            respond(request, 400, JSON, error(String.valueOf(e.getMessage())), "");
        } catch (StoreException e) {
            respond(request, 503, JSON, error(String.valueOf(e.getMessage())), "");
        } catch (RuntimeException e) {
            respond(request, 500, JSON, error("Usage could not be read"), "");
        }
    }

    private static Map<String, String> parameters(HttpServerRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        request.params().forEach(parameter -> {
            if (parameters.put(parameter.getKey(), parameter.getValue()) != null) {
                throw new IllegalArgumentException("'" + parameter.getKey() + "' appears twice");
            }
        });
        return parameters;
    }

    private static byte[] error(String why) {
        return Json.write(Map.of("error", why));
    }

    private static void respond(HttpServerRequest request, int status, String type, byte[] body, String next) {
        HttpServerResponse response = request.response()
                .setStatusCode(status)
                .putHeader("content-type", type)
                .putHeader("cache-control", "no-store")
                .putHeader("content-length", Integer.toString(body.length));
        if (!next.isEmpty()) {
            response.putHeader("x-serai-next-cursor", next);
        }
        boolean head = HttpMethod.HEAD.equals(request.method());
        var unused = head ? response.end() : response.end(Buffer.buffer(body));
    }

    @Override
    public void close() {
        roller.close();
        store.close();
    }
}
