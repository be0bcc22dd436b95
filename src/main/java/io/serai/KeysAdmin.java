package io.serai;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyDesk;
import io.serai.clients.KeyDesk.Made;
import io.serai.clients.KeyReport;
import io.serai.clients.KeyReport.Seen;
import io.serai.clients.KeyWishes;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.ingress.http.JsonReply;
import io.serai.ingress.http.OffLoop;
import io.serai.ingress.http.OperatorQuery;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Client keys over HTTP: {@code GET} and {@code POST /admin/keys}, {@code GET}, {@code PATCH} and {@code DELETE /admin/keys/ID}, {@code POST
 * /admin/keys/ID/rotate}, {@code .../on} and {@code .../off}. All other requests go on.
 */
final class KeysAdmin implements Handler<HttpServerRequest> {
    private static final Pattern PATH = Pattern.compile(
            "/admin/keys(?:/([^/]+)(?:/(rotate|on|off))?)?/?|/key/(generate|update|delete|block|unblock|list)"
                    + "|/api/v1/keys(?:/([^/]+))?/?");
    private static final int LARGEST = 256 << 10;

    private final KeyDesk desk;
    private final KeyReport report;
    private final Handler<HttpServerRequest> others;

    /** @param report what is used of each key's limits, which {@code ?used=true} adds to the list */
    KeysAdmin(KeyDesk desk, KeyReport report, Handler<HttpServerRequest> others) {
        this.desk = desk;
        this.report = report;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            others.handle(request);
            return;
        }
        boolean reads = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= LARGEST) {
                body.appendBuffer(part);
            }
        });
        // Keys are written to the disk, for which the event loop must not wait.
        request.endHandler(end -> OffLoop.answer(request, () -> answer(request, path, reads, body.getBytes())));
    }

    private void answer(HttpServerRequest request, Matcher path, boolean reads, byte[] body) {
        try {
            if (body.length > LARGEST) {
                throw KeyWishes.tooLarge();
            }
            String id = decoded(path.group(1));
            String repeated = request.headers().contains("idempotency-key") ? request.getHeader("idempotency-key") : "";
            Map<String, Object> fields = body.length == 0 ? Map.of() : fields(body);
            String shim = path.group(3);
            refuseUnread(request, fields, reads || isTurned(path.group(2)));
            Map<String, String> query = query(request, path);
            Object answer = request.path().startsWith("/api/")
                    ? openRouter(request, decoded(path.group(4)), fields, query, repeated)
                    : shim != null
                            ? shim(request, shim, fields, query, repeated)
                            : id == null
                                    ? all(request, fields, repeated, OperatorQuery.truth(query, "deleted"))
                                    : one(request, id, path.group(2), fields, repeated);
            boolean created = answer instanceof Made made && made.created() || isMadeByOpenRouter(request);
            String changed = reads ? "" : changed(answer);
            if (!changed.isEmpty()) {
                // The audit says so, too.
                request.response().putHeader("location", "/admin/keys/" + changed);
            }
            JsonReply.send(request, created ? 201 : 200, json(answer, OperatorQuery.truth(query, "used")));
        } catch (ClientException e) {
            JsonReply.send(request, e.status(), Map.of("error", e.reason()));
        } catch (MalformedException e) {
            JsonReply.send(request, 400, Map.of("error", "The body is no JSON object: " + e.getMessage()));
        } catch (IllegalArgumentException e) {
            JsonReply.send(request, 404, Map.of("error", "There is no client key of that name."));
        }
    }

    /** The ids of the keys that were made or changed, as far as the path does not name them. */
    private static String changed(Object answer) {
        return switch (answer) {
            case Made made -> made.key().id();
            case Map<?, ?> map when map.get("token") instanceof String id -> id;
            case Map<?, ?> map
            when map.get("deleted_keys") instanceof List<?> ids ->
                ids.stream().map(String::valueOf).collect(Collectors.joining(","));
            case Map<?, ?> map
            when map.get("data") instanceof Map<?, ?> data && data.get("hash") instanceof String id -> id;
            default -> "";
        };
    }

    private static boolean isTurned(@Nullable String verb) {
        return "on".equals(verb) || "off".equals(verb);
    }

    /** Refuses fields where none are read. */
    private static void refuseUnread(HttpServerRequest request, Map<String, Object> fields, boolean takesNone) {
        boolean none = takesNone || HttpMethod.DELETE.equals(request.method());
        if (none && !fields.isEmpty()) {
            throw new ClientException(
                    400,
                    "`" + fields.keySet().iterator().next() + "` is no field of " + request.method() + ' '
                            + request.path() + ", which takes no body.");
        }
    }

    /** The query parameters, of which others than these are refused. */
    private static Map<String, String> query(HttpServerRequest request, Matcher path) {
        boolean list = path.group(1) == null;
        boolean get = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        List<String> known = !get
                ? List.of()
                : request.path().startsWith("/api/")
                        ? path.group(4) == null ? List.of("offset", "include_disabled") : List.of()
                        : path.group(3) != null ? LiteLlmKeys.LIST : list ? List.of("deleted", "used") : List.of();
        try {
            Map<String, String> query = OperatorQuery.parameters(request, known);
            List.of("deleted", "used", "include_disabled", "return_full_object")
                    .forEach(name -> OperatorQuery.truth(query, name));
            return query;
        } catch (IllegalArgumentException e) {
            throw new ClientException(400, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> fields(byte[] body) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (Json.parseWritten(body) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(String.valueOf(name), value));
            return fields;
        }
        throw new MalformedException("Expected {...}", null);
    }

    private Object shim(
            HttpServerRequest request,
            String verb,
            Map<String, Object> fields,
            Map<String, String> query,
            String repeated) {
        if (!request.method().name().equals(verb.equals("list") ? "GET" : "POST")) {
            throw KeyWishes.notThere();
        }
        return new LiteLlmKeys(desk, report).answer(verb, fields, query, repeated);
    }

    private static @Nullable String decoded(@Nullable String part) {
        return part == null ? null : URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isMadeByOpenRouter(HttpServerRequest request) {
        return request.path().startsWith("/api/") && HttpMethod.POST.equals(request.method());
    }

    private Object openRouter(
            HttpServerRequest request,
            @Nullable String id,
            Map<String, Object> fields,
            Map<String, String> query,
            String repeated) {
        OpenRouterKeys shim = new OpenRouterKeys(desk, report);
        String method = request.method().name();
        if (id != null) {
            return shim.one(method, id, fields);
        }
        String offset = query.getOrDefault("offset", "0");
        if (!offset.matches("\\d{1,6}")) {
            throw new ClientException(400, "'offset' must be a whole number from 0.");
        }
        return shim.all(
                method, fields, repeated, Integer.parseInt(offset), OperatorQuery.truth(query, "include_disabled"));
    }

    private Object all(HttpServerRequest request, Map<String, Object> fields, String repeated, boolean deleted) {
        return switch (request.method().name()) {
            case "GET", "HEAD" -> desk.list(deleted);
            case "POST" -> desk.create(fields, repeated);
            default -> throw KeyWishes.notThere();
        };
    }

    private Object one(
            HttpServerRequest request, String id, @Nullable String verb, Map<String, Object> fields, String repeated) {
        String method = request.method().name();
        if (verb == null) {
            return switch (method) {
                case "GET", "HEAD" -> desk.get(id);
                case "PATCH" -> desk.change(id, fields);
                case "DELETE" -> desk.delete(id);
                default -> throw KeyWishes.notThere();
            };
        }
        if (!method.equals("POST")) {
            throw KeyWishes.notThere();
        }
        return verb.equals("rotate")
                ? desk.rotate(id, KeyWishes.grace(fields), repeated)
                : desk.turn(id, verb.equals("on"));
    }

    /** @param seen what is used of its limits; null if that is not asked for */
    private Map<String, Object> listed(ClientKey key, @Nullable Seen seen) {
        Map<String, Object> shown = desk.shown(key);
        if (seen == null) {
            return shown;
        }
        Map<String, Object> all = new LinkedHashMap<>(shown);
        Map<String, Object> used = report.json(seen);
        all.put("spent", used.get("spent"));
        all.put("used", used.get("limits"));
        return all;
    }

    private Map<String, Object> list(List<ClientKey> keys, boolean used) {
        Map<String, Seen> seen = new HashMap<>();
        if (used) {
            report.of(keys.stream()
                            .filter(key -> key.deleted() == null)
                            .map(ClientKey::caller)
                            .toList())
                    .forEach(one -> seen.put(one.caller().key(), one));
        }
        return Map.of(
                "keys",
                keys.stream().map(key -> listed(key, seen.get(key.id()))).toList());
    }

    private Object json(Object answer, boolean used) {
        return switch (answer) {
            case Made made -> desk.shown(made);
            case ClientKey key -> desk.shown(key);
            case List<?> list -> list(list.stream().map(ClientKey.class::cast).toList(), used);
            default -> answer;
        };
    }
}
