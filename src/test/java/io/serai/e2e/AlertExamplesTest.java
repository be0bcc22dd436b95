package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.DeadKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The examples of docs/alerts.md as they stand there, but for the hosts: each of them brings the notice to where it says. */
class AlertExamplesTest {
    private static final Pattern STEPS = Pattern.compile("(?ms)^```text\\n(.*?)^```");
    private static final Pattern ROUTE = Pattern.compile("(?ms)^```yaml\\n(- route:.*?)^```");
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Map<String, String> posted = new ConcurrentHashMap<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("alerts");

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void deafen() {
        logger.detachAppender(logged);
    }

    private static String example(Pattern pattern) throws IOException {
        Matcher found = pattern.matcher(Files.readString(Path.of("docs/alerts.md")));
        assertThat(found.find()).as(pattern.pattern()).isTrue();
        return found.group(1);
    }

    private static String route(String name, String steps) {
        return "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n%s"
                .formatted(name, name, steps.indent(8));
    }

    private HttpServer webhooks() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            posted.put(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestMethod()
                            + ' '
                            + exchange.getRequestHeaders().getFirst("Content-Type")
                            + ' '
                            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void webhookSlackAndChoiceByKindGetTheNotice() throws IOException {
        HttpServer webhooks = webhooks();
        String steps = example(STEPS)
                .replace(
                        "https://hooks.example.com",
                        "http://127.0.0.1:" + webhooks.getAddress().getPort());
        String slack = steps.replace("${body.json}", "${body.slack}").replace("/serai?", "/slack?");
        String all =
                "- multicast:\n    steps:\n      - to: direct:hook\n      - to: direct:slack\n      - to: direct:alert-of-keys\n";
        try (DeadKey vendor = new DeadKey("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", "a-key")
                        .pool("light", "v/small")
                        .file(
                                "routes/alerts.camel.yaml",
                                "- beans:\n    - name: alerts\n      type: io.serai.alerts.Thresholds\n"
                                        + route("alert", all)
                                        + route("hook", steps)
                                        + route("slack", slack)
                                        + example(ROUTE))
                        .start()) {
            serai.ask("v/small", "hello");
            serai.serai().alerts().look();
            Eventually.await("two notices", LONG, () -> posted.size() == 2);
            assertThat(posted.get("/serai"))
                    .startsWith("POST application/json {\"time\":")
                    .contains("\"kind\":\"key-refused\"");
            assertThat(posted.get("/slack")).startsWith("POST application/json {\"text\":\"");
            Eventually.await(
                    "a line",
                    LONG,
                    () -> List.copyOf(logged.list).stream()
                            .anyMatch(it -> it.getLevel().levelStr.equals("ERROR")
                                    && it.getFormattedMessage().contains("v")));
        } finally {
            webhooks.stop(0);
        }
    }
}
