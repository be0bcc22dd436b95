package io.serai;

import io.serai.cache.CacheReport;
import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.Clearance;
import io.serai.clients.ClientGate;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.http.HttpIngress;
import io.serai.ingress.http.HttpServer;
import io.serai.ingress.http.OffLoop;
import io.serai.ingress.job.BatchLines;
import io.serai.ingress.job.Jobs;
import io.serai.ops.ClientView;
import io.serai.ops.Explanation;
import io.serai.ops.Health;
import io.serai.ops.Metrics;
import io.serai.ops.PromptView;
import io.serai.ops.ProvidersReport;
import io.serai.ops.RequestLog;
import io.serai.ops.RunningCalls;
import io.serai.ops.Serving;
import io.serai.ops.log.LineEncoder;
import io.serai.provider.balance.Known;
import io.serai.provider.view.ProviderViews;
import io.serai.revision.Revision;
import io.serai.revision.Revisions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Metrics, the log of requests, and health, put together. */
final class Operations implements CallObserver, AutoCloseable {
    private static final String JSON = "application/json";
    private static final Set<String> GIVEN_UP = Set.of(HttpIngress.INGRESS, BatchLines.INGRESS);
    private static final Set<String> JOBS = Set.of(Jobs.FOLDER, Jobs.QUEUE);
    private static final long STUCK_MILLIS = 5_000;

    private final Supplier<@Nullable Revisions> revisions;
    private final ClientGate clients;
    private final List<CallObserver> observers;
    private volatile BiFunction<String, String, @Nullable Known> balances = (provider, key) -> null;
    private final RequestLog log;
    private final Metrics metrics;
    private final Health health = new Health(this::serving);
    private final RunningCalls running = new RunningCalls();
    private final ProvidersReport providers = new ProvidersReport(this::serving);

    /**
     * @param clients lets calls in within what their clients may use
     * @param observers write down what calls use and say, and keep the last ones for those who look
     */
    Operations(
            Supplier<@Nullable Revisions> revisions,
            InstantSource clock,
            ClientGate clients,
            List<CallObserver> observers) {
        this.observers = observers;
        this.clients = clients;
        this.revisions = revisions;
        this.log = new RequestLog(clock);
        this.metrics = new Metrics(this::serving, log::dropped);
        metrics.watchLimits(clients::namedStates);
    }

    /** Has the metrics report on the cache, too. */
    void watch(CacheReport cache, Function<String, @Nullable Price> prices) {
        metrics.watch(cache, prices);
        health.watch("cache", () -> !cache.behind().trouble().isEmpty());
    }

    /** Has the metrics report on the page, too. */
    void watch(Pages pages) {
        metrics.watchViewers(pages::viewers);
    }

    /** Has health and metrics report on the database, too. */
    void watch(Usages usages) {
        BooleanSupplier away = () -> !usages.store().trouble().isEmpty();
        health.watch("store", away);
        metrics.watchStore(away, usages::withoutRow);
        metrics.watchSpent(usages::spentMost);
    }

    /**
     * Tells what would become of a request.
     *
     * @param prompts what the operator's prompts make of it
     */
    ServerDialect.Operation explanation(PromptView prompts) {
        return new Explanation(Dialects.OPENAI, this::serving, new Limits(clients), prompts);
    }

    /** What the gate of clients makes of requests that are not sent. */
    private record Limits(ClientGate gate) implements ClientView {
        @Override
        public @Nullable ChatException refusal(Caller caller, ChatRequest request) {
            return gate.refusal(caller, request);
        }

        @Override
        public Clearance.@Nullable Denial denial(Caller caller, ChatRequest request, String target, String pool) {
            return gate.denial(caller, request, target, pool);
        }
    }

    /** What has happened to providers, as JSON. */
    byte[] providers() {
        return providers.happened();
    }

    /** Shows from now on what is known of accounts. */
    void show(BiFunction<String, String, @Nullable Known> known) {
        balances = known;
    }

    /** Answers at the paths of its own, whatever the routes say. */
    void answerAt(HttpServer server) {
        server.answer("/health", this::lives);
        server.answer("/admin/providers", request -> answer(request, JSON, new Health.Report(200, providers.json())));
        server.answer("/health/ready", request -> answer(request, JSON, health.ready()));
        // Collecting takes a moment, for which the event loop must not wait.
        server.answer(
                "/metrics",
                request -> OffLoop.answer(
                        request, () -> answer(request, Metrics.CONTENT_TYPE, new Health.Report(200, metrics.text()))));
    }

    /** Runs what every request runs, a virtual thread among the workers: where that does not come back in time, nothing is answered. */
    private void lives(HttpServerRequest request) {
        Vertx vertx = Vertx.currentContext().owner();
        AtomicBoolean answered = new AtomicBoolean();
        long late = vertx.setTimer(STUCK_MILLIS, timer -> {
            if (answered.compareAndSet(false, true)) {
                answer(request, JSON, health.stuck());
            }
        });
        var unused = vertx.executeBlocking(health::alive, false).onComplete(done -> {
            vertx.cancelTimer(late);
            if (answered.compareAndSet(false, true)) {
                answer(request, JSON, done.succeeded() ? done.result() : health.stuck());
            }
        });
    }

    private static void answer(HttpServerRequest request, String type, Health.Report report) {
        HttpServerResponse response = request.response()
                .setStatusCode(report.status())
                .putHeader("content-type", type)
                .putHeader("cache-control", "no-store")
                .putHeader("content-length", Integer.toString(report.body().length));
        // Over HTTP/2 Vert.x would send a body with it.
        boolean head = request.method() == HttpMethod.HEAD;
        var unused = head ? response.end() : response.end(Buffer.buffer(report.body()));
    }

    /** Reports from now on that Serai is not ready. */
    void stopping() {
        health.stopping();
    }

    /** Ends the calls over HTTP that are under way, each with an error for its client, and those for lines of batches. */
    void giveUpRequests(ChatException why) {
        running.giveUp(call -> GIVEN_UP.contains(call.report().origin().ingress()), why);
    }

    /** How many files and messages wait for a limit, so that they can go back to where they were. */
    int idleJobs() {
        return running.count(call ->
                call.waiting().idle() && JOBS.contains(call.report().origin().ingress()));
    }

    /** Lets the log be as the settings want it. */
    void set(LogSettings settings) {
        log.set(settings.form(), settings.prompts());
        LineEncoder.useJson(settings.form() == RequestLog.Form.JSON);
    }

    private @Nullable Serving serving() {
        Revisions all = revisions.get();
        Revision revision = all == null ? null : all.serving();
        return revision == null
                ? null
                : new Serving(revision.number(), revision.names(), new ProviderViews(revision.providers(), balances));
    }

    @Override
    public void begun(Call call) {
        clients.begun(call);
        running.begun(call);
        metrics.begun(call);
    }

    @Override
    public void ended(Call call) {
        clients.ended(call);
        observers.forEach(observer -> observer.ended(call));
        running.ended(call);
        log.ended(call);
        metrics.ended(call);
    }

    @Override
    public void deferred(Call call) {
        clients.deferred(call);
        observers.forEach(observer -> observer.deferred(call));
        running.deferred(call);
        metrics.deferred(call);
    }

    @Override
    public void close() {
        log.close();
    }
}
