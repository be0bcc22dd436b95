package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningPostgresql;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes have the same client keys and budgets by a real PostgreSQL, and go on with what they know while it is away. */
@Tag("slow")
@Timeout(120)
class SharedKeysTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "an-admin-key-of-this-test";
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path one;

    @TempDir
    Path two;

    @TempDir
    Path three;

    private static RunningSerai node(Path directory, HealthyVendor vendor, String url) {
        return RunningSerai.in(directory)
                .with("serai.store.url", url)
                .with("serai.admin.keys", ADMIN)
                .with("serai.ledger.enabled", "true")
                .provider("v", vendor)
                .pool("light", "v/small")
                .start();
    }

    private static HttpResponse<String> admin(RunningSerai node, String path, String body) {
        return node.post(path, body, "authorization", "Bearer " + ADMIN);
    }

    private static String key(RunningSerai node, String fields) throws Exception {
        HttpResponse<String> made = admin(node, "/admin/keys", fields.replace('\'', '"'));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body()).get("key").asText();
    }

    private static int ask(RunningSerai node, String key, String question) {
        return node.post(
                        "/v1/chat/completions",
                        RunningSerai.chat("light", question, false),
                        "authorization",
                        "Bearer " + key)
                .statusCode();
    }

    private static JsonNode shown(RunningSerai node, String key) {
        try {
            return JSON.readTree(
                    node.get("/v1/key", "authorization", "Bearer " + key).body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Until a node knows of a first key, it lets everybody in, and counts nobody. */
    private static void awaitKnown(RunningSerai node, String key) {
        Eventually.await("the key is known", LONG, () -> shown(node, key).has("id"));
    }

    @Test
    void aKeyIsTheSameAtAllNodes() throws Exception {
        try (RunningPostgresql server = new RunningPostgresql();
                HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai first = node(one, vendor, server.url());
                RunningSerai second = node(two, vendor, server.url())) {
            assertThat(second.ask("light", "nobody has a key yet").statusCode()).isEqualTo(200);
            String key = key(first, "{'id':'shop','limits':'10/day'}");
            assertThat(second.ask("light", "without one").statusCode())
                    .as("whoever made the first key knows that no node does without one")
                    .isEqualTo(401);
            assertThat(ask(second, key, "known")).isEqualTo(200);

            // All that is asked for at once, over both nodes, beside the one before.
            AtomicInteger answered = new AtomicInteger();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 40; i++) {
                    RunningSerai node = i % 2 == 0 ? first : second;
                    String question = "question " + i;
                    callers.submit(() -> ask(node, key, question) == 200 ? answered.incrementAndGet() : 0);
                }
            }
            assertThat(answered).hasValue(9);
            assertThat(shown(first, key).at("/limits/0/used").asInt()).isEqualTo(10);

            // A node that starts later knows it at its first request.
            try (RunningSerai third = node(three, vendor, server.url())) {
                assertThat(ask(third, key, "late")).isEqualTo(402);
                assertThat(admin(third, "/admin/keys", "{\"id\":\"shop\"}").statusCode())
                        .isEqualTo(409);
                HttpResponse<String> again = admin(third, "/admin/keys", "{\"id\":\"shop\",\"limits\":\"10/day\"}");
                assertThat(again.statusCode()).isEqualTo(200);
            }

            // The other node's copy is old by up to a second; a change is made to what there is now.
            assertThat(admin(first, "/admin/keys/shop/rotate", "{\"grace\":\"1h\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(admin(second, "/admin/keys/shop/off", "").statusCode()).isEqualTo(200);
            assertThat(shown(second, key).at("/error/code").asText()).isEqualTo("invalid_api_key");
            Eventually.await("off", LONG, () -> ask(first, key, "off") == 401);
            String listed = first.get("/admin/keys/shop", "authorization", "Bearer " + ADMIN)
                    .body();
            assertThat(JSON.readTree(listed).get("previousUntil").isNull()).isFalse();
            assertThat(JSON.readTree(listed).get("on").asBoolean()).isFalse();
        }
    }

    @Test
    void nothingFailsWhileTheDatabaseIsAway() throws Exception {
        try (RunningPostgresql server = new RunningPostgresql();
                Cable cable = new Cable("tcp://127.0.0.1:" + server.port());
                HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai first = node(one, vendor, server.url(cable.port()));
                RunningSerai second = node(two, vendor, server.url(cable.port()))) {
            String key = key(first, "{'id':'busy','limits':'1000000/day, 100 parallel'}");
            awaitKnown(second, key);
            Load load = new Load(List.of(first, second), key);
            load.await(20);
            cable.fallSilent();
            load.await(20);
            cable.cut();
            load.await(50);
            HttpResponse<String> refused = admin(first, "/admin/keys", "{\"id\":\"new\"}");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            cable.mend();
            load.await(20);
            int answered = load.stop();

            Eventually.await(
                    "counted",
                    LONG,
                    () -> shown(first, key).at("/limits/0/used").asInt() == answered
                            && shown(second, key).at("/limits/0/used").asInt() == answered);
            Eventually.await(
                    "rows",
                    LONG,
                    () -> server.one("select coalesce(sum(requests), 0) from usage_hour where client = 'busy'")
                            == answered);
            assertThat(server.one("select coalesce(sum(requests), 0) from usage_day where client = 'busy'"))
                    .isEqualTo(answered);
            assertThat(server.one("select sum(running) from client_running where running > 0"))
                    .isZero();
        }
    }

    @Test
    void keysThatAreKnownStayInForceOverAStartWithoutTheDatabase() throws Exception {
        try (RunningPostgresql server = new RunningPostgresql();
                Cable cable = new Cable("tcp://127.0.0.1:" + server.port());
                HealthyVendor vendor = new HealthyVendor("v")) {
            String key;
            try (RunningSerai before = node(one, vendor, server.url(cable.port()))) {
                key = key(before, "{'id':'shop'}");
            }
            cable.cut();
            try (RunningSerai after = RunningSerai.startedIn(one);
                    RunningSerai fresh = node(two, vendor, server.url(cable.port()))) {
                assertThat(ask(after, key, "known")).isEqualTo(200);
                assertThat(ask(after, "sk-serai-other-key", "unknown")).isEqualTo(401);
                // One that never knew any lets nobody in, and does not say that the key is wrong.
                assertThat(ask(fresh, key, "fresh")).isEqualTo(503);
                cable.mend();
                Eventually.await("read", LONG, () -> ask(fresh, key, "fresh") == 200);
            }
        }
    }

    /** Asks one question after the other, at all nodes, until it is stopped; every answer must be a good one. */
    private static final class Load {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final List<Future<?>> callers = new ArrayList<>();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Load(List<RunningSerai> nodes, String key) {
            for (int i = 0; i < 4; i++) {
                RunningSerai node = nodes.get(i % nodes.size());
                String name = "caller " + i + " asks ";
                callers.add(threads.submit(() -> {
                    for (int j = 0; !stopped.get(); j++) {
                        assertThat(ask(node, key, name + j)).isEqualTo(200);
                        answered.incrementAndGet();
                    }
                }));
            }
        }

        /** Waits for so many further answers. */
        void await(int more) {
            int before = answered.get();
            Eventually.await(
                    more + " answers",
                    LONG,
                    () -> answered.get() >= before + more || callers.stream().anyMatch(Future::isDone));
        }

        int stop() throws Exception {
            stopped.set(true);
            for (Future<?> caller : callers) {
                caller.get(30, TimeUnit.SECONDS);
            }
            threads.close();
            return answered.get();
        }
    }
}
