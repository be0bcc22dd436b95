package io.serai;

import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.dialect.Json;
import io.serai.ingress.http.HttpServer;
import io.serai.ingress.http.OffLoop;
import io.serai.ops.RecentRequests;
import io.serai.ops.Version;
import io.serai.page.LiveEvents;
import io.serai.page.PageFiles;
import io.serai.revision.Pipeline;
import io.serai.revision.Revision;
import io.serai.revision.Revisions;
import io.serai.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operator's page, put together from its parts: its files, the last requests, and live events. */
final class Pages implements CallObserver, AutoCloseable {
    private static final int MOST_CHANGES = 100;

    private final PageFiles files = new PageFiles();
    private final RecentRequests requests;
    private final LiveEvents events;
    private final Queue<String> changes = new ConcurrentLinkedQueue<>();
    private volatile boolean edit;

    /** @param prices what a target's model costs now; null if nobody knows */
    Pages(Vertx vertx, InstantSource clock, Function<String, @Nullable Price> prices) {
        this.requests = new RecentRequests(clock, prices);
        this.events = new LiveEvents(vertx);
    }

    /** Lets it be as the settings want it. */
    void apply(HttpServer server, Settings now) {
        edit = now.truth("serai.admin.edit");
        server.page(
                now.truth("serai.admin.page") ? files : null,
                Map.of("edit", edit, "version", Version.number()),
                now.duration("serai.admin.idle"),
                now.duration("serai.admin.session"));
    }

    /** How many have it open. */
    int viewers() {
        return events.viewers();
    }

    /** Whether files may be changed on it. */
    boolean edits() {
        return edit;
    }

    /**
     * Answers at its paths, whatever the routes say.
     *
     * @param providers the report of all providers
     */
    void answerAt(HttpServer server, Revisions revisions, Supplier<byte[]> providers) {
        server.answer("/admin/requests", request -> answer(request, () -> requests.json(0)));
        Supplier<byte[]> pipeline = Pipeline.of(revisions);
        server.answer("/admin/pipeline", request -> answer(request, pipeline));
        server.answer("/admin/events", request -> events.add(request, () -> server.mayStay(request)));
        server.whenChanged((path, status) -> {
            if (status < 400 && changes.size() < MOST_CHANGES) {
                changes.add(path);
            }
        });
        events.news("requests", news());
        events.state("providers", providers);
        events.state("routes", () -> routes(revisions));
        events.state("pipeline", pipeline);
        events.news("changed", this::changed);
        events.state("viewers", () -> Json.write(Map.of("viewers", events.viewers())));
    }

    private Supplier<byte[]> news() {
        long[] next = {requests.next()};
        return () -> {
            long from = next[0];
            if (requests.next() == from) {
                return new byte[0];
            }
            next[0] = requests.next();
            return requests.json(from);
        };
    }

    private static byte[] routes(Revisions revisions) {
        Revision current = revisions.current();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("revision", current.number());
        state.put(
                "edited",
                revisions.edits().stream()
                        .findFirst()
                        .map(Revisions.Edit::at)
                        .orElse(Instant.EPOCH)
                        .toString());
        return Json.write(state);
    }

    private byte[] changed() {
        Map<String, Boolean> paths = new LinkedHashMap<>();
        for (String path = changes.poll(); path != null; path = changes.poll()) {
            paths.put(path, true);
        }
        return paths.isEmpty() ? new byte[0] : Json.write(Map.of("paths", List.copyOf(paths.keySet())));
    }

    private static void answer(HttpServerRequest request, Supplier<byte[]> body) {
        // States are guarded by locks, for which the event loop must not wait.
        OffLoop.answer(request, () -> {
            byte[] bytes = body.get();
            boolean head = HttpMethod.HEAD.equals(request.method());
            var unused = request.response()
                    .putHeader("content-type", "application/json")
                    .putHeader("cache-control", "no-store")
                    .putHeader("content-length", Integer.toString(bytes.length))
                    .end(head ? Buffer.buffer() : Buffer.buffer(bytes));
        });
    }

    @Override
    public void ended(Call call) {
        requests.ended(call);
    }

    @Override
    public void close() {
        events.close();
    }
}
