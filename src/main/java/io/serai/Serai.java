package io.serai;

import io.serai.alerts.AlertDesk;
import io.serai.broker.Broker;
import io.serai.cache.AnswerStore;
import io.serai.cache.CacheReport;
import io.serai.catalog.Catalog;
import io.serai.catalog.Price;
import io.serai.chat.ChatRequest;
import io.serai.chat.StoppingException;
import io.serai.clients.KeyReport;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.responses.MemoryStore;
import io.serai.ingress.http.HttpServer;
import io.serai.ingress.job.FileNames;
import io.serai.ingress.job.Intake;
import io.serai.ops.RequestLog;
import io.serai.ops.Version;
import io.serai.ops.log.LineEncoder;
import io.serai.promptlog.PromptLog;
import io.serai.provider.ImageFetcher;
import io.serai.provider.ProviderStates;
import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.VendorHttp;
import io.serai.provider.Watchdog;
import io.serai.provider.balance.Balance;
import io.serai.provider.balance.Balances;
import io.serai.provider.key.KeyJournal;
import io.serai.provider.recovery.Recovery;
import io.serai.provider.refusal.Lessons;
import io.serai.provider.view.ProviderViews;
import io.serai.quota.UsageLog;
import io.serai.revision.FilesInProgress;
import io.serai.revision.Libraries;
import io.serai.revision.ProcessBeans;
import io.serai.revision.Revision;
import io.serai.revision.RevisionException;
import io.serai.revision.Revisions;
import io.serai.revision.RouteFiles;
import io.serai.revision.RoutesAdmin;
import io.serai.revision.Watcher;
import io.serai.revision.check.RouteCheck;
import io.serai.revision.check.SavedFiles;
import io.serai.routing.ModelNames;
import io.serai.routing.classify.Classifier;
import io.serai.routing.patience.Patience;
import io.serai.settings.Exposure;
import io.serai.settings.Mistake;
import io.serai.settings.Overrides;
import io.serai.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process: what has state, begun and closed in order, and the revision that serves. {@link Commands} are what else it can do. */
public final class Serai implements AutoCloseable {
    /** Before the log begins, which takes its time, too. */
    private static final long BEGUN = System.nanoTime();

    /** Read while the log begins. */
    private static final CompletableFuture<Catalog> SHIPPED = CompletableFuture.supplyAsync(Catalog::shipped);

    private static final Logger LOG = LoggerFactory.getLogger(Serai.class);
    private static final Duration END = Duration.ofSeconds(12);
    private static final Duration CHECK_DELAY = Duration.ofSeconds(1);

    /** For the errors that those are given who are given up. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Path directory;
    private final Path data;
    private final ClassLoader libraries;
    final Settings settings;
    final HttpSettings http;
    final Catalog shipped = SHIPPED.join();
    private final UsageLog usage;
    private final KeyJournal keys;
    private final ProviderStates states;
    final List<ServerDialect> servers;
    final Patience patience;
    private final Watchdog watchdog = new Watchdog();
    private final VendorHttp vendorHttp = new VendorHttp();
    final InstantSource clock;
    final Balances balances;
    private final Recovery recovery;
    final ImageFetcher images;
    final Intake intake;
    final AnswerStore answers;
    final Broker broker;
    final Vertx vertx;
    final HttpServer server;
    private final Revisions revisions;
    final Clients clients;
    private final Usages usages;
    final PromptLog prompts;
    private final AlertDesk alerts;
    final Operations operations;
    final Pages pages;
    final Jobbing jobbing;
    final SetupReader setups;
    private volatile StopSettings stopSettings;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final FilesInProgress filesInProgress = new FilesInProgress();
    private @Nullable DataLock lock;
    private @Nullable Watcher watcher;
    private Future<?> firstCheck = CompletableFuture.completedFuture(null);
    private int port;

    private Serai(Path directory, Settings settings, InstantSource clock) {
        this.directory = directory;
        this.libraries = Libraries.in(directory);
        this.clock = clock;
        this.balances = new Balances(clock, this::told);
        this.settings = settings;
        this.intake = new Intake(clock, settings.duration("serai.files.rest"), Dialects.SERVERS);
        this.http = HttpSettings.of(settings);
        this.stopSettings = StopSettings.of(settings);
        this.answers = new AnswerStore(settings.bytes("serai.cache.size"), clock);
        this.data = directory.resolve(settings.text("serai.data"));
        this.usage = new UsageLog(data.resolve("quota.log"), clock, LOG::warn);
        this.keys = new KeyJournal(data.resolve("keys.log"), clock, LOG::warn);
        this.states =
                new ProviderStates(clock, usage::of, keys, new Lessons(data.resolve("refusals.log"), clock, LOG::warn));
        this.servers = Dialects.servers(new MemoryStore(
                settings.bytes("serai.responses.size"), settings.duration("serai.responses.keep"), clock));
        this.patience = new Patience(clock, states.openings());
        this.recovery = new Recovery(this::providers, this::probe, clock, turned() ? Runnable::run : Recovery.THREADS);
        this.images = new ImageFetcher(settings.truth("serai.images.private"));
        this.broker = BrokerSetup.broker(directory, settings);
        // It serves no files, and needs no folder to copy them to.
        this.vertx = Vertx.vertx(
                new VertxOptions().setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false)));
        this.usages = new Usages(settings, data, clock, this::price);
        this.clients = new Clients(data, usages.store(), clock, this::names, this::views);
        this.pages = new Pages(vertx, clock, clients::price);
        this.alerts = Alerting.desk(clock, this::serving, clients);
        this.prompts = PromptRecords.log(data, clock, clients.keys());
        this.operations = new Operations(
                this::revisions, clock, clients.gate(), List.of(usages.observer(), prompts, pages, alerts.observer()));
        operations.show(balances::known);
        operations.watch(new CacheReport(answers), clients::price);
        operations.watch(usages);
        operations.watch(pages);
        this.server = new HttpServer(vertx, HttpSettings.heads(settings), http.limits(), Dialects::at, operations);
        this.jobbing = new Jobbing(settings, data, clock, usages, this::serving, patience::wake);
        server.uploads(jobbing.uploads());
        this.setups = new SetupReader(this);
        this.revisions = new Revisions(
                directory,
                new ProcessBeans(
                        directory, libraries, states, watchdog, vendorHttp, balances, filesInProgress, setups::read),
                files -> new RouteCheck(Beans.surroundings(directory, libraries, shipped, true)).check(files));
    }

    /** Runs Serai in the current directory until it is stopped. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0) {
            System.exit(Commands.run(arguments, System.out));
        }
        logFirst();
        LOG.info("Serai {} on Java {}", Version.number(), Runtime.version());
        try {
            Proxies.take();
            if (!FileNames.warning().isEmpty()) {
                LOG.warn(FileNames.warning());
            }
            Serai serai = start(Path.of(""));
            Signals.listen(serai::stop, serai::reload);
            Runtime.getRuntime().addShutdownHook(new Thread(serai::close, "close"));
            LOG.info(
                    "Serai answers on http://{} after {} ms",
                    HttpSettings.authority(serai.http.host(), serai.port()),
                    (System.nanoTime() - BEGUN) / 1_000_000);
        } catch (StartException | RevisionException e) {
            cannot("Serai cannot start: ", e);
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    /** Lets the first lines of the log have the form of all others. The start reports wrong settings. */
    private static void logFirst() {
        try {
            LineEncoder.useJson(LogSettings.of(settings(Path.of(""))).form() == RequestLog.Form.JSON);
        } catch (StartException e) {
            LOG.debug("The log begins as text: {}", e.getMessage());
        }
    }

    /** One event for each line, since the log has no events of several. */
    private static void cannot(String what, RuntimeException why) {
        (what + why.getMessage()).lines().forEach(LOG::error);
    }

    static Settings settings(Path directory) {
        SavedFiles files = SavedFiles.read(directory);
        files.fault(SavedFiles.PROPERTIES).ifPresent(why -> {
            throw new StartException(SavedFiles.PROPERTIES + ' ' + why);
        });
        Settings settings = Settings.read(files.properties(), Overrides.ofProcess());
        // Whether there are client keys is looked at when they are known.
        refuse(settings.mistakes(true));
        return settings;
    }

    static void refuse(List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            throw new StartException(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        }
    }

    /**
     * Starts Serai.
     *
     * @param directory holds {@code application.properties} and {@code routes/}
     * @throws StartException if it cannot start as it is set up
     * @throws RevisionException if the routes are wrong
     */
    public static Serai start(Path directory) {
        return start(directory, InstantSource.system());
    }

    /** Starts one that lives by another clock; by any but the system's it is the caller that {@link #look looks}. */
    static Serai start(Path directory, InstantSource clock) {
        if (!Files.isDirectory(directory.resolve("routes"))) {
            throw new StartException("There is no folder routes in " + directory.toAbsolutePath()
                    + "; start Serai where application.properties and routes/ are");
        }
        Thread.startVirtualThread(Classifier::shared);
        Serai serai = new Serai(directory, settings(directory), clock);
        try {
            serai.listen();
            return serai;
        } catch (RuntimeException e) {
            serai.close();
            throw e;
        }
    }

    private void listen() {
        lock = DataLock.take(data);
        clients.share();
        boolean open = !Exposure.isLocal(http.host());
        clients.want(open);
        if (open) {
            // Whether there are keys decides whether it may start.
            clients.awaitShared();
        }
        CacheSetup.open(answers, settings, data);
        revisions.load();
        server.serve(revisions);
        server.administer(new JobsAdmin(
                jobbing.batches(),
                new QueueAdmin(
                        broker,
                        new ProvidersAdmin(
                                () -> revisions.current().providers(),
                                new CacheAdmin(
                                        new CacheReport(answers),
                                        clients::price,
                                        new KeysAdmin(
                                                clients.desk(),
                                                new KeyReport(clients.gate(), usages),
                                                new RouteFiles(
                                                        revisions,
                                                        pages::edits,
                                                        new PromptsAdmin(
                                                                prompts,
                                                                server::mayStay,
                                                                new RoutesAdmin(revisions)))))))));
        operations.answerAt(server);
        pages.answerAt(server, revisions, operations::providers);
        new SelfService(server, new KeyReport(clients.gate(), usages), clients.keys()::get, this::names).answer();
        server.answer("/admin/usage", usages::answer);
        clients.awaitShared();
        clients.begin();
        String host = http.host();
        int wanted = http.port();
        try {
            port = server.listen(host, wanted);
            if (!settings.text("serai.http.h2c-port").isEmpty()) {
                server.listenHttp2(host, settings.port("serai.http.h2c-port"));
            }
        } catch (ExecutionException e) {
            throw new StartException(
                    e.getCause() instanceof BindException
                            ? "Port " + wanted + " on " + host
                                    + " is taken; set serai.http.port (or SERAI_HTTP_PORT) to another"
                            : "Cannot listen on " + HttpSettings.authority(host, wanted) + ": " + e.getCause());
        } catch (Exception e) {
            throw new StartException(
                    "Cannot listen on " + HttpSettings.authority(host, wanted) + ": " + e.getMessage());
        }
        Duration interval = settings.duration("serai.watch");
        if (interval.isPositive()) {
            watcher = new Watcher(directory, revisions, interval);
        }
        firstCheck = CompletableFuture.runAsync(
                revisions::checkFirst,
                CompletableFuture.delayedExecutor(CHECK_DELAY.toMillis(), TimeUnit.MILLISECONDS));
        if (!turned()) {
            recovery.begin();
            alerts.begin();
        }
        usages.begin();
        jobbing.begin();
        broker.open(settings.duration("serai.broker.delay"));
    }

    /** Whether its time is what somebody says. */
    private boolean turned() {
        return !clock.equals(InstantSource.system());
    }

    /** Does what is due: probes what is unwell, and has those who wait look whether there is a target now. */
    void look() {
        recovery.look();
        states.openings().tell();
    }

    public int port() {
        return port;
    }

    public AlertDesk alerts() {
        return alerts;
    }

    public Revisions revisions() {
        return revisions;
    }

    private @Nullable Revision serving() {
        return revisions.serving();
    }

    private @Nullable Price price(String target) {
        return clients.price(target);
    }

    /** The names of the models that serve; null while none do. */
    private @Nullable ModelNames names() {
        Revision serving = revisions.serving();
        return serving == null ? null : serving.names();
    }

    /** How the providers that serve are; null while none do. */
    private @Nullable ProviderViews views() {
        Providers serving = providers();
        return serving == null ? null : new ProviderViews(serving);
    }

    private @Nullable Providers providers() {
        Revision serving = revisions.serving();
        return serving == null ? null : serving.providers();
    }

    /** Asks a target as a request would. */
    private void probe(Target target, ChatRequest request) {
        Revision serving = revisions.serving();
        if (serving == null) {
            return;
        }
        CamelContext context = serving.context();
        Exchange exchange = context.getEndpoint("llm:" + target).createExchange();
        exchange.getMessage().setBody(request);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            // Whether it has answered is noted on the way.
            var unused = template.send("llm:" + target, exchange);
        } catch (IOException e) {
            LOG.debug("{} was not probed: {}", target, e.toString());
        }
    }

    private void told(String provider, String key, Balance balance, boolean enough, Instant next) {
        states.balance(provider, key, balance.toString(), enough, next);
        if (!enough) {
            LOG.warn("{} has too low a balance for a key: {}", provider, balance);
        }
    }

    /** Lets a stop be as the settings want it, from now on. */
    void stopBy(StopSettings settings) {
        stopSettings = settings;
    }

    /** Loads the files as they are now. */
    private void reload() {
        try {
            LOG.info("Revision {} serves", revisions.load().number());
        } catch (RevisionException e) {
            LOG.warn("The files are refused, the current revision keeps serving:");
            e.findings().forEach(finding -> LOG.warn("  {}", finding));
        }
    }

    /** Takes no new work, lets what runs end for as long as the settings say, and closes. */
    void stop() {
        Duration delay = stopSettings.delay();
        Duration timeout = stopSettings.timeout();
        operations.stopping();
        LOG.info(
                "Serai is stopping; running calls have up to {} s to end",
                delay.plus(timeout).toSeconds());
        if (delay.isZero()) {
            // Before what may wait for an edit that is being loaded.
            server.refuseCalls();
        }
        if (watcher != null) {
            watcher.close();
        }
        recovery.close();
        jobbing.batches().stop();
        revisions.stopFetching();
        if (delay.isPositive()) {
            awaitRemoval(delay);
            server.refuseCalls();
        }
        int left = revisions.awaitIdle(timeout, operations::idleJobs);
        jobbing.batches().awaitIdle(left > 0 ? Duration.ZERO : timeout);
        if (left > 0) {
            LOG.warn(
                    "{} calls, files and messages have not ended within {} s and are given up",
                    left,
                    timeout.toSeconds());
            operations.giveUpRequests(StoppingException.givenUp(clock.instant()));
            left = revisions.awaitIdle(LAST_WORDS, operations::idleJobs);
            LOG.debug("{} are left", left);
        }
        close();
    }

    /** Goes on taking calls until load balancers have seen that it is not ready. */
    private static void awaitRemoval(Duration delay) {
        try {
            var unused = new CountDownLatch(1).await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            pages.close();
            server.close();
            firstCheck.cancel(true);
            if (watcher != null) {
                watcher.close();
            }
            jobbing.batches().stop();
            broker.stopWaiting();
            Thread ending = Thread.ofPlatform().name("end").start(revisions::close);
            // What waits for a limit goes back to where it was only on routes that stop.
            revisions.awaitStopping(LAST_WORDS);
            patience.close();
            ending.join(END);
            // What is under way still is given up; files and messages stay where they were.
            vendorHttp.close();
            ending.join(END);
            intake.close();
            broker.close();
            usage.close();
            clients.close();
            jobbing.close();
            usages.close();
            prompts.close();
            alerts.close();
            answers.close();
            keys.close();
            if (lock != null) {
                lock.close();
            }
            operations.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            LOG.warn("Some parts did not stop cleanly: {}", e.toString());
        } finally {
            watchdog.close();
            balances.close();
            recovery.close();
            states.discovery().close();
            images.close();
            vendorHttp.close();
        }
    }
}
