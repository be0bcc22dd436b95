package io.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.revision.RevisionException;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own catalogue beside the settings: what it says counts as soon as it is saved, and a wrong one changes nothing. */
class OwnCatalogTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CATALOG = "catalog.yaml";
    private static final String PROVIDER = """
            - templatedRoute:
                routeTemplateRef: provider
                routeId: mine
                parameters:
                  - { name: name, value: mine }
            """;

    @TempDir
    Path directory;

    private HealthyVendor one;

    @BeforeEach
    void start() {
        one = new HealthyVendor("one");
    }

    @AfterEach
    void stop() {
        one.close();
    }

    private String vendor(String model, String limits) {
        return """
                mine:
                  dialect: openai
                  url: %s
                  auth: none
                  limits: %s
                  models:
                    - { id: %s }
                """.formatted(one.url(), limits, model);
    }

    @Test
    void vendorsAndLimitsChangeOnSave() {
        try (RunningSerai serai = Gateway.setup(directory, one, one).start()) {
            Client client = new Client(serai.uri("/"));
            Gateway gateway = new Gateway(directory);
            gateway.save(CATALOG, vendor("first", "1000/day"));
            gateway.save("routes/mine.camel.yaml", PROVIDER);
            Eventually.await("the vendor", SOON, () -> status(client, "first") == 200);

            gateway.save(CATALOG, vendor("second", "1000/day"));
            Eventually.await("the other model", SOON, () -> status(client, "second") == 200);
            assertThat(status(client, "first")).isEqualTo(404);

            gateway.save(CATALOG, vendor("second", "1/day"));
            Eventually.await("the limit", SOON, () -> status(client, "second") == 429);
        }
    }

    @Test
    void wrongEditKeepsTheLastGoodRevision() {
        try (RunningSerai serai = Gateway.setup(directory, one, one).start()) {
            Client client = new Client(serai.uri("/"));
            Gateway gateway = new Gateway(directory);
            gateway.save(CATALOG, "gorq:\n  limits: 7/min\ngroq:\n  limits: 7 a minute\nmistral: { dialect: opnai }\n");
            Eventually.await(
                    "refusal", SOON, () -> !client.routes().path("refused").isNull());
            assertThat(client.routes().at("/refused/findings").valueStream().map(it -> it.asText()))
                    .satisfiesExactly(
                            it -> assertThat(it)
                                    .isEqualTo("catalog.yaml:1 catalogue: `gorq` is no vendor that Serai knows, did you"
                                            + " mean `groq`? One of your own needs a `dialect`"),
                            it -> assertThat(it)
                                    .startsWith(
                                            "catalog.yaml:4 vendor groq: `limits` is wrong: '7 a minute' is no limit; write"),
                            it -> assertThat(it)
                                    .isEqualTo("catalog.yaml:5 vendor mistral: `dialect` is 'opnai', which Serai does"
                                            + " not speak; did you mean 'openai'?"));
            assertThat(client.routes().path("revision").asInt()).isEqualTo(1);
            assertThat(client.target("light", "still there")).isEqualTo("one/small");

            gateway.save(CATALOG, "groq:\n  limits: 7/min\n");
            Eventually.await(
                    "correction", SOON, () -> client.routes().path("refused").isNull());
            gateway.delete(CATALOG);
            Eventually.await(
                    "no catalogue", SOON, () -> client.routes().path("revision").asInt() == 3);
        }
    }

    @Test
    void wrongCatalogueIsRefusedAtTheStart() throws IOException {
        Files.writeString(directory.resolve(CATALOG), "groq:\n  limts: 7/min\n");
        assertThatThrownBy(() -> Gateway.setup(directory, one, one).start())
                .isInstanceOf(RevisionException.class)
                .hasMessageStartingWith("catalog.yaml:2 vendor groq: `limts` is no field, did you mean `limits`?");
    }

    private static int status(Client client, String model) {
        return client.chat(model, "hello " + System.nanoTime(), false).statusCode();
    }
}
