package io.serai;

import io.serai.catalog.Catalog;
import io.serai.demo.DemoProvider;
import io.serai.dialect.ServerDialect;
import io.serai.ingress.AdmitClient;
import io.serai.ingress.Requests;
import io.serai.ingress.http.AnswerHeaders;
import io.serai.ingress.http.HttpIngress;
import io.serai.ingress.job.Jobs;
import io.serai.ingress.job.WholeFiles;
import io.serai.ops.ModelList;
import io.serai.promptlog.Feedback;
import io.serai.prompts.PromptFiles;
import io.serai.prompts.Templates;
import io.serai.provider.TakeQuota;
import io.serai.provider.VendorAnswer;
import io.serai.routing.ModelNames;
import io.serai.routing.patience.PatientBalancer;
import io.serai.settings.Settings;
import io.vertx.ext.web.Router;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.processor.loadbalancer.LoadBalancer;

/** Gives a revision the beans that its routes refer to, group by group. */
final class Binding {
    /** Operations that report which models there are. */
    private static final Set<String> LISTS = Set.of("models", "tags", "show");

    private final Serai process;
    private final Settings now;
    private final HttpSettings client;
    private final Catalog catalog;
    private final PromptFiles prompts;
    private final Steps steps;

    Binding(Serai process, Settings now, HttpSettings client, Catalog catalog, PromptFiles prompts, Steps steps) {
        this.process = process;
        this.now = now;
        this.client = client;
        this.catalog = catalog;
        this.prompts = prompts;
        this.steps = steps;
    }

    void bind(Router router, Supplier<ModelNames> names) {
        HttpIngress http = new HttpIngress(
                process.vertx,
                Dialects.OPENAI,
                client.keepAlive(),
                client.patience(),
                process.server::client,
                process.server::caller,
                process.operations);
        http(http, router, new ModelList(names));
        jobs(http);
        pipeline();
        providers();
    }

    private void http(HttpIngress http, Router router, ModelList models) {
        steps.bind("platform-http-router-8080", process.server.forCamel(router, client.limits()));
        PlatformHttpComponent component = new PlatformHttpComponent();
        component.setHeaderFilterStrategy(new AnswerHeaders());
        steps.bind("platform-http-component", component);
        for (ServerDialect dialect : process.servers) {
            steps.bind(Dialects.bean("read", dialect.name(), "chat"), http.readChat(dialect));
            steps.bind(Dialects.bean("read", dialect.name(), "embedding"), http.readEmbedding(dialect));
            dialect.operations()
                    .forEach((name, operation) -> steps.bind(
                            Dialects.bean("answer", dialect.name(), name),
                            http.answer(dialect, operation, LISTS.contains(name) ? models::looked : models)));
        }
        steps.bind(
                "explainRoute",
                http.answer(
                        Dialects.OPENAI,
                        process.operations.explanation(
                                new PromptPreview(process.revisions()::serving, process.clients.keys())),
                        models));
        steps.bind("acceptFeedback", http.answer(Dialects.OPENAI, new Feedback(process.prompts), models));
        steps.step("answerNothing", http::answerNothing);
        // The one path that two dialects share: only Anthropic's clients name the version of their API there.
        steps.condition("speaksAnthropic", exchange -> exchange.getMessage().getHeader("anthropic-version") != null);
        steps.step("writeAnswer", http::write);
        steps.step("writeError", http::writeError);
    }

    private void jobs(HttpIngress http) {
        Jobs jobs =
                new Jobs(process.servers, client.limits().body(), now.list("serai.broker.replies"), process.operations);
        steps.step("readJob", jobs::read);
        steps.step("writeJob", jobs::write);
        steps.step("writeReason", jobs::writeReason);
        steps.step("refuseSetAside", jobs::refuseSetAside);
        process.jobbing.bind(steps, http, process.servers, process.intake, process.clients::cost, process.operations);
        steps.bind("wholeFiles", new WholeFiles(process.intake, client.limits().body()));
        steps.bind("storageAway", process.intake.storage());
        steps.bind("broker", process.broker.connections());
    }

    private void pipeline() {
        steps.bind(
                "acceptRequest",
                new Requests(
                        Dialects.OPENAI,
                        process.operations,
                        new Templates(prompts)::fill,
                        new KeyPrompts(process.clients.keys(), prompts)::put));
        steps.bind(PromptFiles.BEAN, prompts);
        steps.bind("admitClient", new AdmitClient());
        steps.bind("answers", process.answers);
        steps.bind("clock", process.clock);
        steps.each("patience", LoadBalancer.class, () -> new PatientBalancer(process.patience));
    }

    private void providers() {
        steps.bind("catalog", catalog);
        steps.bind("balances", process.balances);
        steps.bind("images", process.images);
        Dialects.CLIENTS.forEach(dialect -> steps.bind("client-" + dialect.name(), dialect));
        steps.bind("takeQuota", new TakeQuota());
        steps.bind("readVendorAnswer", new VendorAnswer());
        steps.bind("demo", new DemoProvider(now.duration("serai.demo.pause")));
    }
}
