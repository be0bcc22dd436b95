package io.serai.ops;

import io.serai.dialect.Json;
import io.serai.provider.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports if the process lives, and if it can do its work. Tells no names, since everybody may ask. */
public final class Health {
    private static final byte[] STUCK =
            "{\"status\":\"stuck\",\"why\":\"no thread was free within 5 s\"}".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<@Nullable Serving> serving;
    private final Map<String, BooleanSupplier> aways = new ConcurrentSkipListMap<>();
    private volatile boolean stopping;

    /** @param serving what serves now; null while nothing does */
    public Health(Supplier<@Nullable Serving> serving) {
        this.serving = serving;
    }

    /** Reports from now on that Serai is not ready, since it stops. */
    public void stopping() {
        stopping = true;
    }

    /**
     * Has it name a part that requests can do without while it is away.
     *
     * @param part a word such as {@code store}
     */
    public void watch(String part, BooleanSupplier away) {
        aways.put(part, away);
    }

    /** While anything can be answered at all, this is. It names the parts that are away, for nobody restarts Serai for those. */
    public Report alive() {
        List<String> away = aways.keySet().stream()
                .filter(part -> Objects.requireNonNull(aways.get(part)).getAsBoolean())
                .toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "ok");
        body.put("version", Version.number());
        if (!away.isEmpty()) {
            body.put("away", away);
        }
        return new Report(200, Json.write(body));
    }

    /** No thread was free for a request in time. */
    public Report stuck() {
        return new Report(503, STUCK);
    }

    /** 200 while a revision serves and one of its targets is well, though its limit may be used up for now; else 503 and why. */
    public Report ready() {
        Serving now = serving.get();
        if (stopping) {
            return report(null, 0, 0, "Serai is stopping");
        }
        if (now == null) {
            return report(null, 0, 0, "no revision serves yet");
        }
        boolean real = now.providers().anyOn();
        List<Target> targets = new ArrayList<>(now.names().targets());
        // It stands in only while nothing else is on.
        targets.removeIf(target -> real && target.standsIn());
        Set<String> listed = targets.stream().map(Target::provider).collect(Collectors.toSet());
        // Of a server that lists no models any may be asked for.
        now.providers().on().stream()
                .filter(provider -> !listed.contains(provider))
                .forEach(provider -> targets.add(new Target(provider, "*")));
        long ready = targets.stream().filter(now.providers()::isWell).count();
        String why = ready > 0
                ? ""
                : targets.isEmpty()
                        ? "no target is on"
                        : "no target can be asked now: keys rest, or vendors are unwell;"
                                + " serai_target_ready in GET /metrics shows which";
        return report(now.revision(), targets.size(), ready, why);
    }

    private static Report report(@Nullable Integer revision, int targets, long ready, String why) {
        byte[] body = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("status", why.isEmpty() ? "ready" : "not ready");
            if (!why.isEmpty()) {
                json.writeStringField("why", why);
            }
            json.writeStringField("version", Version.number());
            if (revision != null) {
                json.writeNumberField("revision", revision);
                json.writeNumberField("targetsOn", targets);
                json.writeNumberField("targetsReady", ready);
            }
            json.writeEndObject();
        });
        return new Report(why.isEmpty() ? 200 : 503, body);
    }

    /**
     * What to answer.
     *
     * @param body JSON
     */
    public record Report(int status, byte[] body) {}
}
