package io.serai.revision;

import io.serai.provider.LlmComponent;
import io.serai.provider.Providers;
import io.serai.routing.ModelNames;
import io.serai.routing.TaskRouter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * One loaded state of the routes and the properties: a Camel context of its own beside any other, with a router for its HTTP routes. It
 * takes requests from when it is loaded until it is closed; what has state belongs to the process and outlives it.
 */
public final class Revision implements AutoCloseable, Handler<HttpServerRequest> {
    private static final long DRAIN_SECONDS = 3600;

    private final SimpleMain main;
    private final Router router;

    private Revision(SimpleMain main, Router router) {
        this.main = main;
        this.router = router;
    }

    /**
     * Loads the routes of a directory and starts them.
     *
     * @param directory holds {@code application.properties} and {@code routes/}
     * @throws RevisionException if they are wrong; nothing of them is left running then
     */
    public static Revision load(Path directory, ProcessBeans process) {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName("serai");
        Router router = process.newRouter();
        bind(context, process, router);
        SimpleMain main = new SimpleMain(context);
        configure(main, directory);
        try {
            main.start();
            return new Revision(main, router);
        } catch (Exception e) {
            main.stop();
            throw RevisionException.of(e);
        }
    }

    private static void bind(CamelContext context, ProcessBeans process, Router router) {
        Registry registry = context.getRegistry();
        Providers providers = new Providers(process.states());
        Supplier<ModelNames> names = memoized(() -> new ModelNames(context, providers));
        process.bind(registry, router, names);
        registry.bind("providers", providers);
        registry.bind("classify", new TaskRouter(names));
        context.addComponent("llm", new LlmComponent(providers, process.watchdog()));
        process.vendorHttp().install(context);
        context.getPropertiesComponent().addPropertiesFunction(process.limitFunction());
    }

    private static void configure(SimpleMain main, Path directory) {
        main.setDefaultPropertyPlaceholderLocation("file:" + directory.resolve("application.properties") + ";optional=true");
        main.addInitialProperty("serai.dir", directory.toAbsolutePath().toString());
        main.addInitialProperty(
                "camel.main.routesIncludePattern",
                "file:" + directory.resolve("routes/parts") + "/*.yaml,file:" + directory.resolve("routes") + "/*.yaml");
        main.addInitialProperty("camel.main.streamCachingEnabled", "false");
        main.addInitialProperty("camel.main.jmxEnabled", "false");
        main.addInitialProperty("camel.main.autoConfigurationLogSummary", "false");
        main.addInitialProperty("camel.main.shutdownTimeout", Long.toString(DRAIN_SECONDS));
        main.addInitialProperty("camel.main.startupSummaryLevel", "off");
    }

    @Override
    public void handle(HttpServerRequest request) {
        router.handle(request);
    }

    /** The context, for what the tests look at. */
    public CamelContext context() {
        CamelContext context = main.getCamelContext();
        if (context == null) {
            throw new IllegalStateException("closed");
        }
        return context;
    }

    /** Waits for what is under way, and ends. */
    @Override
    public void close() {
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
