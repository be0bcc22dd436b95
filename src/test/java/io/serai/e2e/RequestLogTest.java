package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.TooManyRequests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** One line for each request: as text, as JSON or not at all; prompts only when they are wanted, keys never. */
class RequestLogTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "a-client-has-this-key";
    private static final String VENDOR_KEY = "the-vendor-wants-this-key";

    @TempDir
    Path directory;

    private final Lines lines = new Lines();
    private final Logger logger = (Logger) LoggerFactory.getLogger("requests");
    private final Logger json = (Logger) LoggerFactory.getLogger("requests.json");

    /** Lines as they are written. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }

        List<String> texts() {
            return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }

        String await(int number) {
            Eventually.await("line " + number, SOON, () -> events.size() >= number);
            return texts().get(number - 1);
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        json.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        json.detachAppender(lines);
    }

    @Test
    void theTextTellsTheWayOfARequest() {
        try (FakeVendor ill = TooManyRequests.retryAfter(Duration.ofSeconds(20));
                HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.log.requests", "text")
                        .provider("ill", ill, "keys", VENDOR_KEY)
                        .provider("well", well, "keys", VENDOR_KEY)
                        .pool("light", "ill/small", "well/small")
                        .start()) {
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions",
                    withUsage("auto"),
                    "authorization",
                    "Bearer " + SECRET,
                    "x-request-id",
                    "my-own-id");
            assertThat(answer.statusCode()).isEqualTo(200);

            assertThat(lines.await(1))
                    .matches("my-own-id http openai 200 task=light model=auto target=well/small cache=miss"
                            + " attempts=\"ill/small 429 \\d+ms, well/small 200 \\d+ms\""
                            + " tokens=\\d+/\\d+ ms=[\\d.]+ first=[\\d.]+");
            assertThat(lines.events.getFirst().getLoggerName()).isEqualTo("requests");
            serai.ask("light", "hello, how are you?");
            assertThat(lines.await(2)).contains(" 200 task=light model=light target=well/small cache=miss");
            serai.ask("light", "hello, how are you?");
            assertThat(lines.await(3)).contains(" cache=hit ms=").doesNotContain("attempts=", "tokens=");
            serai.ask("nobody", "hello");
            assertThat(lines.await(4)).contains(" http openai 404 error=model_not_found model=nobody cache=miss ms=");
            serai.get("/v1/models");
            assertThat(lines.await(5)).matches("req-\\w+ http openai 200 ms=[\\d.]+");
            serai.post("/nowhere", "{}");
            assertThat(lines.await(6)).matches("req-\\w+ http openai 404 error=not_found ms=[\\d.]+");
            keepsItToItself("how are you");
        }
    }

    @Test
    void theLineNamesTheKeyByItsPublicIdAndTheUser() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.log.requests", "text")
                        .with("serai.http.keys", SECRET)
                        .provider("well", well)
                        .pool("light", "well/small")
                        .start()) {
            String bearer = "Bearer " + SECRET;
            serai.post(
                    "/v1/chat/completions",
                    "{\"user\":\"alice\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                    "authorization",
                    bearer);
            assertThat(lines.await(1)).containsPattern(" 200 key=http-[0-9a-f]{8} user=alice task=");
            serai.post(
                    "/v1/messages",
                    "{\"model\":\"light\",\"max_tokens\":9,\"metadata\":{\"user_id\":\"bob\"},"
                            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                    "authorization",
                    bearer);
            assertThat(lines.await(2)).containsPattern(" anthropic 200 key=http-[0-9a-f]{8} user=bob task=");
            assertThat(lines.texts()).noneMatch(line -> line.contains(SECRET));
        }
    }

    @Test
    void noNameBreaksTheLine() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.log.requests", "text")
                        .provider("well", well)
                        .pool("light", "well/small")
                        .start()) {
            serai.ask("well/x\\n\\\" status=200 \\u4e00" + "y".repeat(200), "hello");
            assertThat(lines.await(1))
                    .contains(" model=\"well/x?? status=200 ?yyy")
                    .doesNotContain("\n")
                    .hasSizeLessThan(700);
        }
    }

    @Test
    void jsonIsAnObjectPerLineWithoutPrompts() throws IOException {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = json(well, "false")) {
            serai.post("/v1/chat/completions", withUsage("light"));

            JsonNode line = JSON.readTree(lines.await(1));
            assertThat(lines.events.getFirst().getLoggerName()).isEqualTo("requests.json");
            assertThat(Instant.parse(line.path("time").asText())).isBefore(Instant.now());
            assertThat(line.path("id").asText()).startsWith("req-");
            assertThat(line.path("ingress").asText()).isEqualTo("http");
            assertThat(line.path("dialect").asText()).isEqualTo("openai");
            assertThat(line.path("status").asInt()).isEqualTo(200);
            assertThat(line.path("model").asText()).isEqualTo("light");
            assertThat(line.path("target").asText()).isEqualTo("well/small");
            assertThat(line.path("cache").asText()).isEqualTo("miss");
            assertThat(line.at("/attempts/0/outcome").asText()).isEqualTo("200");
            assertThat(line.path("tokensIn").asInt()).isPositive();
            assertThat(line.path("ms").asDouble())
                    .isGreaterThanOrEqualTo(line.path("msToFirst").asDouble());
            keepsItToItself("how are you");
        }
    }

    @Test
    void promptsAndAnswersAreThereWhenTheyAreWantedAndKeysAreNot() throws IOException {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = json(well, "true")) {
            serai.post(
                    "/v1/chat/completions",
                    RunningSerai.chat("light", "hello, how are you?", false),
                    "authorization",
                    "Bearer " + SECRET,
                    "x-api-key",
                    SECRET);

            JsonNode line = JSON.readTree(lines.await(1));
            assertThat(line.at("/messages/0/role").asText()).isEqualTo("user");
            assertThat(line.at("/messages/0/text").asText()).isEqualTo("hello, how are you?");
            assertThat(line.at("/answer/text").asText()).isEqualTo("well says: hello, how are you?");
            keepsItToItself(SECRET);
        }
    }

    @Test
    void filesHaveTheirLineToo() throws IOException {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = json(well, "true")) {
            Eventually.await("inbox", SOON, () -> Files.isDirectory(directory.resolve("inbox")));
            Files.writeString(directory.resolve("inbox/hello.txt"), "Hello, how are you?");

            JsonNode line = JSON.readTree(lines.await(1));
            assertThat(line.path("ingress").asText()).isEqualTo("folder");
            assertThat(line.path("status").asInt()).isEqualTo(200);
            assertThat(line.at("/answer/text").asText()).isEqualTo("well says: Hello, how are you?");
            assertThat(serai.serai().port()).isPositive();
        }
    }

    @Test
    void theFormChangesOnSave() throws IOException {
        Path settings = directory.resolve("application.properties");
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = json(well, "false")) {
            serai.ask("light", "one");
            assertThat(lines.await(1)).startsWith("{");
            String text = Files.readString(settings);
            Files.writeString(settings, text.replace("requests=json", "requests=off"));
            awaitRevision(serai, 2);
            serai.ask("light", "two");
            Files.writeString(settings, text.replace("requests=json", "requests=text"));
            awaitRevision(serai, 3);
            serai.ask("light", "three");
            assertThat(lines.await(2)).startsWith("req-").contains("task=light");
            Files.writeString(settings, text.replace("requests=json", "requests=xml"));
            Eventually.await("refusal", SOON, () -> serai.serai().revisions().refusal() != null);
            assertThat(serai.get("/admin/routes").body())
                    .contains("serai.log.requests must be text, json or off, not 'xml'");
            assertThat(lines.texts()).hasSize(2);
        }
    }

    /** A stream that tells its usage. */
    private static String withUsage(String model) {
        return RunningSerai.chat(model, "hello, how are you?", true)
                .replaceFirst("}$", ",\"stream_options\":{\"include_usage\":true}}");
    }

    private static void awaitRevision(RunningSerai serai, int number) {
        Eventually.await(
                "revision " + number,
                SOON,
                () -> serai.serai().revisions().current().number() == number);
    }

    private RunningSerai json(FakeVendor vendor, String prompts) {
        return RunningSerai.in(directory)
                .with("serai.log.requests", "json")
                .with("serai.log.prompts", prompts)
                .provider("well", vendor, "keys", VENDOR_KEY)
                .pool("light", "well/small")
                .start();
    }

    private void keepsItToItself(String words) {
        assertThat(lines.texts())
                .allSatisfy(line -> assertThat(line).doesNotContain(words, SECRET, VENDOR_KEY, "Bearer"));
    }
}
