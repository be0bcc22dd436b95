package io.serai;

import io.serai.cache.CacheReport;
import io.serai.catalog.Price;
import io.serai.dialect.Json;
import io.serai.ingress.http.OffLoop;
import io.serai.ingress.http.OperatorQuery;
import io.serai.ops.Savings;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cache over HTTP: {@code GET /admin/cache} reports what it holds and has saved, {@code DELETE /admin/cache} forgets all of it, or what
 * fits {@code client}, {@code task} and {@code model}. All other requests go on.
 */
final class CacheAdmin implements Handler<HttpServerRequest> {
    private static final String PATH = "/admin/cache";
    private static final List<String> FILTERS = List.of("client", "task", "model");
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final CacheReport cache;
    private final Function<String, @Nullable Price> prices;
    private final Handler<HttpServerRequest> others;

    /** @param prices what a target's model costs now; null if nobody knows */
    CacheAdmin(CacheReport cache, Function<String, @Nullable Price> prices, Handler<HttpServerRequest> others) {
        this.cache = cache;
        this.prices = prices;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!request.path().equals(PATH)) {
            others.handle(request);
        } else if (OperatorQuery.hasBody(request)) {
            answer(request, 400, Map.of("error", PATH + " takes no body; write what to forget into the query."));
        } else if (READS.contains(request.method())) {
            look(request);
        } else if (HttpMethod.DELETE.equals(request.method())) {
            // It looks at every entry, for which the event loop must not wait.
            OffLoop.answer(request, () -> forget(request));
        } else {
            request.response().putHeader("allow", "GET, HEAD, DELETE");
            answer(request, 405, Map.of("error", "GET and DELETE are there."));
        }
    }

    private void look(HttpServerRequest request) {
        try {
            OperatorQuery.parameters(request, List.of());
            answer(request, 200, report());
        } catch (IllegalArgumentException e) {
            answer(request, 400, Map.of("error", String.valueOf(e.getMessage())));
        }
    }

    private Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        CacheReport.Place memory = cache.memory();
        report.put("memory", Map.of("entries", memory.entries(), "bytes", memory.bytes(), "evicted", memory.evicted()));
        CacheReport.Place behind = cache.behind();
        if (behind.isThere()) {
            report.put(behind.kind(), report(behind));
        }
        report.put("underWay", cache.underWay());
        report.put("waiting", cache.waiting());
        Map<String, Object> tasks = new LinkedHashMap<>();
        cache.tasks().forEach((name, task) -> {
            Map<String, Object> counts = new LinkedHashMap<>();
            counts.put("hits", task.hits());
            if (behind.isThere()) {
                counts.put(behind.kind(), task.behind());
            }
            if (task.similar() > 0) {
                counts.put("similar", task.similar());
            }
            counts.put("shared", task.shared());
            counts.put("misses", task.misses());
            counts.put("rate", Math.round(task.rate() * 1000) / 1000.0);
            tasks.put(name, counts);
        });
        report.put("tasks", tasks);
        report.put("saved", saved());
        return report;
    }

    /** What is not known of the place is left out. */
    private static Map<String, Object> report(CacheReport.Place place) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("entries", place.entries());
        report.put("bytes", place.bytes());
        report.put("evicted", place.evicted());
        report.put("damaged", place.damaged());
        report.put("dropped", place.dropped());
        report.put("failed", place.failed());
        report.values().removeIf(count -> count.equals(-1L));
        if (!place.trouble().isEmpty()) {
            report.put("trouble", place.trouble());
        }
        return report;
    }

    private Map<String, Object> saved() {
        Savings savings = Savings.of(cache, prices);
        Map<String, Object> saved = new LinkedHashMap<>();
        saved.put("inputTokens", savings.inputTokens());
        saved.put("outputTokens", savings.outputTokens());
        saved.put("dollars", Json.plain(BigDecimal.valueOf(savings.nanos(), 9)));
        saved.put("unpricedTokens", savings.unpricedTokens());
        return saved;
    }

    private void forget(HttpServerRequest request) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : request.params()) {
            String name = parameter.getKey().equals("key") ? "client" : parameter.getKey();
            if (!FILTERS.contains(name)
                    || parameter.getValue().isBlank()
                    || wanted.put(name, parameter.getValue()) != null) {
                answer(
                        request,
                        400,
                        Map.of(
                                "error",
                                "'" + name
                                        + "' is wrong: client, task and model may be there, once, with a value;"
                                        + " without them all is forgotten."));
                return;
            }
        }
        long count = cache.forget(
                wanted.getOrDefault("client", ""), wanted.getOrDefault("task", ""), wanted.getOrDefault("model", ""));
        answer(request, 200, Map.of("forgotten", count));
    }

    private static void answer(HttpServerRequest request, int status, Map<String, Object> body) {
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.write(body)));
    }
}
