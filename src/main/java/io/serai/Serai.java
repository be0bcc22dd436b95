package io.serai;

import io.serai.alerts.AlertDesk;
import io.serai.broker.Broker;
import io.serai.cache.AnswerStore;
import io.serai.cache.CacheReport;
import io.serai.catalog.Catalog;
import io.serai.catalog.litellm.ImportCommand;
import io.serai.chat.ChatRequest;
import io.serai.chat.StoppingException;
import io.serai.clients.ClientRules;
import io.serai.clients.KeyReport;
import io.serai.demo.DemoProvider;
import io.serai.demo.simulator.ScenarioException;
import io.serai.demo.simulator.SimulateCommand;
import io.serai.demo.simulator.Simulator;
import io.serai.dialect.Bounds;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.responses.MemoryStore;
import io.serai.ingress.AdmitClient;
import io.serai.ingress.AsJson;
import io.serai.ingress.Requests;
import io.serai.ingress.http.HttpIngress;
import io.serai.ingress.http.HttpServer;
import io.serai.ingress.job.DefaultsFile;
import io.serai.ingress.job.FileNames;
import io.serai.ingress.job.Intake;
import io.serai.ingress.job.Jobs;
import io.serai.ingress.job.WholeFiles;
import io.serai.ops.ModelList;
import io.serai.ops.RequestLog;
import io.serai.ops.Version;
import io.serai.ops.log.LineEncoder;
import io.serai.promptlog.Feedback;
import io.serai.promptlog.PromptLog;
import io.serai.prompts.PromptFiles;
import io.serai.prompts.Templates;
import io.serai.provider.ImageFetcher;
import io.serai.provider.LimitFunction;
import io.serai.provider.ProviderStates;
import io.serai.provider.Providers;
import io.serai.provider.TakeQuota;
import io.serai.provider.Target;
import io.serai.provider.VendorAnswer;
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
import io.serai.revision.Lent;
import io.serai.revision.Libraries;
import io.serai.revision.ProcessBeans;
import io.serai.revision.Revision;
import io.serai.revision.RevisionException;
import io.serai.revision.Revisions;
import io.serai.revision.RouteFiles;
import io.serai.revision.RoutesAdmin;
import io.serai.revision.Watcher;
import io.serai.revision.check.CheckCommand;
import io.serai.revision.check.Finding;
import io.serai.revision.check.OwnCatalog;
import io.serai.revision.check.OwnClients;
import io.serai.revision.check.RouteCheck;
import io.serai.revision.check.SavedFiles;
import io.serai.revision.check.Surroundings;
import io.serai.routing.ModelNames;
import io.serai.routing.classify.Classifier;
import io.serai.routing.patience.Patience;
import io.serai.routing.patience.PatientBalancer;
import io.serai.settings.Mistake;
import io.serai.settings.Overrides;
import io.serai.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.processor.loadbalancer.LoadBalancer;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process: Vert.x on virtual threads, the HTTP server, the beans that have state, and the revision that serves. */
public final class Serai implements ProcessBeans, AutoCloseable {
    /** Before the log begins, which takes its time, too. */
    private static final long BEGUN = System.nanoTime();

    /** Read while the log begins. */
    private static final CompletableFuture<Catalog> SHIPPED = CompletableFuture.supplyAsync(Catalog::shipped);

    private static final Logger LOG = LoggerFactory.getLogger(Serai.class);
    private static final Set<String> FILES = Set.of("import", "simulate");
    private static final Set<String> HELP = Set.of("help", "--help", "-h");
    private static final String USAGE = """
        Without words Serai starts, in the directory of application.properties and routes/. Else:
          check [DIR]    checks the routes and settings of a directory
          import FILE    takes LiteLLM's table of prices over into catalog.yaml
          simulate FILE  plays the vendors of a scenario
          key ...        makes, lists and changes client keys: 'key' alone says how
          replay WORDS   sends messages that were set aside back, such as: replay code=upstream_error
          run FILE -o OUT  answers the lines of a file (*.jsonl, *.csv); the same command goes on after an end
          usage WORDS    reports usage and cost, such as: usage by=day,key from=2026-11-01
          export ...     makes a dataset of the prompt log: --format openai|sharegpt|raw --from DAY --to DAY --key ID
          prompts ...    erase --key ID takes away what a client key has asked
          --version      prints Serai's version\
        """;
    /** Operations that tell which models there are. */
    private static final Set<String> LISTS = Set.of("models", "tags", "show");

    private static final Duration END = Duration.ofSeconds(12);
    private static final Duration CHECK_DELAY = Duration.ofSeconds(1);

    /** For the errors that those are given who are given up. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Path directory;
    private final Path data;
    private final ClassLoader libraries;
    private final Settings settings;
    private final HttpSettings http;
    private final Catalog shipped = SHIPPED.join();
    private final UsageLog usage;
    private final KeyJournal keys;
    private final ProviderStates states;
    private final List<ServerDialect> servers;
    private final Patience patience;
    private final Watchdog watchdog = new Watchdog();
    private final VendorHttp vendorHttp = new VendorHttp();
    private final InstantSource clock;
    private final Balances balances;
    private final Recovery recovery;
    private final ImageFetcher images;
    private final Intake intake;
    private final AnswerStore answers;
    private final Broker broker;
    private final Vertx vertx;
    private final HttpServer server;
    private final Revisions revisions;
    private final Clients clients;
    private final Usages usages;
    private final PromptLog prompts;
    private final AlertDesk alerts;
    private final Operations operations;
    private final Pages pages;
    private final Jobbing jobbing;
    private volatile StopSettings stopSettings;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final FilesInProgress filesInProgress = new FilesInProgress();
    private @Nullable DataLock lock;
    private @Nullable Watcher watcher;
    private volatile @Nullable HttpSettings kept;
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
        this.clients = new Clients(data, clock, this::names, this::views);
        this.usages = new Usages(settings, data, clock, clients::price);
        this.pages = new Pages(vertx, clock, clients::cost);
        this.alerts = Alerting.desk(clock, this::serving, clients);
        this.prompts = PromptRecords.log(data, clock, clients.keys());
        this.operations = new Operations(
                this::revisions, clock, clients.gate(), List.of(usages.observer(), prompts, pages, alerts.observer()));
        operations.show(balances::known);
        operations.watch(new CacheReport(answers), clients::price);
        operations.watch(usages);
        this.server = new HttpServer(vertx, HttpSettings.heads(settings), http.limits(), Dialects::at, operations);
        this.jobbing = new Jobbing(settings, data, clock, usages, this::serving);
        server.uploads(jobbing.uploads());
        this.revisions = new Revisions(directory, this, files -> new RouteCheck(surroundings(true)).check(files));
    }

    /** Runs Serai in the current directory until it is stopped. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0) {
            System.exit(command(arguments, System.out));
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

    /** Lets the first lines of the log have the form of all others. What is wrong with the settings is told by the start. */
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

    /** Runs {@code check [DIR]}, {@code import FILE} or {@code simulate FILE}, and gives its exit code. */
    static int command(String[] arguments, PrintStream out) throws InterruptedException {
        if (arguments[0].equals("--version")) {
            out.println("Serai " + Version.number());
            return CheckCommand.FINE;
        }
        if (HELP.contains(arguments[0])) {
            System.out.println(USAGE);
            return CheckCommand.FINE;
        }
        if (arguments[0].equals("usage")) {
            return usage(List.of(arguments).subList(1, arguments.length), out);
        }
        if (arguments[0].equals("export") || arguments[0].equals("prompts")) {
            return prompts(arguments[0], List.of(arguments).subList(1, arguments.length), out);
        }
        if (arguments[0].equals("run")) {
            return run(List.of(arguments).subList(1, arguments.length), out);
        }
        if (FILES.contains(arguments[0]) && arguments.length != 2) {
            LOG.error("'{}' needs the name of one file: {} FILE\n{}", arguments[0], arguments[0], USAGE);
            return CheckCommand.CANNOT;
        }
        if (arguments[0].equals("import")) {
            return new ImportCommand(Path.of(SavedFiles.CATALOG), LocalDate.now(ZoneOffset.UTC))
                    .run(Path.of(arguments[1]), out);
        }
        if (arguments[0].equals("key")) {
            try {
                List<String> words = List.of(arguments).subList(1, arguments.length);
                return new KeyCommand(Path.of(""), settings(Path.of("")), out).run(words);
            } catch (StartException e) {
                LOG.error("The settings are wrong: {}", e.getMessage());
                return CheckCommand.CANNOT;
            }
        }
        if (arguments[0].equals("replay")) {
            try {
                List<String> words = List.of(arguments).subList(1, arguments.length);
                return new ReplayCommand(Path.of(""), settings(Path.of("")), out).run(words);
            } catch (StartException e) {
                LOG.error("The settings are wrong: {}", e.getMessage());
                return CheckCommand.CANNOT;
            }
        }
        if (arguments[0].equals("simulate")) {
            return simulate(Path.of(arguments[1]));
        }
        if (!arguments[0].equals("check") || arguments.length > 2) {
            LOG.error("Serai knows no '{}'.", String.join(" ", arguments));
            USAGE.lines().forEach(LOG::error);
            return CheckCommand.CANNOT;
        }
        Path directory = Path.of(arguments.length > 1 ? arguments[1] : "");
        try {
            // What is wrong with the settings is a finding like others, and the data belong to the one who runs there.
            Path nowhere = Path.of(System.getProperty("java.io.tmpdir"), "serai-check-that-is-not-there");
            byte[] settings =
                    ("serai.data = " + nowhere.toString().replace('\\', '/')).getBytes(StandardCharsets.UTF_8);
            Settings none = Settings.read(settings, Overrides.NONE);
            Serai serai = new Serai(directory, none, InstantSource.system());
            try {
                return new CheckCommand(new RouteCheck(serai.surroundings(false))).run(directory, out);
            } finally {
                serai.close();
            }
        } catch (StartException e) {
            LOG.error("Cannot check: {}", e.getMessage());
            return CheckCommand.CANNOT;
        }
    }

    private static int run(List<String> words, PrintStream out) throws InterruptedException {
        Path directory = Path.of("");
        try {
            return new RunCommand(directory, settings(directory), out, System.console() != null).run(words);
        } catch (StartException e) {
            LOG.error("Cannot run: {}", e.getMessage());
            return CheckCommand.CANNOT;
        }
    }

    private static int usage(List<String> words, PrintStream out) throws InterruptedException {
        Path directory = Path.of("");
        try {
            return new UsageCommand(directory, settings(directory)).run(words, out);
        } catch (StartException e) {
            LOG.error("Cannot report usage: {}", e.getMessage());
            return CheckCommand.CANNOT;
        }
    }

    private static int prompts(String what, List<String> words, PrintStream out) throws InterruptedException {
        Path directory = Path.of("");
        try {
            PromptsCommand command = new PromptsCommand(directory, settings(directory));
            return what.equals("export") ? command.export(words, out) : command.prompts(words, out);
        } catch (StartException e) {
            LOG.error("The settings are wrong: {}", e.getMessage());
            return CheckCommand.CANNOT;
        }
    }

    private static int simulate(Path file) throws InterruptedException {
        try (Simulator simulator = SimulateCommand.start(file, System.out)) {
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "stop"));
            new CountDownLatch(1).await();
            return CheckCommand.FINE;
        } catch (ScenarioException e) {
            LOG.error("Cannot simulate: {}", e.getMessage());
            return CheckCommand.CANNOT;
        }
    }

    private static Settings settings(Path directory) {
        Settings settings = Settings.read(SavedFiles.read(directory).properties(), Overrides.ofProcess());
        refuse(settings.mistakes());
        return settings;
    }

    private static void refuse(List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            throw new StartException(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        }
    }

    private Surroundings surroundings(boolean running) {
        SimpleRegistry registry = new Names();
        Lent lent = new Loan(settings, shipped, ClientRules.NONE, PromptFiles.NONE);
        lent.bind(registry, lent.newRouter(), () -> {
            throw new IllegalStateException("Nothing runs in a check");
        });
        Set<String> names = new TreeSet<>(registry.keySet());
        names.addAll(Revision.BEANS);
        return new Surroundings(
                names,
                shipped,
                libraries,
                catalog -> List.of(new LimitFunction(catalog)),
                Map.of("serai.dir", directory.toAbsolutePath().toString()),
                Overrides.ofProcess(),
                folder -> DefaultsFile.mistake(Dialects.SERVERS, folder)
                        .map(mistake -> new Finding(folder.toString(), mistake.line(), mistake.text())),
                running);
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
        http.refuseIfOpen();
        lock = DataLock.take(data);
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
                                                new KeyReport(clients.gate()),
                                                new RouteFiles(
                                                        revisions,
                                                        pages::edits,
                                                        new PromptsAdmin(
                                                                prompts,
                                                                server::mayStay,
                                                                new RoutesAdmin(revisions)))))))));
        operations.answerAt(server);
        pages.answerAt(server, revisions, operations::providers);
        new SelfService(server, new KeyReport(clients.gate())).answer();
        server.answer("/admin/usage", usages::answer);
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

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public ClassLoader libraries() {
        return libraries;
    }

    @Override
    public Lent lend(SavedFiles files) {
        try {
            Settings now = Settings.read(files.properties(), Overrides.ofProcess());
            refuse(now.valueMistakes());
            Loan loan = new Loan(now, catalog(files), rules(files), PromptFiles.of(files.prompts()));
            // The address is the one of the start, whatever the settings say now.
            http.withKeys(loan.client).refuseIfOpen();
            return loan;
        } catch (StartException e) {
            throw new RevisionException(String.valueOf(e.getMessage()).lines().toList());
        }
    }

    /** The keys of a setting. Those that were set and vanish with their line stay in force, until somebody writes that there are none. */
    private static List<String> kept(Settings now, String name, List<String> before) {
        List<String> keys = now.list(name);
        if (keys.isEmpty() && !before.isEmpty() && !now.isSet(name)) {
            LOG.warn(
                    "{} is gone from {}; the keys from before stay in force. Write '{} =' to do without keys",
                    name,
                    SavedFiles.PROPERTIES,
                    name);
            return before;
        }
        return keys;
    }

    private Catalog catalog(SavedFiles files) {
        Set<String> dialects =
                Dialects.CLIENTS.stream().map(ClientDialect::name).collect(Collectors.toSet());
        OwnCatalog own = OwnCatalog.read(files, shipped, dialects);
        if (!own.findings().isEmpty()) {
            throw new RevisionException(
                    own.findings().stream().map(Finding::toString).toList());
        }
        return own.catalog();
    }

    /** Those of the file; those from before where it is gone, so that nobody is let in by a file that vanishes. */
    private ClientRules rules(SavedFiles files) {
        ClientRules before = clients.keys().rules();
        if (files.clients().isEmpty()
                && !before.keys().isEmpty()
                && files.unreadable().isEmpty()) {
            LOG.warn(
                    "{} is gone; its client keys and limits stay in force. Save one that declares no keys to do"
                            + " without",
                    SavedFiles.CLIENTS);
            return before;
        }
        OwnClients own = OwnClients.read(files);
        if (!own.findings().isEmpty()) {
            throw new RevisionException(
                    own.findings().stream().map(Finding::toString).toList());
        }
        return own.rules();
    }

    private @Nullable Revision serving() {
        return revisions.serving();
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

    /** A registry of which only the names are wanted. */
    private static final class Names extends SimpleRegistry {
        private static final long serialVersionUID = 1L;

        @Override
        public void bindAsPrototype(String id, Class<?> type, Supplier<Object> bean) {
            bind(id, type, bean.get());
        }
    }

    /** What one revision gets. */
    private final class Loan implements Lent {
        private final Settings now;
        private final HttpSettings client;
        private final long cacheSize;
        private final LogSettings log;
        private final Catalog catalog;
        private final ClientRules rules;
        private final PromptFiles prompts;
        private final PromptRecords records;

        Loan(Settings now, Catalog catalog, ClientRules rules, PromptFiles prompts) {
            this.prompts = prompts;
            this.now = now;
            this.catalog = catalog;
            this.rules = rules;
            HttpSettings client = HttpSettings.of(now);
            HttpSettings before = kept;
            this.client = before == null
                    ? client
                    : client.withKeys(
                            kept(now, "serai.http.keys", before.keys()),
                            kept(now, "serai.admin.keys", before.adminKeys()),
                            kept(now, "serai.admin.viewers", before.viewerKeys()));
            this.cacheSize = now.bytes("serai.cache.size");
            this.log = LogSettings.of(now);
            this.records = PromptRecords.of(now);
        }

        @Override
        public Router newRouter() {
            return server.newRouter();
        }

        @Override
        public void apply() {
            kept = client;
            clients.keys().rules(rules);
            server.admit(client.keys(), client.viewerKeys(), client.adminKeys(), clients.ring());
            pages.apply(server, now);
            server.limit(client.limits());
            stopSettings = StopSettings.of(now);
            answers.limit(cacheSize);
            Bounds.set(now.bytes("serai.vendor.answer-limit"), now.bytes("serai.json.memory"));
            operations.set(log);
            records.apply(Serai.this.prompts);
        }

        @Override
        public List<String> afterRestart() {
            return now.afterRestart(settings);
        }

        @Override
        public void bind(Registry registry, Router router, Supplier<ModelNames> names) {
            registry.bind("catalog", catalog);
            registry.bind(PromptFiles.BEAN, prompts);
            registry.bind("acceptRequest", new Requests(Dialects.OPENAI, operations, new Templates(prompts)::fill));
            Serai.this.bind(now, client, registry, router, names);
        }

        @Override
        public void convert(TypeConverterRegistry converters) {
            new AsJson(Dialects.OPENAI_CLIENT, Dialects.OPENAI).register(converters);
        }

        @Override
        public LimitFunction limitFunction() {
            return new LimitFunction(catalog);
        }
    }

    private void bind(Settings now, HttpSettings client, Registry registry, Router router, Supplier<ModelNames> names) {
        HttpIngress http = new HttpIngress(
                vertx,
                Dialects.OPENAI,
                client.keepAlive(),
                client.patience(),
                server::client,
                server::caller,
                operations);
        registry.bind("platform-http-router-8080", server.forCamel(router, client.limits()));
        registry.bind("balances", balances);
        registry.bind("answers", answers);
        registry.bind("images", images);
        Dialects.CLIENTS.forEach(dialect -> registry.bind("client-" + dialect.name(), dialect));
        ModelList models = new ModelList(names);
        for (ServerDialect dialect : servers) {
            registry.bind(Dialects.bean("read", dialect.name(), "chat"), http.readChat(dialect));
            registry.bind(Dialects.bean("read", dialect.name(), "embedding"), http.readEmbedding(dialect));
            dialect.operations()
                    .forEach((name, operation) -> registry.bind(
                            Dialects.bean("answer", dialect.name(), name),
                            http.answer(dialect, operation, LISTS.contains(name) ? models::looked : models)));
        }
        registry.bind("explainRoute", http.answer(Dialects.OPENAI, operations.explanation(), models));
        registry.bind("acceptFeedback", http.answer(Dialects.OPENAI, new Feedback(prompts), models));
        registry.bind("answerNothing", (Processor) http::answerNothing);
        // The one path that two dialects share: only Anthropic's clients tell the version of their API there.
        registry.bind("speaksAnthropic", (Predicate)
                exchange -> exchange.getMessage().getHeader("anthropic-version") != null);
        registry.bind("writeAnswer", (Processor) http::write);
        registry.bind("writeError", (Processor) http::writeError);
        Jobs jobs = new Jobs(servers, client.limits().body(), now.list("serai.broker.replies"), operations);
        registry.bind("readJob", (Processor) jobs::read);
        registry.bind("writeJob", (Processor) jobs::write);
        registry.bind("writeReason", (Processor) jobs::writeReason);
        registry.bind("refuseSetAside", (Processor) jobs::refuseSetAside);
        jobbing.bind(registry, http, servers, intake, call -> clients.cost(call), operations);
        registry.bind("wholeFiles", new WholeFiles(intake, client.limits().body()));
        registry.bind("storageAway", intake.storage());
        registry.bind("broker", broker.connections());
        registry.bindAsPrototype("patience", LoadBalancer.class, () -> new PatientBalancer(patience));
        registry.bind("clock", clock);
        registry.bind("admitClient", new AdmitClient());
        registry.bind("takeQuota", new TakeQuota());
        registry.bind("readVendorAnswer", new VendorAnswer());
        registry.bind("demo", new DemoProvider(now.duration("serai.demo.pause")));
    }

    @Override
    public ProviderStates states() {
        return states;
    }

    @Override
    public Watchdog watchdog() {
        return watchdog;
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
            LOG.warn("{} has too little left for a key: {}", provider, balance);
        }
    }

    @Override
    public Balances balances() {
        return balances;
    }

    @Override
    public VendorHttp vendorHttp() {
        return vendorHttp;
    }

    @Override
    public FilesInProgress filesInProgress() {
        return filesInProgress;
    }

    /** Loads the files as they are now. */
    private void reload() {
        try {
            LOG.info("Revision {} serves", revisions.load().number());
        } catch (RevisionException e) {
            LOG.warn("The files are refused, the revision that serves goes on:");
            e.findings().forEach(finding -> LOG.warn("  {}", finding));
        }
    }

    /** Takes no new work, lets what runs end for as long as the settings say, and closes. */
    void stop() {
        Duration delay = stopSettings.delay();
        Duration timeout = stopSettings.timeout();
        operations.stopping();
        LOG.info(
                "Serai is stopping; what runs has up to {} s to end",
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
        int left = revisions.awaitIdle(timeout);
        jobbing.batches().awaitIdle(left > 0 ? Duration.ZERO : timeout);
        if (left > 0) {
            LOG.warn(
                    "{} calls, files and messages have not ended within {} s and are given up",
                    left,
                    timeout.toSeconds());
            operations.giveUpRequests(StoppingException.givenUp(clock.instant()));
            left = revisions.awaitIdle(LAST_WORDS);
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
            patience.close();
            Thread ending = Thread.ofPlatform().name("end").start(revisions::close);
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
            LOG.warn("Not everything stopped well: {}", e.toString());
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
