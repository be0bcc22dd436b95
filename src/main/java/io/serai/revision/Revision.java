package io.serai.revision;

import io.serai.provider.LlmComponent;
import io.serai.provider.Providers;
import io.serai.routing.ModelNames;
import io.serai.routing.TaskRouter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * One loaded state of the routes and the properties: a Camel context of its own beside any other, with a router for its HTTP routes. Once
 * loaded it can answer requests; what fetches work by itself (folders, queues, timers) waits until it begins, so that two revisions never
 * fetch at once. What has state belongs to the process and outlives it.
 */
public final class Revision implements Handler<HttpServerRequest> {
    /** The names of the beans and components that every revision has of its own. */
    public static final Set<String> BEANS = Set.of("providers", "classify", "llm");

    private static final long DRAIN_SECONDS = 3600;
    private static final long STOP_SECONDS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Where work comes only when it is sent. */
    private static final Set<String> PASSIVE = Set.of("direct", "seda", "platform-http");

    private final int number;
    private final Instant loadedAt;
    private final SimpleMain main;
    private final DefaultCamelContext context;
    private final Router router;
    private final Providers providers;

    private Revision(
            int number,
            Instant loadedAt,
            SimpleMain main,
            DefaultCamelContext context,
            Router router,
            Providers providers) {
        this.number = number;
        this.loadedAt = loadedAt;
        this.main = main;
        this.context = context;
        this.router = router;
        this.providers = providers;
    }

    /**
     * Loads the routes of a directory and starts those that work is sent to.
     *
     * @param directory holds {@code application.properties} and {@code routes/}
     * @throws RevisionException if they are wrong; nothing of them is left running then
     */
    static Revision load(int number, Path directory, ProcessBeans process) {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName("serai-" + number);
        Router router = process.newRouter();
        Providers providers = new Providers(process.states());
        bind(context, process, router, providers);
        SimpleMain main = new SimpleMain(context);
        configure(main, directory, process);
        Revision revision = new Revision(number, Instant.now(), main, context, router, providers);
        try {
            main.start();
            revision.startRoutes(true);
            return revision;
        } catch (Exception e) {
            main.stop();
            throw RevisionException.of(e);
        }
    }

    private static void bind(CamelContext context, ProcessBeans process, Router router, Providers providers) {
        Registry registry = context.getRegistry();
        Supplier<ModelNames> names = memoized(() -> new ModelNames(context, providers));
        process.bind(registry, router, names);
        registry.bind("providers", providers);
        registry.bind("classify", new TaskRouter(names));
        context.addComponent("llm", new LlmComponent(providers, process.watchdog()));
        process.vendorHttp().install(context);
        context.getPropertiesComponent().addPropertiesFunction(process.limitFunction());
        // Two revisions that watch one folder must not both take the same file.
        context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> {
            if (endpoint instanceof GenericFileEndpoint<?> folder) {
                folder.setInProgressRepository(process.filesInProgress());
            }
            return endpoint;
        });
    }

    private static void configure(SimpleMain main, Path directory, ProcessBeans process) {
        main.setDefaultPropertyPlaceholderLocation(
                "file:" + directory.resolve("application.properties") + ";optional=true");
        main.addInitialProperty(
                "serai.dir", process.directory().toAbsolutePath().toString());
        main.addInitialProperty(
                "camel.main.routesIncludePattern",
                "file:" + directory.resolve("routes/parts") + "/*.yaml,file:" + directory.resolve("routes")
                        + "/*.yaml");
        main.addInitialProperty("camel.main.autoStartup", "false");
        main.addInitialProperty("camel.main.streamCachingEnabled", "false");
        main.addInitialProperty("camel.main.jmxEnabled", "false");
        main.addInitialProperty("camel.main.sourceLocationEnabled", "true");
        main.addInitialProperty("camel.main.autoConfigurationLogSummary", "false");
        main.addInitialProperty("camel.main.shutdownTimeout", Long.toString(DRAIN_SECONDS));
        main.addInitialProperty("camel.main.startupSummaryLevel", "off");
    }

    /**
     * Begins to fetch work, and makes its providers' keys and limits the ones that count.
     *
     * @throws RevisionException if a folder, a port or the like cannot be had
     */
    void begin() {
        providers.apply();
        try {
            startRoutes(false);
        } catch (Exception e) {
            throw RevisionException.of(e);
        }
    }

    /**
     * Stops fetching work; what was fetched goes on. A consumer that cannot stop at once, as one that waits for its broker, stops when it
     * can, and holds nobody up.
     */
    void pause() {
        List<Thread> pausing = context.getRoutes().stream()
                .filter(route -> !isPassive(route))
                .map(Route::getConsumer)
                .filter(Objects::nonNull)
                .map(consumer -> Thread.ofVirtual().name("pause").start(() -> pause(consumer)))
                .toList();
        try {
            for (Thread thread : pausing) {
                thread.join(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(Consumer consumer) {
        if (consumer instanceof Suspendable) {
            ServiceHelper.suspendService(consumer);
        } else {
            ServiceHelper.stopService(consumer);
        }
    }

    /** Fetches work again after a pause. */
    void resume() {
        providers.apply();
        for (Route route : context.getRoutes()) {
            Consumer consumer = route.getConsumer();
            if (isPassive(route) || consumer == null || !route.isAutoStartup()) {
                continue;
            }
            if (consumer instanceof Suspendable) {
                ServiceHelper.resumeService(consumer);
            } else {
                ServiceHelper.startService(consumer);
            }
        }
    }

    private void startRoutes(boolean passive) throws Exception {
        List<Route> routes = context.getRoutes().stream()
                .filter(route -> isPassive(route) == passive && route.isAutoStartup())
                .sorted(Comparator.comparing(route -> order(route)))
                .toList();
        for (Route route : routes) {
            context.getRouteController().startRoute(route.getRouteId());
        }
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

    @Override
    public void handle(HttpServerRequest request) {
        router.handle(request);
    }

    public int number() {
        return number;
    }

    public Instant loadedAt() {
        return loadedAt;
    }

    public CamelContext context() {
        return context;
    }

    /** How many requests it is working on. */
    public int inFlight() {
        return context.getInflightRepository().size();
    }

    /** Waits for what is under way, an hour at most, and ends. */
    void drain() {
        main.stop();
    }

    /** Ends soon, whatever is under way. */
    void stop() {
        context.getShutdownStrategy().setTimeout(STOP_SECONDS);
        context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        main.stop();
    }

    private static <T> Supplier<T> memoized(Supplier<T> source) {
        AtomicReference<@Nullable T> value = new AtomicReference<>();
        return () -> {
            T known = value.get();
            if (known == null) {
                known = source.get();
                value.set(known);
            }
            return known;
        };
    }
}
