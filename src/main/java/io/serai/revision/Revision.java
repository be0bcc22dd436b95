package io.serai.revision;

import io.serai.ingress.Workers;
import io.serai.ingress.job.MessageBinding;
import io.serai.provider.Provider;
import io.serai.provider.Providers;
import io.serai.provider.llm.LlmComponent;
import io.serai.revision.check.SavedFiles;
import io.serai.routing.ModelNames;
import io.serai.routing.RankedBalancer;
import io.serai.routing.Ranking;
import io.serai.routing.TaskRouter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.processor.loadbalancer.LoadBalancer;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * One loaded state of the routes and the properties: a Camel context of its own beside any other, with a router for its HTTP routes. Once
 * loaded it can answer requests; what fetches work by itself (folders, queues, timers) waits until it begins, so that two revisions never
 * fetch at once. What has state belongs to the process and outlives it.
 */
public final class Revision {
    private static final Duration DRAIN = Duration.ofHours(1);
    private static final long STOP_SECONDS = 10;
    private static final String PROPERTIES = "applicationProperties";

    private final int number;
    private final Instant loadedAt;
    private final SimpleMain main;
    private final DefaultCamelContext context;
    private final ProcessBeans process;
    private final RevisionSetup setup;
    private final Router router;
    private final Providers providers;
    private final Supplier<ModelNames> names;
    private final Consumers consumers;
    private final OpenRequests requests = new OpenRequests();
    private final CalledRoutes called;

    private Revision(
            int number,
            SimpleMain main,
            DefaultCamelContext context,
            ProcessBeans process,
            RevisionSetup setup,
            Router router,
            Providers providers,
            Supplier<ModelNames> names,
            CalledRoutes called) {
        this.called = called;
        this.number = number;
        this.loadedAt = Instant.now();
        this.main = main;
        this.context = context;
        this.process = process;
        this.setup = setup;
        this.router = router;
        this.providers = providers;
        this.names = names;
        this.consumers = new Consumers(context);
    }

    /**
     * Loads routes and properties, and starts those routes that work is sent to.
     *
     * @throws RevisionException if they are wrong; nothing of them is left running then
     */
    static Revision load(int number, SavedFiles files, ProcessBeans process) {
        RevisionSetup setup = process.setups().apply(files);
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.setApplicationContextClassLoader(process.libraries());
        context.build();
        context.getCamelContextExtension().setName("serai-" + number);
        Router router = setup.newRouter();
        Providers providers = new Providers(process.states());
        Supplier<ModelNames> names = memoized(() -> new ModelNames(context, providers));
        bind(context, process, setup, router, providers, names);
        CalledRoutes called = new CalledRoutes();
        context.addRoutePolicyFactory(called);
        context.getRegistry().bind(PROPERTIES, properties(files));
        SimpleMain main = new SimpleMain(context);
        configure(main, files, process);
        Revision revision = new Revision(number, main, context, process, setup, router, providers, names, called);
        try {
            main.start();
            revision.consumers.start(true);
            return revision;
        } catch (RevisionException e) {
            main.stop();
            throw e;
        } catch (Exception | LinkageError | StackOverflowError e) {
            main.stop();
            throw RevisionException.of(e);
        }
    }

    private static Properties properties(SavedFiles files) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(files.properties(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static void bind(
            CamelContext context,
            ProcessBeans process,
            RevisionSetup setup,
            Router router,
            Providers providers,
            Supplier<ModelNames> names) {
        Registry registry = context.getRegistry();
        setup.bind(registry, router, names);
        registry.bind("providers", providers);
        registry.bind("classify", new TaskRouter(names));
        for (Ranking ranking : Ranking.values()) {
            registry.bindAsPrototype(ranking.bean(), LoadBalancer.class, () -> new RankedBalancer(ranking, providers));
        }
        context.addComponent("llm", new LlmComponent(providers, process.watchdog()));
        process.vendorHttp().install(context);
        setup.convert(context.getTypeConverterRegistry());
        setup.placeholders().forEach(context.getPropertiesComponent()::addPropertiesFunction);
        // Two revisions that watch one folder must not both take the same file.
        context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> {
            if (endpoint instanceof GenericFileEndpoint<?> folder) {
                folder.setInProgressRepository(process.filesInProgress().of(folder));
            }
            MessageBinding.install(endpoint);
            return endpoint;
        });
    }

    private static void configure(SimpleMain main, SavedFiles files, ProcessBeans process) {
        main.setDefaultPropertyPlaceholderLocation("ref:" + PROPERTIES);
        main.setRoutesCollector(new SavedRoutes(files));
        main.addInitialProperty(
                "serai.dir", process.directory().toAbsolutePath().toString());
        main.addInitialProperty("camel.main.autoStartup", "false");
        main.addInitialProperty("camel.main.streamCachingEnabled", "false");
        main.addInitialProperty("camel.main.jmxEnabled", "false");
        main.addInitialProperty("camel.main.sourceLocationEnabled", "true");
        main.addInitialProperty("camel.main.autoConfigurationLogSummary", "false");
        main.addInitialProperty("camel.main.shutdownTimeout", Long.toString(DRAIN.toSeconds()));
        main.addInitialProperty("camel.main.startupSummaryLevel", "off");
        main.addInitialProperty("camel.main.logName", "${routeId}");
    }

    /**
     * Begins to fetch work, and makes its settings and its providers' keys and limits the ones that count.
     *
     * @throws RevisionException if a folder, a port or the like cannot be had
     */
    void begin() {
        apply();
        consumers.start(false);
    }

    private void apply() {
        providers.apply();
        process.balances()
                .configure(providers.all().stream().flatMap(Provider::accounts).toList());
        setup.apply();
    }

    /** Stops fetching work; what was fetched goes on. */
    void pause() {
        consumers.pause();
    }

    /** Fetches work again after a pause. */
    void resume() {
        apply();
        consumers.resume();
    }

    /** Takes a request, unless it has ended. */
    boolean takes(HttpServerRequest request) {
        if (!requests.add(request)) {
            return false;
        }
        router.handle(request);
        return true;
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

    public Providers providers() {
        return providers;
    }

    /** How often which route has called which. */
    CalledRoutes called() {
        return called;
    }

    /** What may be asked for by name. */
    public ModelNames names() {
        return names.get();
    }

    /** How many requests, files and messages it is working on; a stream is a request until its end. */
    public int inFlight() {
        return requests.count()
                + consumers.fetching().stream()
                        .mapToInt(route -> context.getInflightRepository().size(route.getRouteId()))
                        .sum();
    }

    /** How many files it has taken that are not being worked on yet. */
    int notBegun() {
        return context.getRegistry().findByType(Workers.class).stream()
                .mapToInt(Workers::waiting)
                .sum();
    }

    /** The settings that take effect only when the process is started again. */
    public List<String> afterRestart() {
        return setup.afterRestart();
    }

    /** Waits for what is under way, an hour at most, and ends. */
    void drain() {
        requests.close(DRAIN);
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
