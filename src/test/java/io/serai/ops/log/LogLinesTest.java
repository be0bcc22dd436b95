package io.serai.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the shipped logback.xml makes of events whose words somebody else has chosen. */
class LogLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String START =
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ (INFO|WARN|ERROR) +\\w+ - .*";
    private static final String FORGED =
            "x\n2026-01-01T00:00:00.000Z INFO  Serai - FAKE\r\u001b[31m\u0085\u2028\u202e{\"a\":1}";

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Logger log;

    @BeforeEach
    void configure() throws JoranException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LineEncoder.class.getResource("/logback.xml"));
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
        console.setOutputStream(out);
        log = context.getLogger("io.serai.Some");
    }

    @AfterEach
    void backToText() {
        LineEncoder.useJson(false);
        context.stop();
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLineHasADateAndATime() {
        log.info("Hello, {}: Grüße an die 世界 👋", "you");

        assertThat(lines()).singleElement().asString().matches(START).endsWith("Some - Hello, you: Grüße an die 世界 👋");
    }

    @Test
    void neitherMessagesNorParametersNorFailuresFeignALine() {
        log.warn(FORGED);
        log.warn("asked for {}", FORGED);
        log.warn("failed", new IllegalStateException(FORGED, new IOException("cause " + FORGED)));

        assertThat(lines()).filteredOn(line -> line.matches("\\S+ INFO .*")).isEmpty();
        assertThat(lines())
                .allSatisfy(line -> assertThat(line)
                        .matches("(" + START
                                + "|Caused by: .*|java\\.lang\\..*|\tat .*|\tCaused by: .*|Wrapped by:"
                                + " .*|\t\\.\\.\\..*)"));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("x\\n2026-01-01T00:00:00.000Z INFO  Serai - FAKE\\r\\u001b[31m\\u0085\\u2028\\u202e{\"a\":1}")
                .doesNotContain("\u001b", "\u0085", "\u2028", "\u202e", "\r")
                .contains("\tat " + LogLinesTest.class.getName());
    }

    @Test
    void aMessageIsCutAtTwoKilobytes() {
        log.info("{}", "y".repeat(1 << 20));
        log.info("{}", "世".repeat(1 << 20));
        log.info("{}", "\n".repeat(1 << 20));
        log.info("{}", "z".repeat(1500));

        assertThat(lines())
                .hasSize(4)
                .allSatisfy(line ->
                        assertThat(line.getBytes(StandardCharsets.UTF_8).length).isBetween(1500, 2048 + 80));
        assertThat(lines().getFirst()).contains("yyy... (cut, 1048576 characters)");
        assertThat(lines().get(3)).endsWith("z".repeat(1500));
    }

    @Test
    void inJsonEveryLineOfEveryLoggerIsAnObject() throws IOException {
        LineEncoder.useJson(true);
        log.warn("asked for {}", FORGED);
        log.error("failed", new IllegalStateException(FORGED));
        context.getLogger("org.apache.camel.Some").error("of a library");
        context.getLogger("requests.json").info("{\"id\":\"\u202e\u2028 me\"}");

        assertThat(lines()).hasSize(4);
        for (String line : lines()) {
            assertThat(JSON.readTree(line).isObject()).isTrue();
            assertThat(line).matches("[ -~]*");
        }
        JsonNode first = JSON.readTree(lines().getFirst());
        assertThat(Instant.parse(first.path("time").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(first.path("level").asText()).isEqualTo("WARN");
        assertThat(first.path("logger").asText()).isEqualTo("io.serai.Some");
        assertThat(first.path("message").asText()).startsWith("asked for x\\n2026");
        assertThat(JSON.readTree(lines().get(1)).path("trace").asText())
                .contains("\tat " + LogLinesTest.class.getName());
        assertThat(JSON.readTree(lines().get(3)).path("id").asText()).isEqualTo("\u202e\u2028 me");
    }

    @Test
    void anyTextIsOneLineInBothForms() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            boolean json = i % 2 == 0;
            LineEncoder.useJson(json);
            out.reset();
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(3000);
            for (int n = 0; n < length; n++) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
            }
            log.info("{}", text);

            assertThat(out.toString(StandardCharsets.UTF_8).chars().filter(c -> Character.isISOControl(c)))
                    .containsExactly((int) '\n');
            if (json) {
                assertThat(JSON.readTree(lines().getFirst()).isObject()).isTrue();
            }
        }
    }
}
