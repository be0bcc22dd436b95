package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.ops.Scrape;
import io.serai.wire.EmptyAnswer;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call has cost, a lost attempt included, is the same sum wherever it is told, and each target's limits count that target's part. */
class OneCostTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String[] ADMIN = {"authorization", "Bearer the-admin-key-of-this-test"};
    private static final String CATALOG = """
        priced:
          dialect: openai
          url: http://127.0.0.1:9/v1
          models: [ { id: small, price: { in: 10, out: 20 } } ]
        """;

    @TempDir
    Path directory;

    @Test
    void headersLimitsLedgerMetricsPageAndBatchesAgree() throws Exception {
        try (EmptyAnswer empty = EmptyAnswer.withoutContent();
                HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.ledger.enabled", "true")
                        .with("serai.admin.keys", "the-admin-key-of-this-test")
                        .file("catalog.yaml", CATALOG)
                        .provider("e", empty, "vendor", "priced", "keys", "a-key")
                        .provider("w", well, "vendor", "priced", "keys", "another-key")
                        .pool("fragile", "e/small", "w/small")
                        .start()) {
            String key = json(serai.post(
                            "/admin/keys",
                            "{\"id\":\"k\",\"limits\":\"$1/day, $1/day for e/*, $1/day for w/*\"}",
                            ADMIN))
                    .get("key")
                    .asText();
            String[] holder = {"authorization", "Bearer " + key};
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions", RunningSerai.chat("fragile", "what does this cost?", false), holder);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode total = written(serai, "key=k", 1);
            BigDecimal cost = total.get("cost").decimalValue();

            assertThat(total.get("failed_cost_nanos").asLong()).isPositive();
            assertCost(answer.headers().firstValue("x-serai-cost").orElse("0"), cost);
            JsonNode limits = json(serai.get("/v1/key", holder)).get("limits");
            assertCost(limits.at("/0/used").asText(), cost);
            for (int i = 1; i <= 2; i++) {
                String target = i == 1 ? "e/small" : "w/small";
                BigDecimal part =
                        usage(serai, "key=k&target=" + target).get("cost").decimalValue();
                assertThat(part).as(target).isPositive();
                assertCost(limits.at("/" + i + "/used").asText(), part);
            }
            assertCost(
                    json(serai.get("/admin/requests", ADMIN))
                            .at("/requests/0/cost")
                            .asText(),
                    cost);
            Scrape scrape = new Scrape(serai.get("/metrics", ADMIN).body());
            assertThat(scrape.sum("serai_cost_dollars_total")).isCloseTo(cost.doubleValue(), within());
            assertThat(scrape.value("serai_key_spent_dollars", "key", "k")).isCloseTo(cost.doubleValue(), within());

            Files.createDirectories(directory.resolve("inbox"));
            Files.writeString(
                    directory.resolve("inbox/one.jsonl"), "{\"prompt\":\"a line of a batch\",\"model\":\"fragile\"}\n");
            Eventually.await(
                    "the line is done", SOON, () -> job(serai).path("done").asInt() == 1);
            BigDecimal ofLine = written(serai, "key=", 1).get("cost").decimalValue();
            assertCost(job(serai).path("cost").asText(), ofLine);
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.api.Assertions.within(1e-12);
    }

    private static void assertCost(String told, BigDecimal cost) {
        assertThat(new BigDecimal(told)).isEqualByComparingTo(cost);
    }

    private static JsonNode job(RunningSerai serai) {
        return json(serai.get("/admin/jobs", ADMIN)).at("/jobs/0");
    }

    /** What is used once so many requests are written down. */
    private static JsonNode written(RunningSerai serai, String query, int requests) {
        Eventually.await(
                "the ledger has it",
                SOON,
                () -> usage(serai, query).get("requests").asInt() == requests);
        return usage(serai, query);
    }

    private static JsonNode usage(RunningSerai serai, String query) {
        return json(serai.get("/admin/usage?" + query, ADMIN)).get("total");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
