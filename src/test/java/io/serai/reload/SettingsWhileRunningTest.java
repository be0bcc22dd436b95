package io.serai.reload;

import static io.serai.reload.Gateway.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.revision.Revisions;
import io.serai.wire.HealthyVendor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Settings that are saved while the gateway runs: what can change does, and of the rest it is said that it waits for a restart. */
class SettingsWhileRunningTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private HealthyVendor one;
    private RunningSerai serai;
    private Client client;
    private Gateway gateway;
    private String settings;

    @BeforeEach
    void start() {
        one = new HealthyVendor("one").thinking(Duration.ofMillis(300));
        serai = Gateway.setup(directory, one, one).start();
        client = new Client(serai.uri("/"));
        gateway = new Gateway(directory);
        settings = gateway.read(SETTINGS);
    }

    @AfterEach
    void stop() {
        serai.close();
        one.close();
    }

    private void save(String... lines) {
        gateway.save(SETTINGS, settings + String.join("\n", lines) + "\n");
    }

    @Test
    void theBodyLimitChanges() {
        String long1 = "x".repeat(3000);
        assertThat(client.chat("light", long1, false).statusCode()).isEqualTo(200);
        save("serai.http.body-limit = 2k");
        Eventually.await("limit", SOON, () -> client.chat("light", long1, false).statusCode() == 413);
        save();
        Eventually.await(
                "no limit", SOON, () -> client.chat("light", long1, false).statusCode() == 200);
    }

    @Test
    void theKeepAliveChanges() {
        save("serai.http.keep-alive = 100ms");
        Eventually.await(
                "comments",
                SOON,
                () -> client.chat("light", "hello " + System.nanoTime(), true)
                        .body()
                        .startsWith(": keep-alive"));
    }

    @Test
    void clientKeysChange() {
        save("serai.http.keys = first");
        Eventually.await("a key is wanted", SOON, () -> status() == 401);
        assertThat(status("authorization", "Bearer first")).isEqualTo(200);
        save("serai.http.keys = second");
        Eventually.await("the old key is refused", SOON, () -> status("authorization", "Bearer first") == 401);
        assertThat(status("authorization", "Bearer second")).isEqualTo(200);
    }

    @Test
    void theCacheShrinks() {
        client.chat("light", "the same", false);
        assertThat(cached()).isEqualTo("hit");
        save("serai.cache.size = 0");
        Eventually.await("no room", SOON, () -> cached().equals("miss"));
    }

    private String cached() {
        return client.chat("light", "the same", false)
                .headers()
                .firstValue("x-serai-cache")
                .orElse("");
    }

    @Test
    void whatCannotChangeIsToldOnce() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Revisions.class);
        log.start();
        logger.addAppender(log);
        try {
            save("serai.http.host = 0.0.0.0", "serai.data = elsewhere");
            Eventually.await("told", SOON, () -> waiting().size() == 2);
            assertThat(waiting()).containsExactly("serai.data", "serai.http.host");
            save("serai.http.host = 0.0.0.0", "serai.data = elsewhere", "my.own = 1");
            Eventually.await(
                    "reload", SOON, () -> client.routes().path("revision").asInt() == 3);
            assertThat(client.get("/probe").body()).isEqualTo("ok");
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "serai.data takes effect after a restart", "serai.http.host takes effect after a restart");
            save();
            Eventually.await("taken back", SOON, () -> waiting().isEmpty());
        } finally {
            logger.detachAppender(log);
        }
    }

    private List<String> waiting() {
        return client.routes()
                .path("afterRestart")
                .valueStream()
                .map(name -> name.asText())
                .toList();
    }

    @Test
    void aWrongValueIsRefused() {
        save("serai.http.body-limit = much");
        Eventually.await("refusal", SOON, () -> !client.routes().path("refused").isNull());
        assertThat(client.routes().at("/refused/findings").toString())
                .contains("application.properties:", "serai.http.body-limit must be a size such as 32MiB, not 'much'");
        assertThat(client.get("/probe").body()).isEqualTo("ok");
        save();
        Eventually.await(
                "correction", SOON, () -> client.routes().path("refused").isNull());
    }

    private int status(String... headers) {
        return client.get("/v1/models", headers).statusCode();
    }
}
