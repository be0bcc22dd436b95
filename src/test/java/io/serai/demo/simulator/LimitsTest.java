package io.serai.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That limits are kept as they are written, and told in each vendor's words. */
@Timeout(30)
class LimitsTest {
    private static final String RAW =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: vendor\r\nAuthorization: Bearer good\r\nContent-Length: 17\r\n\r\n{\"model\":\"small\"}";

    private final TurnedClock clock = new TurnedClock();
    private @Nullable Simulator simulator;

    private Client start(String dialect, String headers, String limits, String... more) {
        String yaml = """
                vendors:
                  - name: one
                    dialect: %s
                    headers: %s
                    length: 10
                    limits: %s
                """.formatted(dialect, headers, limits);
        Simulator started = Simulator.start(Scenario.parse(yaml + String.join("", more), "test.yaml"), clock);
        simulator = started;
        return new Client(dialect, started.url("one"));
    }

    @AfterEach
    void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }

    @Test
    void aWindowRollsToTheMillisecond() throws IOException {
        Client client = start("openai", "none", "2/s");
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        clock.go(Duration.ofMillis(400));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        clock.go(Duration.ofMillis(599));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(429);
        clock.go(Duration.ofMillis(2));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(429);
    }

    @Test
    void eachKeyHasItsOwnLimit() throws IOException {
        Client client = start("openai", "none", "1/min", "    keys: [a, b]\n");
        assertThat(client.with("a").chat(Client.prompt()).statusCode()).isEqualTo(200);
        assertThat(client.with("b").chat(Client.prompt()).statusCode()).isEqualTo(200);
        assertThat(client.with("a").chat(Client.prompt()).statusCode()).isEqualTo(429);
        assertThat(Objects.requireNonNull(simulator).counts("one").key("a").limited())
                .isEqualTo(1);
    }

    @Test
    void modelsCountAsTheLimitSays() throws IOException {
        Client client = start("openai", "none", "\"1/min per model, 1/day for *:free\"");
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(429);
        assertThat(client.chat(Client.prompt().withModel("a:free")).statusCode())
                .isEqualTo(200);
        assertThat(client.chat(Client.prompt().withModel("b:free")).statusCode())
                .isEqualTo(429);
    }

    @Test
    void aWindowWithAZoneBeginsAtMidnightThere() throws IOException {
        Client client = start("openai", "none", "1/day@UTC");
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> refused = client.chat(Client.prompt());
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Client.wait(refused, clock.instant())).isEqualTo(Duration.ofHours(12));
        clock.go(Duration.ofHours(12));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
    }

    @Test
    void callsAtOnceAreLimitedAndOneThatIsLeftNoLongerCounts() throws IOException {
        String slow = """
                vendors:
                  - { name: one, dialect: openai, limits: 1 parallel, latency: { first: 1h } }
                """;
        Simulator started = Simulator.start(Scenario.parse(slow, "test.yaml"));
        simulator = started;
        Client client = new Client("openai", started.url("one"));
        for (int call = 1; call <= 2; call++) {
            int accepted = call;
            try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), started.port("one"))) {
                caller.getOutputStream().write(RAW.getBytes(StandardCharsets.US_ASCII));
                Eventually.await(
                        "the call",
                        Duration.ofSeconds(5),
                        () -> started.counts("one").all().accepted() == accepted);
                HttpResponse<byte[]> refused = client.chat(Client.prompt());
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(client.error(refused).text()).contains("concurrent");
            }
            Eventually.await(
                    "its end",
                    Duration.ofSeconds(5),
                    () -> started.counts("one").open() == 0);
        }
    }

    @Test
    void limitsMoveAtTheirTimes() throws IOException {
        Client client = start(
                "openai",
                "openai",
                "[ {after: 0s, limits: 3/s}, {after: 10s, limits: 1/s}, {after: 20s, limits: 2/s} ]");
        assertThat(letIn(client)).isEqualTo(3);
        clock.go(Duration.ofMillis(9_500));
        assertThat(letIn(client)).isEqualTo(3);
        clock.go(Duration.ofMillis(500));
        // What was used before counts for the new limit.
        assertThat(letIn(client)).isZero();
        clock.go(Duration.ofMillis(600));
        assertThat(letIn(client)).isEqualTo(1);
        clock.go(Duration.ofSeconds(10));
        assertThat(letIn(client)).isEqualTo(2);
    }

    private static int letIn(Client client) throws IOException {
        int count = 0;
        while (count < 10 && client.chat(Client.prompt()).statusCode() == 200) {
            count++;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({
        "openai, openai", "openai, groq", "anthropic, anthropic", "openai, github", "openai, openrouter",
        "openai, cerebras", "gemini, gemini", "openai, gemini", "ollama, none", "openai, none"
    })
    void refusalsTellHowLongToWait(String dialect, String headers) throws IOException {
        Client client = start(dialect, headers, "1/min");
        client.chat(Client.prompt());
        clock.go(Duration.ofMillis(20_500));

        HttpResponse<byte[]> refused = client.chat(Client.prompt());

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(client.error(refused).status()).isEqualTo(429);
        assertThat(client.error(refused).text()).isNotEmpty();
        assertThat(Objects.requireNonNull(Client.wait(refused, clock.instant())))
                .isBetween(Duration.ofMillis(39_500), Duration.ofMillis(40_001));
    }

    @Test
    void zhipuTellsByNumbers() throws IOException {
        Client client = start("openai", "zhipu", "1/min, 3/day");
        client.chat(Client.prompt());
        HttpResponse<byte[]> often = client.chat(Client.prompt());
        assertThat(client.error(often).code()).isEqualTo("1303");
        assertThat(Client.wait(often, clock.instant())).isNull();
        for (int i = 0; i < 2; i++) {
            clock.go(Duration.ofMinutes(2));
            client.chat(Client.prompt());
        }
        HttpResponse<byte[]> all = client.chat(Client.prompt());
        assertThat(client.error(all).code()).isEqualTo("1308");
        assertThat(Objects.requireNonNull(Client.wait(all, clock.instant())))
                .isBetween(Duration.ofMinutes(24 * 60 - 4), Duration.ofMinutes(24 * 60 - 3));
    }

    @ParameterizedTest
    @CsvSource({
        "openai,    x-ratelimit-limit-requests: 5,   x-ratelimit-remaining-requests: 4,   x-ratelimit-reset-requests: 1m0.001s",
        "openai,    x-ratelimit-limit-tokens: 5000,  x-ratelimit-remaining-tokens: 4983,  x-ratelimit-reset-tokens: 1m0.001s",
        "groq,      x-ratelimit-limit-requests: 900, x-ratelimit-remaining-requests: 899, x-ratelimit-reset-requests: 24h0m0.001s",
        "anthropic, anthropic-ratelimit-requests-limit: 5, anthropic-ratelimit-requests-remaining: 4,"
                + " anthropic-ratelimit-requests-reset: 2026-11-21T12:01:01Z",
        "anthropic, anthropic-ratelimit-tokens-limit: 5000, anthropic-ratelimit-tokens-remaining: 5000,"
                + " anthropic-ratelimit-tokens-reset: 2026-11-21T12:01:01Z",
        "github,    x-ratelimit-limit-requests: 5,   x-ratelimit-remaining-requests: 4, x-ratelimit-renewalperiod-requests: 60",
        "cerebras,  x-ratelimit-limit-requests-day: 900, x-ratelimit-remaining-requests-day: 899,"
                + " x-ratelimit-reset-requests-day: 86400.001",
        "cerebras,  x-ratelimit-limit-tokens-minute: 5000, x-ratelimit-remaining-tokens-minute: 4983,"
                + " x-ratelimit-reset-tokens-minute: 60.001"
    })
    void answersTellWhatIsLeft(String form, String limit, String remaining, String reset) throws IOException {
        Client client = start("openai", form, "\"5/min, 900/day, 5000 tokens/min\"");
        Map<String, String> headers = Client.headers(client.chat(Client.prompt()));
        for (String header : new String[] {limit, remaining, reset}) {
            String[] parts = header.split(": ");
            assertThat(headers.get(parts[0])).as(parts[0]).isEqualTo(parts[1]);
        }
    }

    @Test
    void someVendorsTellNothingUntilTheyRefuse() throws IOException {
        for (String form : new String[] {"openrouter", "gemini", "zhipu", "none"}) {
            Client client = start("openai", form, "5/min");
            assertThat(Client.headers(client.chat(Client.prompt())).keySet())
                    .noneMatch(name -> name.contains("ratelimit"));
            stop();
        }
    }

    @Test
    void tokensCountWithPromptAndAnswer() throws IOException {
        Client client = start("openai", "openai", "45 tokens/min");
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> refused = client.chat(Client.prompt());
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Tree.text(Client.json(refused), "error", "type")).isEqualTo("tokens");
    }

    @Test
    void durationsAreWrittenAsGoWritesThem() {
        assertThat(LimitHeaders.duration(Duration.ofMillis(120))).isEqualTo("120ms");
        assertThat(LimitHeaders.duration(Duration.ofMillis(179_560))).isEqualTo("2m59.56s");
        assertThat(LimitHeaders.duration(Duration.ofMinutes(6))).isEqualTo("6m0s");
        assertThat(LimitHeaders.duration(Duration.ofHours(24))).isEqualTo("24h0m0s");
    }
}
