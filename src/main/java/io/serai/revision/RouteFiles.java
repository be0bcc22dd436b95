package io.serai.revision;

import io.serai.ingress.http.JsonReply;
import io.serai.ingress.http.OperatorQuery;
import io.serai.provider.Provider;
import io.serai.revision.check.Finding;
import io.serai.revision.check.SavedFiles;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of pools and providers over HTTP, for the edit box: {@code GET /admin/routes/files} names them, {@code GET
 * /admin/routes/file?name=} shows one, {@code PUT} saves it if the check finds nothing new, {@code POST /admin/routes/file/check?name=} only
 * checks. Keys that stand in a file are not shown. All other requests go on.
 */
public final class RouteFiles implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final String FILES = "/admin/routes/files";
    private static final String FILE = "/admin/routes/file";
    private static final String CHECK = FILE + "/check";
    private static final int LARGEST = 2 << 20;

    /** What the box is for: a pool, or an account at a vendor. */
    private static final Pattern EDITABLE = Pattern.compile("\\bid:\\s*[\"']?pool-|\\btemplatedRoute\\b");

    /** Shorter texts may stand in a file by chance. */
    private static final int SHORTEST_KEY = 6;

    private final Revisions revisions;
    private final BooleanSupplier enabled;
    private final Handler<HttpServerRequest> others;
    private final ReentrantLock checking = new ReentrantLock();

    /** @param enabled whether anybody may see and change files here */
    public RouteFiles(Revisions revisions, BooleanSupplier enabled, Handler<HttpServerRequest> others) {
        this.revisions = revisions;
        this.enabled = enabled;
        this.others = others;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (!path.equals(FILES) && !path.equals(FILE) && !path.equals(CHECK)) {
            others.handle(request);
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= LARGEST) {
                body.appendBuffer(part);
            }
        });
        // Files are read and checked, for which the event loop must not wait.
        request.endHandler(end -> Thread.ofVirtual().name("admin").start(() -> answer(request, body)));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        try {
            Reply reply = enabled.getAsBoolean()
                    ? reply(request, body)
                    : error(403, "The edit box is off; set serai.admin.edit = true in application.properties.");
            respond(request, reply);
        } catch (IllegalArgumentException e) {
            respond(request, error(400, String.valueOf(e.getMessage())));
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            respond(request, error(500, "The file cannot be read or written; the log has the reason."));
        }
    }

    private record Reply(int status, Map<String, Object> body) {}

    private static Reply error(int status, String why) {
        return new Reply(status, Map.of("error", why));
    }

    private Reply reply(HttpServerRequest request, Buffer body) throws IOException {
        SavedFiles saved = SavedFiles.read(revisions.directory());
        List<String> names = editable(saved);
        OperatorQuery.parameters(request, request.path().equals(FILES) ? List.of() : List.of("name"));
        if (request.path().equals(FILES)) {
            return new Reply(200, Map.of("files", names));
        }
        String name = request.getParam("name");
        ByteBuffer content =
                name == null || !names.contains(name) ? null : saved.contents().get(name);
        if (name == null || content == null) {
            return error(404, "There is no such file of pools or providers; there are " + String.join(", ", names));
        }
        String method = request.method().name();
        KeyMask mask = new KeyMask(keys());
        String now = text(content);
        if (request.path().equals(FILE) && (method.equals("GET") || method.equals("HEAD"))) {
            return shown(name, now, mask);
        }
        if (!method.equals(request.path().equals(FILE) ? "PUT" : "POST")) {
            return error(405, "GET and PUT " + FILE + "?name=, and POST " + CHECK + "?name= are there.");
        }
        if (body.length() > LARGEST) {
            return error(413, "A file may have 2 MiB.");
        }
        Map<String, Object> fields = OperatorQuery.fields(body.getBytes(), List.of("text", "version"));
        if (!(fields.get("text") instanceof String wanted)) {
            return error(400, "Send {\"text\": \"...\", \"version\": \"...\"}.");
        }
        String next = mask.unmasked(wanted);
        return request.path().equals(CHECK)
                ? checked(saved.with(name, next.getBytes(StandardCharsets.UTF_8)))
                : save(saved, name, now, next, fields.get("version"), mask);
    }

    private Reply shown(String name, String text, KeyMask mask) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("text", mask.masked(text));
        fields.put("version", RouteFile.version(text));
        return new Reply(200, fields);
    }

    private Reply checked(SavedFiles saved) {
        // One check at a time: it takes a moment of a processor.
        checking.lock();
        try {
            return new Reply(
                    200,
                    Map.of(
                            "findings",
                            revisions.foresee(saved).stream()
                                    .map(RouteFiles::shown)
                                    .toList()));
        } finally {
            checking.unlock();
        }
    }

    private Reply save(SavedFiles saved, String name, String now, String next, @Nullable Object version, KeyMask mask) {
        if (!RouteFile.version(now).equals(version)) {
            return error(409, name + " was changed meanwhile; load it again.");
        }
        SavedFiles edited = saved.with(name, next.getBytes(StandardCharsets.UTF_8));
        RouteFile file = new RouteFile(revisions.directory().resolve(name));
        try {
            Revision revision = revisions.save(edited, () -> file.write(next), () -> file.write(now));
            Map<String, Object> fields =
                    new LinkedHashMap<>(shown(name, next, mask).body());
            fields.put("revision", revision.number());
            return new Reply(200, fields);
        } catch (RevisionException e) {
            List<Map<String, Object>> findings =
                    e.findings().stream().map(RouteFiles::shown).toList();
            return new Reply(422, Map.of("error", "The edit is refused; nothing was changed.", "findings", findings));
        }
    }

    private static Map<String, Object> shown(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", finding.file());
        fields.put("line", finding.line());
        fields.put("message", finding.message());
        fields.put("warning", finding.warning());
        return fields;
    }

    private static final Pattern PLACED = Pattern.compile("(?s)(\\S+?\\.(?:yaml|properties))(?::(\\d{1,7}))? (.*)");

    private static Map<String, Object> shown(String finding) {
        var parts = PLACED.matcher(finding);
        return parts.matches()
                ? shown(new Finding(
                        parts.group(1), parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2)), parts.group(3)))
                : shown(new Finding("", 0, finding));
    }

    private static List<String> editable(SavedFiles saved) {
        List<String> names = new ArrayList<>();
        saved.contents().forEach((name, content) -> {
            boolean own = name.startsWith("routes/") && name.indexOf('/', "routes/".length()) < 0;
            if (own && EDITABLE.matcher(text(content)).find()) {
                names.add(name);
            }
        });
        return names;
    }

    /** The vendors' keys by what they are called. */
    private Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (Provider provider : revisions.current().providers().all()) {
            for (int i = 0; i < provider.keys().size(); i++) {
                String key = provider.keys().get(i);
                if (key.length() >= SHORTEST_KEY) {
                    keys.put(provider.name() + '#' + (i + 1), key);
                }
            }
        }
        return keys;
    }

    private static String text(ByteBuffer content) {
        return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
    }

    private static void respond(HttpServerRequest request, Reply reply) {
        JsonReply.send(request, reply.status(), reply.body());
    }
}
