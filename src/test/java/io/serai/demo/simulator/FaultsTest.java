package io.serai.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.dialect.MalformedException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, when, and for whom. */
@Timeout(30)
class FaultsTest {
    private static final String DIALECTS = "openai,anthropic,gemini,ollama";

    private final TurnedClock clock = new TurnedClock();
    private @Nullable Simulator simulator;

    private Client start(String dialect, String... faults) {
        String yaml = """
                seed: 3
                vendors:
                  - name: one
                    dialect: %s
                    faults:
                """.formatted(dialect);
        StringBuilder all = new StringBuilder(yaml);
        for (String fault : faults) {
            all.append("      - { ").append(fault).append(" }\n");
        }
        stop();
        Simulator started = Simulator.start(Scenario.parse(all.toString(), "test.yaml"), clock);
        simulator = started;
        return new Client(dialect, started.url("one"));
    }

    private Counts.Seen seen() {
        Counts counts = Objects.requireNonNull(simulator).counts("one");
        assertThat(counts.open()).isZero();
        return counts.all();
    }

    @AfterEach
    void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openai,500,500", "openai,503,503", "openai,429,429", "openai,html,502",
        "anthropic,500,500", "anthropic,503,529", "anthropic,429,429", "anthropic,html,502",
        "gemini,500,500", "gemini,503,503", "gemini,429,429", "gemini,html,502",
        "ollama,500,500", "ollama,503,503", "ollama,429,429", "ollama,html,502"
    })
    void someAnswerWithAStatus(String dialect, String kind, int status) throws IOException {
        Client client = start(dialect, "kind: " + kind);
        HttpResponse<byte[]> response = client.chat(Client.prompt());
        assertThat(client.error(response).status()).isEqualTo(status);
        assertThat(seen().failed() + seen().limited()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "reset"})
    void someEndTheConnection(String kind) {
        Client client = start("openai", "kind: " + kind);
        assertThatThrownBy(() -> client.chat(Client.prompt())).isInstanceOf(IOException.class);
        assertThat(seen().failed()).isEqualTo(1);
    }

    @Test
    void whereThereIsNoServerListsOfModelsFailToo() throws IOException {
        Client client = start("openai", "kind: 503, to: 10s", "kind: reset, from: 10s, to: 20s");
        assertThat(client.get("/models").statusCode()).isEqualTo(200);
        clock.go(Duration.ofSeconds(10));
        assertThatThrownBy(() -> client.get("/models")).isInstanceOf(IOException.class);
        clock.go(Duration.ofSeconds(10));
        assertThat(client.get("/models").statusCode()).isEqualTo(200);
        assertThat(seen().calls()).isZero();
    }

    @Test
    void cutAnswersEndInTheMiddle() throws IOException {
        for (String dialect : DIALECTS.split(",")) {
            for (boolean stream : List.of(false, true)) {
                Client client = start(dialect, "kind: cut");
                assertThatThrownBy(() -> client.read(client.chat(Client.prompt().withStream(stream))))
                        .as(dialect)
                        .isInstanceOf(IOException.class);
                assertThat(seen().failed()).isEqualTo(1);
            }
        }
    }

    @Test
    void badJsonIsSeenByEachReader() {
        for (String dialect : DIALECTS.split(",")) {
            for (boolean stream : List.of(false, true)) {
                Client client = start(dialect, "kind: bad-json");
                assertThatThrownBy(() -> client.read(client.chat(Client.prompt().withStream(stream))))
                        .as(dialect + ' ' + stream)
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void emptyAnswersHaveNoWord() throws IOException {
        for (String dialect : DIALECTS.split(",")) {
            for (boolean stream : List.of(false, true)) {
                Client client = start(dialect, "kind: empty");
                assertThat(Client.whole(client.read(client.chat(Client.prompt().withStream(stream))))
                                .choices())
                        .as(dialect)
                        .allMatch(choice -> choice.message().text().isEmpty());
            }
        }
    }

    @Test
    void aFaultHasItsTimeItsKeysAndItsModels() throws IOException {
        Client client = start(
                "openai",
                "kind: 503, from: 10s, to: 20s",
                "kind: dead-key, keys: [old], from: 30s",
                "kind: retired, models: [small], from: 40s");
        assertThat(client.with("old").chat(Client.prompt()).statusCode()).isEqualTo(200);
        clock.go(Duration.ofSeconds(10));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(503);
        clock.go(Duration.ofSeconds(10));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        clock.go(Duration.ofSeconds(10));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(401);
        assertThat(client.with("new").chat(Client.prompt()).statusCode()).isEqualTo(200);
        clock.go(Duration.ofSeconds(10));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(404);
        assertThat(client.chat(Client.prompt().withModel("other")).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusalThatEndsTellsWhen() throws IOException {
        Client client = start("openai", "kind: 429, to: 30s");
        assertThat(Client.wait(client.chat(Client.prompt()), clock.instant())).isEqualTo(Duration.ofSeconds(30));
        client = start("openai", "kind: 429");
        assertThat(Client.wait(client.chat(Client.prompt()), clock.instant())).isNull();
    }

    @Test
    void aNewKeyIsNotServedForATime() throws IOException {
        Client client = start("openai", "kind: key-change, for: 2h");
        assertThat(client.with("first").chat(Client.prompt()).statusCode()).isEqualTo(200);
        assertThat(client.with("second").chat(Client.prompt()).statusCode()).isEqualTo(503);
        clock.go(Duration.ofMinutes(119));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(503);
        clock.go(Duration.ofMinutes(1));
        assertThat(client.chat(Client.prompt()).statusCode()).isEqualTo(200);
        assertThat(client.with("first").chat(Client.prompt()).statusCode()).isEqualTo(200);
    }

    @Test
    void aShareOfTheCallsIsStruckAndTheSameOnesAgain() throws IOException {
        List<Integer> once = statuses("kind: 500, share: 0.3");
        assertThat(once.stream().filter(status -> status == 500).count()).isBetween(10L, 50L);
        assertThat(statuses("kind: 500, share: 0.3")).isEqualTo(once);
    }

    private List<Integer> statuses(String fault) throws IOException {
        Client client = start("openai", fault);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            statuses.add(client.chat(Client.prompt()).statusCode());
        }
        return statuses;
    }

    @Test
    void outagesComeAndGoByTheSeed() {
        Span.Recurring outages = new Span.Recurring(Duration.ofHours(6), Duration.ofHours(2));
        List<Boolean> week = week(outages, 1);
        assertThat(week.stream().filter(out -> out).count() / (double) week.size())
                .isBetween(0.15, 0.35);
        assertThat(week(outages, 1)).isEqualTo(week);
        assertThat(week(outages, 2)).isNotEqualTo(week);
    }

    private static List<Boolean> week(Span outages, long seed) {
        Span.Course course = outages.course(new SplittableRandom(seed));
        List<Boolean> week = new ArrayList<>();
        for (int minute = 0; minute < 4 * 7 * 24 * 60; minute++) {
            week.add(course.covers(Duration.ofMinutes(minute)));
        }
        assertThat(course.end()).isNotNull();
        return week;
    }
}
