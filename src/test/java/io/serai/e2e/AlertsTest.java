package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.DeadKey;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts go to a real webhook by the route of the user's, once, and none of them without the file. */
class AlertsTest {
    private static final String CANARY = "sk-proj-" + "c4n4ryC4N4RYc4n4ry77";

    @TempDir
    Path directory;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);

    private HttpServer webhook(boolean hangs) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            notices.add(exchange.getRequestHeaders().getFirst("Content-Type")
                    + ' '
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try {
                if (hangs) {
                    slow.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String route(HttpServer webhook) {
        return """
            - beans:
                - name: alerts
                  type: io.serai.alerts.Thresholds
            - route:
                id: alert
                from:
                  uri: direct:alert
                  steps:
                    - setBody: { simple: "${body.json}" }
                    - setHeader: { name: Content-Type, constant: application/json }
                    - to: "http://127.0.0.1:%d/hook?httpMethod=POST&connectTimeout=5000&responseTimeout=5000"
            """.formatted(webhook.getAddress().getPort());
    }

    @Test
    void aRefusedKeyIsToldToTheWebhookOnceAndWithoutTheKey() throws IOException {
        HttpServer webhook = webhook(false);
        try (DeadKey vendor = new DeadKey("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", CANARY)
                        .pool("light", "v/small")
                        .file("routes/alerts.camel.yaml", route(webhook))
                        .start()) {
            serai.ask("v/small", "hello");
            serai.serai().alerts().look();
            serai.serai().alerts().look();
            Eventually.await("a notice", Duration.ofSeconds(20), () -> !notices.isEmpty());
            assertThat(notices)
                    .singleElement()
                    .asString()
                    .startsWith("application/json {\"time\":")
                    .contains("\"kind\":\"key-refused\"", "\"subject\":\"v")
                    .doesNotContain(CANARY);
        } finally {
            webhook.stop(0);
        }
    }

    @Test
    void aBudgetIsToldOfAndASlowWebhookHoldsUpNoRequest() throws IOException {
        HttpServer webhook = webhook(true);
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.admin.keys", "the-admin-key-of-this-test")
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .file("routes/alerts.camel.yaml", route(webhook))
                        .start()) {
            String made = serai.post(
                            "/admin/keys",
                            "{\"id\":\"shop\",\"limits\":\"5/day\"}",
                            "authorization",
                            "Bearer the-admin-key-of-this-test")
                    .body();
            String key = made.replaceFirst("(?s).*\"key\":\"([^\"]+)\".*", "$1");
            for (int i = 0; i < 4; i++) {
                assertThat(serai.askAs(key, "number " + i).statusCode()).isEqualTo(200);
            }
            serai.serai().alerts().look();
            Eventually.await("a notice", Duration.ofSeconds(20), () -> !notices.isEmpty());
            assertThat(notices.getFirst()).contains("\"kind\":\"budget\"", "80 % of the limit 5/day of");
            assertThat(serai.askAs(key, "while the webhook hangs").statusCode()).isEqualTo(200);
        } finally {
            slow.countDown();
            webhook.stop(0);
        }
    }

    @Test
    void limitsOfUsersAndOfEverybodyAreToldOfThoughThereIsNoKey() throws IOException {
        HttpServer webhook = webhook(false);
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .file("clients.yaml", "everybody: { limits: 5/day }\nusers:\n  \"*\": { limits: 4/day }\n")
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .file("routes/alerts.camel.yaml", route(webhook))
                        .start()) {
            for (int i = 0; i < 4; i++) {
                String body = RunningSerai.chat("light", "question " + i, false);
                assertThat(serai.post("/v1/chat/completions", body.replaceFirst("}$", ",\"user\":\"ann\"}"))
                                .statusCode())
                        .isEqualTo(200);
            }
            serai.serai().alerts().look();
            Eventually.await("both", Duration.ofSeconds(20), () -> notices.size() == 2);
            assertThat(String.join(" ", notices))
                    .contains("80 % of the limit 5/day of everybody", "100 % of the limit 4/day of user:ann");
        } finally {
            webhook.stop(0);
        }
    }

    @Test
    void aFolderWithoutTheFileServesAsBefore() throws IOException {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            RunningSerai.Setup setup =
                    RunningSerai.in(directory).provider("v", vendor).pool("light", "v/small");
            setup.write();
            Files.delete(directory.resolve("routes/alerts.camel.yaml"));
            try (RunningSerai serai = RunningSerai.startedIn(directory)) {
                assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
                serai.serai().alerts().look();
            }
        }
    }
}
