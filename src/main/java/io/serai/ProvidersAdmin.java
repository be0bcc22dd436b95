package io.serai;

import io.serai.dialect.Json;
import io.serai.ingress.http.OperatorQuery;
import io.serai.provider.Providers;
import io.serai.provider.recovery.ProviderDesk;
import io.serai.settings.Kind;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operator's requests about providers: {@code POST /admin/providers/NAME/wake}, {@code .../keys/ALIAS/wake} and {@code .../models/MODEL/wake}
 * let what rests be asked again at once; {@code .../rest} and {@code .../keys/ALIAS/rest} with {@code {"for": "10m"}} let keys rest; {@code
 * .../probe} asks the vendor for something that uses no quota. All other requests go on.
 */
final class ProvidersAdmin implements Handler<HttpServerRequest> {
    private static final Pattern PATH =
            Pattern.compile("/admin/providers/([^/]+)(?:/keys/([^/]+)|/models/(.+))?/(wake|rest|probe)");
    private static final Duration USUAL = Duration.ofMinutes(10);
    private static final int LARGEST = 4 << 10;

    private final Supplier<Providers> providers;
    private final Handler<HttpServerRequest> others;

    ProvidersAdmin(Supplier<Providers> providers, Handler<HttpServerRequest> others) {
        this.providers = providers;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            others.handle(request);
        } else if (!request.method().name().equals("POST")) {
            request.response().putHeader("allow", "POST");
            answer(request, 405, Map.of("error", "This path takes POST only"));
        } else {
            // States are guarded by locks, for which the event loop must not wait.
            OperatorQuery.read(request, LARGEST, body -> act(request, path, body));
        }
    }

    private void act(HttpServerRequest request, Matcher path, byte[] body) {
        Map<String, Object> fields;
        try {
            OperatorQuery.parameters(request, List.of());
            fields = OperatorQuery.fields(body, path.group(4).equals("rest") ? List.of("for") : List.of());
        } catch (IllegalArgumentException e) {
            answer(request, 400, Map.of("error", String.valueOf(e.getMessage())));
            return;
        }
        try {
            String provider = decoded(path.group(1));
            String key = path.group(2) == null ? null : decoded(path.group(2));
            String model = path.group(3) == null ? null : decoded(path.group(3));
            switch (path.group(4)) {
                case "wake" -> answer(request, 200, Map.of("awake", wake(provider, key, model)));
                case "rest" -> rest(request, provider, key, model, fields.get("for"));
                default -> probe(request, provider, key, model);
            }
        } catch (IllegalArgumentException e) {
            answer(request, 404, Map.of("error", String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String wake(String provider, @Nullable String key, @Nullable String model) {
        ProviderDesk desk = new ProviderDesk(providers.get());
        return key != null
                ? desk.wakeKey(provider, key)
                : model != null ? desk.wakeModel(provider, model) : desk.wake(provider);
    }

    private void rest(
            HttpServerRequest request,
            String provider,
            @Nullable String key,
            @Nullable String model,
            @Nullable Object wanted) {
        Duration time = time(wanted);
        if (model != null || time == null) {
            answer(
                    request,
                    400,
                    Map.of(
                            "error",
                            "A provider or a key rests for up to 1h, such as {\"for\": \"10m\"}; to leave out a model,"
                                    + " take its line out of the pools."));
            return;
        }
        answer(request, 200, Map.of("rests", new ProviderDesk(providers.get()).rest(provider, key, time)));
    }

    private static @Nullable Duration time(@Nullable Object wanted) {
        try {
            Duration time = wanted == null ? USUAL : Kind.duration(wanted.toString());
            return time.isZero() || time.compareTo(ProviderDesk.LONGEST) > 0 ? null : time;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void probe(HttpServerRequest request, String provider, @Nullable String key, @Nullable String model)
            throws InterruptedException {
        if (key != null || model != null) {
            answer(request, 404, Map.of("error", "POST /admin/providers/NAME/probe asks with all keys of a provider"));
            return;
        }
        List<Map<String, Object>> keys = new ProviderDesk(providers.get())
                .probe(provider).stream()
                        .map(one -> {
                            Map<String, Object> fields = new LinkedHashMap<>();
                            fields.put("key", one.key());
                            fields.put("status", one.status());
                            if (!one.why().isEmpty()) {
                                fields.put("error", one.why());
                            }
                            return fields;
                        })
                        .toList();
        answer(request, 200, Map.of("provider", provider, "keys", keys));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void answer(HttpServerRequest request, int status, Map<String, Object> body) {
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(Buffer.buffer(Json.write(body)));
    }
}
