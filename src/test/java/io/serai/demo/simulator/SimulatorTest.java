package io.serai.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.FinishReason;
import io.serai.chat.Usage;
import io.serai.dialect.ClientDialect.Payload;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each dialect answers when all is well, or the caller is wrong. */
@Timeout(30)
class SimulatorTest {
    private static final String VENDOR = """
            seed: 7
            vendors:
              - name: one
                dialect: %s
                keys: [good]
                dead-keys: [dead]
                models: [small, large]
                length: 12
            """;

    private final TurnedClock clock = new TurnedClock();

    private Simulator start(String dialect) {
        return Simulator.start(Scenario.parse(VENDOR.formatted(dialect), "test.yaml"), clock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
    void wholeAndStreamedAnswersAreOfOneKind(String dialect) throws IOException {
        try (Simulator simulator = start(dialect)) {
            Client client = new Client(dialect, simulator.url("one"));
            ChatRequest request = Client.prompt();

            ChatResponse whole = Client.whole(client.read(client.chat(request)));
            List<ChatResponse> pieces = client.read(client.chat(
                    request.withStream(true).withParameters(Map.of("stream_options", Map.of("include_usage", true)))));
            ChatResponse joined = Client.whole(pieces);

            for (ChatResponse answer : List.of(whole, joined)) {
                assertThat(answer.choices()).hasSize(1);
                assertThat(answer.choices().getFirst().message().text().split(" "))
                        .hasSize(12);
                assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
                assertThat(answer.model()).isEqualTo("small");
                Usage usage = Objects.requireNonNull(answer.usage());
                assertThat(usage.outputTokens()).isEqualTo(12);
                assertThat(usage.inputTokens()).isPositive();
            }
            assertThat(pieces).hasSizeGreaterThanOrEqualTo(12);
            assertThat(simulator.counts("one").all().accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
    void answersEndWhereTheCallerWantsThemTo(String dialect) throws IOException {
        try (Simulator simulator = start(dialect)) {
            Client client = new Client(dialect, simulator.url("one"));
            ChatResponse answer =
                    Client.whole(client.read(client.chat(Client.prompt().withParameters(Map.of("max_tokens", 5)))));
            assertThat(answer.choices().getFirst().message().text().split(" ")).hasSize(5);
            assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "gemini", "ollama"})
    void equalTextsHaveEqualVectors(String dialect) throws IOException {
        try (Simulator simulator = start(dialect)) {
            Client client = new Client(dialect, simulator.url("one"));
            List<double[]> vectors = client.embed("red", "blue", "red").vectors();
            assertThat(vectors).hasSize(3);
            assertThat(vectors.get(0)).isEqualTo(vectors.get(2)).isNotEqualTo(vectors.get(1));
            assertThat(client.embed("red").vectors().getFirst()).isEqualTo(vectors.getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,401", "anthropic,401", "gemini,400", "ollama,401"})
    void otherKeysAndDeadOnesAreRefused(String dialect, int status) throws IOException {
        try (Simulator simulator = start(dialect)) {
            Client client = new Client(dialect, simulator.url("one"));
            for (String key : List.of("dead", "sk-somebody-elses", "")) {
                HttpResponse<byte[]> response = client.with(key).chat(Client.prompt());
                assertThat(client.error(response).status()).isEqualTo(status);
                assertThat(client.error(response).text()).containsIgnoringCase("API key");
            }
            Counts counts = simulator.counts("one");
            assertThat(counts.all().unauthorized()).isEqualTo(3);
            assertThat(counts.cells()).extracting(Counts.Cell::key).containsExactly("dead", "unknown", "none");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
    void otherModelsPathsAndBodiesAreRefused(String dialect) throws IOException {
        try (Simulator simulator = start(dialect)) {
            Client client = new Client(dialect, simulator.url("one"));
            assertThat(client.error(client.chat(Client.prompt().withModel("medium")))
                            .status())
                    .isEqualTo(404);
            assertThat(client.error(client.post(new Payload("/nothing", new byte[0])))
                            .status())
                    .isEqualTo(404);
            assertThat(client.get("/nothing").statusCode()).isEqualTo(404);
            String path = Map.of(
                            "openai", "/chat/completions",
                            "anthropic", "/messages",
                            "gemini", "/models/small:generateContent",
                            "ollama", "/api/chat")
                    .getOrDefault(dialect, "");
            assertThat(client.post(new Payload(path, "{".getBytes(StandardCharsets.UTF_8)))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(simulator.counts("one").all().refused()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource({"openai,/models", "anthropic,/models", "gemini,/models", "ollama,/api/tags"})
    void modelsAreListed(String dialect, String path) throws IOException {
        try (Simulator simulator = start(dialect)) {
            Client client = new Client(dialect, simulator.url("one"));
            String list = new String(client.get(path).body(), StandardCharsets.UTF_8);
            assertThat(list).contains("small").contains("large");
            assertThat(client.with("dead").get(path).statusCode()).isNotEqualTo(200);
        }
    }

    @Test
    void geminiStreamsAListWhereItIsNotAskedForEvents() throws IOException {
        try (Simulator simulator = start("gemini")) {
            Client client = new Client("gemini", simulator.url("one"));
            byte[] body = "{\"contents\":[{\"parts\":[{\"text\":\"Hello\"}]}]}".getBytes(StandardCharsets.UTF_8);
            HttpResponse<byte[]> response = client.post(new Payload("/models/small:streamGenerateContent", body));
            assertThat(Client.json(response))
                    .isInstanceOfSatisfying(List.class, list -> assertThat(list).hasSize(13));
            response = client.post(new Payload(
                    "/models/small:embedContent", "{\"content\":{\"parts\":[]}}".getBytes(StandardCharsets.UTF_8)));
            assertThat(Tree.at(Client.json(response), "embedding", "values")).isInstanceOf(List.class);
        }
    }

    @Test
    void ollamaTellsItsVersion() throws IOException {
        try (Simulator simulator = start("ollama")) {
            Client client = new Client("ollama", simulator.url("one"));
            assertThat(Tree.text(Client.json(client.get("/api/version")), "version"))
                    .isNotEmpty();
        }
    }

    @Test
    void theSameSeedGivesTheSameAnswers() throws IOException {
        String first;
        try (Simulator simulator = start("openai")) {
            first = text(simulator) + text(simulator);
        }
        try (Simulator simulator = start("openai")) {
            assertThat(text(simulator) + text(simulator)).isEqualTo(first);
        }
    }

    private static String text(Simulator simulator) throws IOException {
        Client client = new Client("openai", simulator.url("one"));
        return new String(client.chat(Client.prompt()).body(), StandardCharsets.UTF_8);
    }

    @Test
    void countsAreToldAsJson() throws IOException {
        try (Simulator simulator = start("openai")) {
            Client client = new Client("openai", simulator.url("one"));
            client.chat(Client.prompt());
            clock.go(Duration.ofSeconds(3));
            client.chat(Client.prompt());
            client.with("dead").chat(Client.prompt());

            String server = "http://127.0.0.1:" + simulator.ports().get("one");
            Object counts = Client.json(new Client("openai", server).get("/_simulator"));

            assertThat(Tree.at(counts, "accepted")).isEqualTo(2);
            assertThat(Tree.at(counts, "keys", "good", "accepted")).isEqualTo(2);
            assertThat(Tree.at(counts, "keys", "dead", "unauthorized")).isEqualTo(1);
            assertThat(Tree.at(counts, "models", "small", "unauthorized")).isEqualTo(1);
            assertThat(Tree.at(counts, "open")).isEqualTo(0);
            assertThat(Tree.at(counts, "mostOpen")).isEqualTo(1);
            assertThat(simulator.counts("one").seconds(3, 4).accepted()).isEqualTo(1);
            assertThat(simulator.counts("one").key("dead").calls()).isEqualTo(1);
            assertThat(simulator.counts("one").model("small").accepted()).isEqualTo(2);
        }
    }

    @Test
    void inRealTimeLatencyIsWaitedFor() throws IOException {
        String slow = """
                vendors:
                  - name: one
                    dialect: openai
                    latency: { first: 40ms, token: 20ms }
                    length: 4
                """;
        try (Simulator simulator = Simulator.start(Scenario.parse(slow, "test.yaml"))) {
            Client client = new Client("openai", simulator.url("one"));
            for (boolean stream : List.of(false, true)) {
                long begun = System.nanoTime();
                client.read(client.chat(Client.prompt().withStream(stream)));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            }
        }
    }
}
