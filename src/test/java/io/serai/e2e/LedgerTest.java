package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.TooManyRequests;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls used and cost, as {@code GET /admin/usage} answers it; no prompt and no key of a vendor is kept. */
class LedgerTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String VENDOR_KEY = "canary-of-the-vendor-key";
    private static final String ADMIN = "the-admin-key-of-this-test";
    private static final String PROMPT = "canary-of-the-prompt";
    private static final String CATALOG = """
        priced:
          dialect: openai
          url: http://127.0.0.1:9/v1
          auth: none
          models: [ { id: small, price: { in: 1, out: 2 } } ]
        """;

    @TempDir
    Path directory;

    private RunningSerai.Setup setup() {
        return RunningSerai.in(directory).with("serai.ledger.enabled", "true").file("catalog.yaml", CATALOG);
    }

    private static JsonNode usage(RunningSerai serai, String query) {
        HttpResponse<String> answer = serai.get("/admin/usage" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static void awaitRequests(RunningSerai serai, int number) {
        Eventually.await(
                number + " requests",
                SOON,
                () -> usage(serai, "").at("/total/requests").asInt() == number);
    }

    @Test
    void everyWayOfAskingIsWrittenDownAndNoWordOfIt() throws Exception {
        try (HealthyVendor well = new HealthyVendor("well");
                TooManyRequests ill = TooManyRequests.retryAfter(Duration.ofSeconds(20));
                RunningSerai serai = setup().provider("ill", ill, "keys", VENDOR_KEY)
                        .provider("priced", well, "keys", VENDOR_KEY)
                        .pool("light", "ill/small", "priced/small")
                        .pool("embedding", "priced/small")
                        .start()) {
            serai.ask("light", PROMPT);
            serai.stream("light", PROMPT + " again");
            serai.post(
                    "/v1/messages",
                    "{\"model\":\"light\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT
                            + "\"}]}");
            serai.post("/v1/embeddings", "{\"model\":\"embedding\",\"input\":\"" + PROMPT + "\"}");
            serai.ask("no-such-model", PROMPT);
            awaitRequests(serai, 5);

            JsonNode total = usage(serai, "").at("/total");
            assertThat(total.at("/failed").asInt()).isEqualTo(1);
            assertThat(total.at("/unpriced").asInt()).isZero();
            assertThat(total.at("/cost_nanos").asLong())
                    .isEqualTo(total.at("/input_tokens").asLong() * 1_000
                            + total.at("/output_tokens").asLong() * 2_000)
                    .isPositive();
            assertThat(usage(serai, "?by=target").at("/rows").toString()).contains("ill/small", "priced/small");
            HttpResponse<String> csv = serai.get("/admin/usage?by=day,provider", "accept", "text/csv");
            assertThat(csv.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
            assertThat(csv.body()).startsWith("day,provider,requests,failed,").contains(",priced,");
            assertThat(csv.body() + usage(serai, "?by=key,user,team,task,target,hour"))
                    .doesNotContain("canary");
        }
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).anyMatch(it -> it.toString().endsWith("usage.mv.db"));
            for (Path file : all) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("canary");
            }
        }
    }

    @Test
    void usageIsThereAfterARestart() {
        try (HealthyVendor well = new HealthyVendor("well")) {
            RunningSerai.Setup setup =
                    setup().provider("priced", well, "keys", VENDOR_KEY).pool("light", "priced/small");
            try (RunningSerai first = setup.start()) {
                first.ask("light", "once");
                // Stopped at once: what waits is written.
            }
            try (RunningSerai second = setup.start()) {
                assertThat(usage(second, "?by=target").at("/rows/0/requests").asInt())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void whatAKeyHasSpentIsKnownThoughNoLimitCountsIt() throws Exception {
        String[] admin = {"authorization", "Bearer " + ADMIN};
        String key;
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = setup().with("serai.admin.keys", ADMIN)
                        .provider("priced", well)
                        .pool("light", "priced/small")
                        .start()) {
            key = json(serai.post("/admin/keys", "{\"id\":\"free\"}", admin))
                    .get("key")
                    .asText();
            String[] holder = {"authorization", "Bearer " + key};
            assertThat(serai.post("/v1/chat/completions", RunningSerai.chat("light", "one", false), holder)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(serai.post("/v1/chat/completions", RunningSerai.chat("light", "two", false), admin)
                            .statusCode())
                    .isEqualTo(200);
            Eventually.await(
                    "both are written",
                    SOON,
                    () -> json(serai.get("/admin/usage", admin))
                                    .at("/total/requests")
                                    .asInt()
                            == 2);
            JsonNode own = json(serai.get("/admin/usage?key=free&by=key", admin));
            assertThat(own.get("rows")).hasSize(1);
            assertThat(own.at("/total/requests").asInt()).isEqualTo(1);
            BigDecimal cost = own.at("/total/cost").decimalValue();
            assertThat(cost).isPositive();
            assertThat(json(serai.get("/admin/usage?key=nobody", admin)).get("rows"))
                    .isEmpty();
            assertThat(json(serai.get("/admin/usage?target=priced/small&team=", admin))
                            .at("/total/requests")
                            .asInt())
                    .isEqualTo(2);

            assertSpent(json(serai.get("/v1/key", holder)).get("spent"), cost);
            assertSpent(json(serai.get("/admin/keys?used=true", admin)).at("/keys/0/spent"), cost);
            assertSpent(json(serai.get("/key/info", holder)).at("/info/spend"), cost);
            JsonNode router = json(serai.get("/api/v1/key", holder));
            for (String field : new String[] {"usage", "usage_daily", "usage_weekly", "usage_monthly"}) {
                assertSpent(router.at("/data/" + field), cost);
            }
        }
        try (RunningSerai serai = setup().with("serai.admin.keys", ADMIN).start()) {
            assertThat(json(serai.get("/v1/key", "authorization", "Bearer " + key))
                            .get("spent")
                            .decimalValue())
                    .isPositive();
        }
    }

    private static void assertSpent(JsonNode shown, BigDecimal cost) {
        assertThat(shown.decimalValue()).isEqualByComparingTo(cost);
    }

    @Test
    void aFilterIsNoCredential() {
        try (RunningSerai serai = setup().with("serai.admin.keys", ADMIN).start()) {
            for (String path : new String[] {"/admin/usage", "/admin/keys", "/admin/prompts", "/v1/key", "/key/info"}) {
                assertThat(serai.get(path + "?key=" + ADMIN).statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
            assertThat(serai.get("/admin/keys?key=x", "authorization", "Bearer " + ADMIN)
                            .body())
                    .contains("There is no parameter 'key' here");
        }
    }

    @Test
    void wrongQuestionsGetA400ThatNamesTheParameter() {
        try (RunningSerai serai = setup().asShipped().start()) {
            HttpResponse<String> answer = serai.get("/admin/usage?colour=red");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("There is no parameter 'colour'");
            assertThat(serai.get("/admin/usage?by=day&by=day").body()).contains("'by' appears twice");
        }
    }

    @Test
    void aLedgerThatIsOffWritesNothing() {
        try (RunningSerai serai =
                setup().with("serai.ledger.enabled", "false").asShipped().start()) {
            assertThat(serai.get("/admin/usage").statusCode()).isEqualTo(404);
        }
        assertThat(directory.resolve("data/usage.mv.db")).doesNotExist();
    }

    @Test
    void aDatabaseThatIsAwayHoldsUpNoRequest() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = setup().with("serai.store.url", "jdbc:postgresql://127.0.0.1:1/none")
                        .with("serai.store.password", "canary-of-the-password")
                        // An earlier run has read that there are no client keys; without that nobody is let in.
                        .file("data/clients.log", "")
                        .provider("priced", well, "keys", VENDOR_KEY)
                        .pool("light", "priced/small")
                        .start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(serai.ask("light", "question " + i).statusCode()).isEqualTo(200);
            }
            HttpResponse<String> answer = serai.get("/admin/usage");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("does not answer").doesNotContain("canary");
            Eventually.await(
                    "health names it", SOON, () -> serai.get("/health").body().contains("\"away\":[\"store\"]"));
            assertThat(serai.get("/health").body()).contains("\"status\":\"ok\"");
            assertThat(serai.get("/metrics").body()).contains("serai_store_away 1");
        }
    }
}
