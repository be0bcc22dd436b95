package io.serai.page;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What whoever has the page open is told while things happen, and what is written down of changes. */
class EventsTest {
    private static final String ADMIN = "admin-key-of-the-house";
    private static final String[] KEY = {"authorization", "Bearer " + ADMIN};
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static RunningSerai serai;

    /** The lines of an event stream, as they come. */
    private static final class Viewer implements AutoCloseable {
        private final HttpClient client = HttpClient.newHttpClient();
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile boolean over;

        Viewer(URI uri, String... headers) {
            HttpRequest request = (headers.length == 0
                            ? HttpRequest.newBuilder(uri)
                            : HttpRequest.newBuilder(uri).headers(headers))
                    .build();
            var unused = client.sendAsync(request, BodyHandlers.ofLines()).thenAcceptAsync(answer -> {
                answer.body().forEach(lines::add);
                over = true;
            });
        }

        long count(String line) {
            return lines.stream().filter(line::equals).count();
        }

        void await(String what) {
            Eventually.await(what, SOON, () -> lines.stream().anyMatch(line -> line.contains(what)));
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        vendor = new HealthyVendor("v");
        serai = RunningSerai.in(directory)
                .with("serai.admin.keys", ADMIN)
                .provider("v", vendor, "keys", "k", "limits", "10000/min")
                .pool("light", "v/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
    }

    private static String cookie() {
        return serai.post("/admin/session", "{\"key\":\"" + ADMIN + "\"}")
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
    }

    private static HttpResponse<String> delete(String path, String... headers) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(serai.request(path).headers(headers).DELETE().build(), BodyHandlers.ofString());
        }
    }

    @Test
    void whoComesGetsTheStateAndThenWhatHappens() {
        try (Viewer viewer = new Viewer(serai.uri("/admin/events"), KEY)) {
            viewer.await("\"breaker\":\"closed\"");
            serai.ask("v/small", "what happens");
            viewer.await("\"model\":\"v/small\"");
            serai.post("/admin/providers/v/rest", "{\"for\":\"5m\"}", KEY);
            viewer.await("an operator lets it rest");
            viewer.await("/admin/providers/v/rest");
            serai.post("/admin/providers/v/wake", "", KEY);
        }
    }

    @Test
    void manyRequestsAreFewEventsAndNoneIsMissing() {
        try (Viewer viewer = new Viewer(serai.uri("/admin/events"), KEY)) {
            viewer.await("event: pipeline");
            for (int i = 0; i < 60; i++) {
                serai.ask("v/small", "one of many " + i);
            }
            serai.ask("v/small-last", "the last");
            viewer.await("v/small-last");
            assertThat(viewer.count("event: requests")).isLessThan(40);
            String all = String.join("", viewer.lines);
            assertThat(all.split("\"model\":\"v/small\"", -1)).hasSizeGreaterThan(60);
        }
    }

    @Test
    void whileNothingHappensNothingIsTold() {
        try (Viewer viewer = new Viewer(serai.uri("/admin/events"), KEY)) {
            serai.ask("v/small", "before the calm");
            viewer.await("\"model\":\"v/small\"");
            Eventually.await("calm", SOON, () -> {
                int before = viewer.lines.size();
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(1600).toNanos());
                return viewer.lines.size() == before;
            });
        }
    }

    @Test
    void theyEndWithTheSession() throws Exception {
        String cookie = cookie();
        try (Viewer viewer = new Viewer(serai.uri("/admin/events"), "cookie", cookie)) {
            viewer.await("event: providers");
            delete("/admin/session", "cookie", cookie, "x-serai-page", "act");
            Eventually.await("the end", SOON, () -> viewer.over);
            assertThat(viewer.lines).contains("event: end");
        }
    }

    @Test
    void whoDoesNotReadHoldsNobodyUp() throws Exception {
        Vertx vertx = Vertx.vertx();
        AtomicInteger turn = new AtomicInteger();
        try (LiveEvents events = new LiveEvents(vertx)) {
            events.state(
                    "large", () -> (turn.incrementAndGet() + "x".repeat(30_000)).getBytes(StandardCharsets.US_ASCII));
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> events.add(request, () -> true))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            try (Socket deaf = new Socket("127.0.0.1", server.actualPort());
                    Viewer viewer = new Viewer(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))) {
                OutputStream out = deaf.getOutputStream();
                out.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Eventually.await("both", SOON, () -> events.viewers() == 2);
                Eventually.await("five events", SOON, () -> viewer.count("event: large") >= 5);
            }
            Eventually.await("nobody", SOON, () -> events.viewers() == 0);
            int then = turn.get();
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(1200).toNanos());
            assertThat(turn.get()).as("nobody looks, nothing is done").isLessThanOrEqualTo(then + 1);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void everyChangeIsALineWithWhoAndWhat() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger audit = (Logger) LoggerFactory.getLogger("audit");
        lines.start();
        audit.addAppender(lines);
        try {
            String cookie = cookie();
            serai.post("/admin/keys", "{\"id\":\"audited\"}", "cookie", cookie, "x-serai-page", "act");
            delete("/admin/keys/audited", KEY);
            serai.post("/admin/routes/reload", "", "cookie", cookie);
            serai.get("/admin/providers", KEY);
            serai.get("/admin/prompts", KEY);
            Eventually.await("the lines", SOON, () -> lines.list.size() >= 4);
        } finally {
            audit.detachAppender(lines);
        }
        List<String> said =
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(said).hasSize(4);
        assertThat(said.get(3)).matches("admin-[0-9a-f]{8} \\(key\\) 127.0.0.1 GET /admin/prompts 200");
        assertThat(said.get(0)).matches("127.0.0.1 admin-[0-9a-f]{8} signed in");
        assertThat(said.get(1))
                .matches("admin-[0-9a-f]{8} \\(session\\) 127.0.0.1 POST /admin/keys 201 /admin/keys/audited");
        assertThat(said.get(2)).matches("admin-[0-9a-f]{8} \\(key\\) 127.0.0.1 DELETE /admin/keys/audited 200");
        assertThat(said.toString()).doesNotContain(ADMIN).doesNotContain("sk-serai");
    }

    @Test
    void aLineSaysWhichKeysAndWhoseAnswersAreMeantAndNoSecret() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger audit = (Logger) LoggerFactory.getLogger("audit");
        lines.start();
        audit.addAppender(lines);
        try {
            String made =
                    serai.post("/key/generate", "{}", KEY).body().replaceFirst("(?s).*\"token\":\"(\\w+)\".*", "$1");
            serai.post("/admin/keys", "{\"id\":\"meant\"}", KEY);
            serai.post("/key/block", "{\"key\":\"meant\"}", KEY);
            serai.post("/key/delete", "{\"keys\":[\"meant\",\"" + made + "\"]}", KEY);
            delete("/admin/cache?client=meant&task=light", KEY);
            delete("/admin/prompts?key=sk-serai-meant-0123", KEY);
            delete("/admin/prompts?key=" + ADMIN, KEY);
            Eventually.await("the lines", SOON, () -> lines.list.size() >= 7);
        } finally {
            audit.detachAppender(lines);
        }
        String said =
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
        assertThat(said)
                .containsPattern("POST /key/generate 200 /admin/keys/\\w+")
                .contains("POST /key/block 200 /admin/keys/meant")
                .contains("POST /key/delete 200 /admin/keys/meant")
                .contains("DELETE /admin/cache client=meant task=light 200")
                .contains("DELETE /admin/prompts key=? 200")
                .doesNotContain("sk-serai", ADMIN);
    }
}
