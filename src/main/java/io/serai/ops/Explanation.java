package io.serai.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.catalog.Price;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.Clearance.Denial;
import io.serai.chat.ClientWishes;
import io.serai.chat.Failure;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.provider.Target;
import io.serai.provider.view.Outlook;
import io.serai.routing.ModelNames;
import io.serai.routing.ModelNames.Pool;
import io.serai.routing.TaskRouter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what would become of a chat request and why: its task, the pool, each candidate with price, quota and health. No vendor is called and
 * no quota used.
 */
public final class Explanation implements ServerDialect.Operation {
    private final ServerDialect dialect;
    private final Supplier<@Nullable Serving> serving;
    private final ClientView clients;
    private final PromptView prompts;

    /**
     * @param dialect in which requests come
     * @param serving what serves now; null while nothing does
     * @param clients what a client's own limits make of a request
     * @param prompts what the operator's prompts make of a request
     */
    public Explanation(
            ServerDialect dialect, Supplier<@Nullable Serving> serving, ClientView clients, PromptView prompts) {
        this.dialect = dialect;
        this.serving = serving;
        this.clients = clients;
        this.prompts = prompts;
    }

    @Override
    public byte[] answer(Inbound in, List<ModelEntry> models) {
        Serving now = serving.get();
        if (now == null) {
            throw new IllegalStateException("Nothing serves");
        }
        ChatRequest asked = dialect.readChat(in);
        String template = prompts.template(asked, in);
        ChatRequest request = prompts.filled(asked, in);
        String task = in.headers().getOrDefault("x-serai-task", "").strip();
        ModelNames names = now.names();
        TaskRouter.Route route =
                new TaskRouter(() -> names).route(request, new ClientWishes(task, "", true, true, Duration.ZERO));
        Pool pool = route.targets().isEmpty() ? names.pool(route.task()) : new Pool("named", route.targets());
        List<Outlook> candidates = pool.targets().stream()
                .map(target -> now.providers().outlook(target, request.withModel(target.model())))
                .toList();
        ChatRequest instructed = prompts.instructed(request, in.caller());
        String named = route.targets().isEmpty() ? route.task() : "";
        ChatException general = clients.refusal(in.caller(), instructed);
        List<@Nullable Denial> denials = new ArrayList<>();
        for (Target target : pool.targets()) {
            denials.add(clients.denial(in.caller(), instructed, target.toString(), named));
        }
        List<Outlook> seen = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Denial denial = denials.get(i);
            Outlook outlook = candidates.get(i);
            seen.add(denial == null ? outlook : outlook.denied(denial.why(), denial.kind(), denial.until()));
        }
        Refusal refusal =
                general != null ? new Refusal(general.status(), general.code(), general.reason()) : ofAll(denials);
        Told told = new Told(template, prompts.systemPrompts(in.caller(), named));
        return Json.write(json -> write(json, request, route, pool, seen, now, refusal, told));
    }

    /** What the client would be told for its own limits. */
    private record Refusal(int status, String code, String message) {}

    /** The refusal by limits for targets alone, where they keep the request from each of them; null if one may be asked. */
    private static @Nullable Refusal ofAll(List<@Nullable Denial> denials) {
        List<Failure> kinds = new ArrayList<>();
        StringBuilder why = new StringBuilder();
        for (Denial denial : denials) {
            if (denial == null) {
                return null;
            }
            kinds.add(denial.kind());
            if (why.indexOf(denial.why()) < 0) {
                why.append(why.isEmpty() ? "" : "; ").append(denial.why());
            }
        }
        if (kinds.isEmpty()) {
            return null;
        }
        Failure told = Failure.of(kinds);
        return new Refusal(told.status(), told.code(), why.toString());
    }

    /** What models would be told besides what the client says. */
    private record Told(String template, List<PromptView.Applied> system) {}

    private static void write(
            JsonGenerator json,
            ChatRequest request,
            TaskRouter.Route route,
            Pool pool,
            List<Outlook> candidates,
            Serving now,
            @Nullable Refusal refusal,
            Told told)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("model", request.model());
        json.writeStringField("task", route.task());
        json.writeNumberField("complexity", Math.round(route.complexity() * 100) / 100.0);
        if (route.targets().isEmpty()) {
            json.writeStringField("pool", "pool-" + route.task());
        }
        json.writeStringField("strategy", pool.strategy());
        Target first = candidates.stream()
                .filter(Outlook::free)
                .map(Outlook::target)
                .filter(target -> isReal(target, now))
                .findFirst()
                .orElse(null);
        if (first != null) {
            json.writeStringField("first", first.toString());
        }
        if (first == null) {
            failure(json, candidates);
        }
        if (refusal != null) {
            json.writeObjectFieldStart("refusal");
            json.writeNumberField("status", refusal.status());
            json.writeStringField("code", refusal.code());
            json.writeStringField("message", refusal.message());
            json.writeEndObject();
        }
        prompts(json, told);
        json.writeNumberField("revision", now.revision());
        json.writeArrayFieldStart("candidates");
        for (Outlook candidate : candidates) {
            candidate(json, candidate, now);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void prompts(JsonGenerator json, Told told) throws IOException {
        if (!told.template().isEmpty()) {
            json.writeStringField("template", told.template());
        }
        if (!told.system().isEmpty()) {
            json.writeArrayFieldStart("systemPrompts");
            for (PromptView.Applied one : told.system()) {
                json.writeStartObject();
                json.writeStringField("of", one.of());
                json.writeStringField("mode", one.mode());
                json.writeStringField("text", one.text());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    /** What the client would be told if none can answer, as far as the candidates show. */
    private static void failure(JsonGenerator json, List<Outlook> candidates) throws IOException {
        List<Failure> failures = candidates.stream()
                .map(Outlook::failure)
                .filter(Objects::nonNull)
                .toList();
        if (!failures.isEmpty()) {
            Failure told = Failure.of(failures);
            json.writeObjectFieldStart("failure");
            json.writeNumberField("status", told.status());
            json.writeStringField("code", told.code());
            json.writeBooleanField("lasting", told.lasting());
            json.writeEndObject();
        }
    }

    private static void candidate(JsonGenerator json, Outlook candidate, Serving now) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", candidate.target().toString());
        boolean standIn = !isReal(candidate.target(), now);
        json.writeBooleanField("canAnswer", candidate.free() && !standIn);
        if (candidate.obstacle() != null) {
            json.writeStringField("passedOver", candidate.obstacle());
        } else if (standIn) {
            json.writeStringField("passedOver", "it answers only while no other target is on");
        }
        if (candidate.until() != null) {
            json.writeStringField("until", candidate.until().toString());
        }
        Price price = candidate.price();
        if (price != null) {
            json.writeObjectFieldStart("price");
            json.writeStringField("currency", "USD");
            json.writeNumberField("inPerMillionTokens", price.in());
            json.writeNumberField("outPerMillionTokens", price.out());
            json.writeEndObject();
        }
        json.writeNumberField("quotaLeft", Math.round(candidate.share() * 1000) / 1000.0);
        json.writeNumberField("running", candidate.running());
        if (candidate.firstMillis() != null) {
            json.writeNumberField("firstMillis", Math.round(candidate.firstMillis()));
        }
        json.writeEndObject();
    }

    private static boolean isReal(Target target, Serving now) {
        return !target.standsIn() || !now.providers().anyOn();
    }
}
