package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.ops.Scrape;
import io.serai.wire.CutStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import io.serai.wire.SlowFirstByte;
import io.serai.wire.TooManyRequests;
import io.serai.wire.Unavailable;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code GET /metrics} says after requests of which everything is known. */
class MetricsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String[] WELL = {
        "gen_ai_operation_name", "chat",
        "gen_ai_provider_name", "openai-compatible",
        "gen_ai_request_model", "small",
        "serai_provider", "well"
    };

    @TempDir
    Path directory;

    @Test
    void whoeverLooksWhatIsThereIsNoClient() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = start(well, "well/small")) {
            for (String path : List.of("/", "/favicon.ico", "/robots.txt", "/v1/nothing", "/.well-known/x")) {
                assertThat(serai.get(path).statusCode()).isEqualTo(path.equals("/") ? 200 : 404);
            }
            assertThat(serai.post("/nothing", "{}").statusCode()).isEqualTo(404);
            assertThat(serai.get("/v1/messages").statusCode()).isEqualTo(405);

            assertThat(after(serai, 2).sum("serai_requests_total")).isEqualTo(2);
        }
    }

    @Test
    void anAnswerIsCountedWithItsTokens() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = start(well, "well/small")) {
            assertThat(serai.ask("light", "hello there").statusCode()).isEqualTo(200);
            Scrape scrape = after(serai, 1);

            assertThat(requests(scrape, "light", "miss", "200")).isEqualTo(1);
            assertThat(scrape.value("gen_ai_client_operation_duration_seconds_count", WELL))
                    .isEqualTo(1);
            assertThat(scrape.value("gen_ai_server_request_duration_seconds_count", WELL))
                    .isEqualTo(1);
            assertThat(attempts(scrape, "well", "200")).isEqualTo(1);
            assertThat(tokens(scrape, "input")).isPositive();
            assertThat(tokens(scrape, "output")).isPositive();
            assertThat(scrape.sum("gen_ai_server_time_to_first_token_seconds_count"))
                    .isZero();
            assertThat(scrape.types())
                    .containsEntry("gen_ai_client_token_usage", "histogram")
                    .containsEntry("serai_requests_total", "counter")
                    .containsEntry("serai_requests_in_flight", "gauge");
        }
    }

    @Test
    void failoverCountsEachAttemptByItsOutcome() {
        try (FakeVendor ill = TooManyRequests.retryAfter(Duration.ofSeconds(20));
                HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("ill", ill, "models", "small")
                        .provider("well", well)
                        .pool("light", "ill/small", "well/small")
                        .start()) {
            serai.ask("light", "one");
            serai.ask("light", "two");
            Scrape scrape = after(serai, 2);

            assertThat(attempts(scrape, "ill", "429")).isEqualTo(1);
            assertThat(attempts(scrape, "ill", "limited")).isEqualTo(1);
            assertThat(attempts(scrape, "well", "200")).isEqualTo(2);
            // What was passed over is no call of a vendor.
            assertThat(scrape.sum("gen_ai_client_operation_duration_seconds_count"))
                    .isEqualTo(3);
            assertThat(scrape.value("serai_target_ready", "provider", "ill", "model", "small"))
                    .isZero();
            assertThat(scrape.value("serai_target_ready", "provider", "well", "model", "small"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aStreamTellsItsFirstToken() {
        try (FakeVendor well = new SlowFirstByte("well", Duration.ofMillis(300));
                RunningSerai serai = start(well, "well/small")) {
            streamWithUsage(serai);
            Scrape scrape = after(serai, 1);

            assertThat(scrape.value("gen_ai_server_time_to_first_token_seconds_count", WELL))
                    .isEqualTo(1);
            assertThat(scrape.value("gen_ai_server_time_to_first_token_seconds_sum", WELL))
                    .isBetween(0.3, 10.0);
            assertThat(scrape.value("gen_ai_client_operation_time_to_first_chunk_seconds_sum", WELL))
                    .isBetween(0.3, 10.0);
            assertThat(tokens(scrape, "output")).isPositive();
        }
    }

    @Test
    void waitingForAVendorIsNoOverhead() {
        try (FakeVendor well = new SlowFirstByte("well", Duration.ofMillis(1500));
                RunningSerai serai = start(well, "well/small")) {
            serai.ask("light", "hello there");
            Scrape scrape = after(serai, 1);

            assertThat(scrape.value("gen_ai_server_request_duration_seconds_sum", WELL))
                    .isGreaterThan(1.5);
            assertThat(scrape.value("serai_overhead_seconds_count", "ingress", "http"))
                    .isEqualTo(1);
            assertThat(scrape.value("serai_overhead_seconds_sum", "ingress", "http"))
                    .isBetween(0.000_01, 1.4);
        }
    }

    @Test
    void aHitIsCountedAndCostsNothing() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = start(well, "well/small")) {
            serai.ask("light", "the same");
            serai.ask("light", "the same");
            Scrape scrape = after(serai, 2);

            assertThat(requests(scrape, "light", "miss", "200")).isEqualTo(1);
            assertThat(requests(scrape, "light", "hit", "200")).isEqualTo(1);
            assertThat(scrape.sum("serai_attempts_total")).isEqualTo(1);
            assertThat(scrape.sum("gen_ai_client_token_usage_count")).isEqualTo(2);
        }
    }

    @Test
    void aClientThatLeavesIsA499() throws Exception {
        try (FakeVendor well = new SlowFirstByte("well", Duration.ofSeconds(30));
                RunningSerai serai = start(well, "well/small")) {
            Socket client = new Socket("127.0.0.1", serai.serai().port());
            byte[] body = RunningSerai.chat("light", "one two", true).getBytes(StandardCharsets.UTF_8);
            client.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length
                                    + "\r\n\r\n" + new String(body, StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8));
            well.awaitRequests(1);
            assertThat(scrape(serai).value("serai_requests_in_flight", "ingress", "http"))
                    .isEqualTo(1);
            client.close();
            Scrape scrape = after(serai, 1);

            assertThat(requests(scrape, "light", "miss", "499")).isEqualTo(1);
            assertThat(scrape.value("serai_requests_in_flight", "ingress", "http"))
                    .isZero();
        }
    }

    @Test
    void failuresAndRefusalsAreCounted() {
        try (FakeVendor ill = new Unavailable();
                RunningSerai serai = start(ill, "well/small")) {
            assertThat(serai.ask("light", "hello").statusCode()).isGreaterThanOrEqualTo(500);
            serai.post("/v1/chat/completions", "{");
            serai.post("/nowhere", "{}");
            Scrape scrape = after(serai, 3);

            assertThat(attempts(scrape, "well", "503")).as("and once more").isEqualTo(2);
            assertThat(requests(scrape, "", "bypass", "400")).isEqualTo(1);
            assertThat(requests(scrape, "", "bypass", "404")).isEqualTo(1);
            assertThat(scrape.sum("gen_ai_client_token_usage_count")).isZero();
        }
    }

    @Test
    void aStreamThatBreaksHasTheStatusOfItsError() {
        try (FakeVendor ill = CutStream.afterTokens(2);
                RunningSerai serai = start(ill, "well/small")) {
            assertThat(serai.stream("light", "one two three four").statusCode()).isEqualTo(200);
            Scrape scrape = after(serai, 1);

            assertThat(requests(scrape, "light", "miss", "502")).isEqualTo(1);
            assertThat(attempts(scrape, "well", "502")).isEqualTo(1);
        }
    }

    @Test
    void whatHasNoPriceIsVisibleAndCostsNothing() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = start(well, "well/small")) {
            serai.ask("light", "hello");
            Scrape scrape = after(serai, 1);

            String[] target = {"provider", "well", "model", "small"};
            assertThat(scrape.value("serai_unpriced_attempts_total", target)).isEqualTo(1);
            assertThat(scrape.value("serai_cost_dollars_total", target)).isZero();
            assertThat(scrape.types()).containsEntry("serai_cost_dollars_total", "counter");
        }
    }

    @Test
    void namesThatClientsMakeUpAreOneSeries() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = start(well, "well/small")) {
            for (int i = 0; i < 5; i++) {
                assertThat(serai.ask("well/made-up-" + i, "hello").statusCode()).isEqualTo(200);
                assertThat(serai.ask("nobody-knows-" + i, "hello").statusCode()).isEqualTo(404);
            }
            Scrape scrape = after(serai, 10);

            assertThat(scrape.value("serai_attempts_total", "provider", "well", "model", "other", "outcome", "200"))
                    .isEqualTo(5);
            assertThat(scrape.series("serai_attempts_total")).isEqualTo(1);
            assertThat(scrape.toString()).doesNotContain("made-up").doesNotContain("nobody-knows");
        }
    }

    @Test
    void whatIsLeftOfLimitsIsTold() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider(
                                "well",
                                well,
                                "keys",
                                "secret-one,secret-two",
                                "limits",
                                "30/min, 14400/day@America/Los_Angeles, 2 parallel",
                                "models",
                                "small")
                        .pool("light", "well/small")
                        .start()) {
            serai.ask("light", "hello");
            Scrape scrape = after(serai, 1);

            double left = left(scrape, "well#1", "requests/1m") + left(scrape, "well#2", "requests/1m");
            assertThat(left).isEqualTo(59);
            assertThat(left(scrape, "well#1", "requests/24h@America/Los_Angeles"))
                    .isGreaterThanOrEqualTo(14399);
            assertThat(left(scrape, "well#1", "parallel")).isEqualTo(2);
            assertThat(scrape.toString()).doesNotContain("secret");
        }
    }

    @Test
    void whatIsLeftOfClientsLimitsIsTold() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.admin.keys", "operator")
                        .file("clients.yaml", """
                                everybody: { limits: "1000/day, total $5" }
                                users: { "*": { limits: "50/day" }, carol: { limits: "60/day" } }
                                keys:
                                  shop:
                                    hash: "sha256:7ac481944d8a142768a0608a4e0fb80698da042ef2f44f11502c7b55f11b6e59"
                                    limits: "500/day, 400/day shadow, 2 parallel"
                                """)
                        .provider("well", well, "models", "small")
                        .pool("light", "well/small")
                        .start()) {
            for (String user : List.of("alice", "bob", "carol")) {
                String body = RunningSerai.chat("light", "hello from " + user, false)
                        .replaceFirst("}$", ",\"user\":\"" + user + "\"}");
                assertThat(serai.post("/v1/chat/completions", body, "authorization", "Bearer sk-shop-0123456789")
                                .statusCode())
                        .isEqualTo(200);
            }
            Eventually.await("all have ended", SOON, () -> operators(serai).sum("serai_requests_total") >= 3);
            Scrape scrape = operators(serai);

            assertThat(clientLimit(scrape, "_left", "key:shop", "500/day")).isEqualTo(497);
            assertThat(clientLimit(scrape, "", "key:shop", "500/day")).isEqualTo(500);
            assertThat(clientLimit(scrape, "_left", "key:shop", "400/day shadow"))
                    .isEqualTo(397);
            assertThat(clientLimit(scrape, "_left", "key:shop", "2 parallel")).isEqualTo(2);
            assertThat(clientLimit(scrape, "_left", "everybody", "1000/day")).isEqualTo(997);
            assertThat(clientLimit(scrape, "_left", "everybody", "total $5")).isEqualTo(5);
            assertThat(clientLimit(scrape, "_left", "user:carol", "60/day")).isEqualTo(59);
            assertThat(clientLimit(scrape, "_left", "user:*", "50/day")).isEqualTo(49);
            assertThat(scrape.toString())
                    .doesNotContain("alice")
                    .doesNotContain("bob")
                    .doesNotContain("sk-shop");
        }
    }

    @Test
    void limitsWithTheSameLabelsAreOneSeriesTheTightest() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("well", well, "models", "small", "limits", "100/min, 60/min, 80/min per vendor")
                        .pool("light", "well/small")
                        .start()) {
            serai.ask("light", "hello");
            assertThat(serai.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(left(after(serai, 1), "well#1", "requests/1m")).isEqualTo(59);
        }
    }

    @Test
    void whatOnlyTheVendorReportsIsToldByItsUnit() {
        try (HealthyVendor well = new HealthyVendor("well")
                        .telling("x-ratelimit-limit-requests", "1000")
                        .telling("x-ratelimit-remaining-requests", "40")
                        .telling("x-ratelimit-reset-requests", "600s");
                RunningSerai serai = start(well, "well/small")) {
            serai.ask("light", "hello");
            Scrape scrape = after(serai, 1);
            String[] labels = {"provider", "well", "key", "well#1", "models", "small", "limit", "requests by the vendor"
            };

            assertThat(scrape.value("serai_quota_left", labels)).isEqualTo(40);
            assertThat(scrape.value("serai_quota_limit", labels)).isEqualTo(1000);
        }
    }

    @Test
    void filesAreCountedToo() throws Exception {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = start(well, "well/small")) {
            Eventually.await("inbox", SOON, () -> Files.isDirectory(directory.resolve("inbox")));
            Files.writeString(directory.resolve("inbox/hello.txt"), "Hello, how are you?");
            Scrape scrape = after(serai, 1);

            assertThat(scrape.value(
                            "serai_requests_total",
                            "ingress",
                            "folder",
                            "dialect",
                            "openai",
                            "task",
                            "light",
                            "cache",
                            "miss",
                            "status",
                            "200"))
                    .isEqualTo(1);
        }
    }

    @Test
    void everyMetricIsInTheDocumentAndNoOther() throws Exception {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.ledger.enabled", "true")
                        .file(
                                "catalog.yaml",
                                "priced: { url: \"https://priced.example\", dialect: openai, models: [ { id: small,"
                                        + " price: { in: 10, out: 20 } } ] }\n")
                        .file("clients.yaml", "everybody: { limits: 1000/day }\n")
                        .provider("well", well, "vendor", "priced", "keys", "a-key", "limits", "30/min")
                        .pool("light", "well/small")
                        .start()) {
            streamWithUsage(serai);
            after(serai, 1);
            Eventually.await(
                    "the ledger has it", SOON, () -> scrape(serai).types().containsKey("serai_key_spent_dollars"));
            Scrape scrape = scrape(serai);

            String document = Files.readString(Path.of("docs/metrics.md"));
            for (String name : scrape.types().keySet()) {
                assertThat(document).contains('`' + name + '`');
            }
            Matcher named = Pattern.compile("^\\| `((?:serai|gen_ai)_\\w+)`", Pattern.MULTILINE)
                    .matcher(document);
            while (named.find()) {
                assertThat(scrape.types()).containsKey(named.group(1));
            }
        }
    }

    @Test
    void withKeysOnlyAnOperatorGetsThem() {
        try (HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keys", "letmein")
                        .with("serai.admin.keys", "operator")
                        .provider("well", well)
                        .pool("light", "well/small")
                        .start()) {
            assertThat(serai.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(serai.get("/metrics", "authorization", "Bearer letmein").statusCode())
                    .isEqualTo(403);
            HttpResponse<String> shown = serai.get("/metrics", "authorization", "Bearer operator");
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        }
    }

    private RunningSerai start(FakeVendor vendor, String target) {
        return RunningSerai.in(directory)
                .provider("well", vendor, "models", "small")
                .pool("light", target)
                .start();
    }

    private static void streamWithUsage(RunningSerai serai) {
        String body = RunningSerai.chat("light", "hello there", true);
        serai.post("/v1/chat/completions", body.replaceFirst("}$", ",\"stream_options\":{\"include_usage\":true}}"));
    }

    /** What is told once so many requests have ended. */
    private static Scrape after(RunningSerai serai, int ended) {
        Eventually.await(ended + " ended", SOON, () -> scrape(serai).sum("serai_requests_total") >= ended);
        return scrape(serai);
    }

    private static Scrape scrape(RunningSerai serai) {
        return new Scrape(serai.get("/metrics").body());
    }

    private static double requests(Scrape scrape, String task, String cache, String status) {
        return scrape.value(
                "serai_requests_total",
                "ingress",
                "http",
                "dialect",
                "openai",
                "task",
                task,
                "cache",
                cache,
                "status",
                status);
    }

    private static double attempts(Scrape scrape, String provider, String outcome) {
        return scrape.value("serai_attempts_total", "provider", provider, "model", "small", "outcome", outcome);
    }

    private static double tokens(Scrape scrape, String type) {
        return scrape.value(
                "gen_ai_client_token_usage_sum",
                "gen_ai_operation_name",
                "chat",
                "gen_ai_provider_name",
                "openai-compatible",
                "gen_ai_request_model",
                "small",
                "serai_provider",
                "well",
                "gen_ai_token_type",
                type);
    }

    private static Scrape operators(RunningSerai serai) {
        return new Scrape(
                serai.get("/metrics", "authorization", "Bearer operator").body());
    }

    private static double clientLimit(Scrape scrape, String what, String owner, String limit) {
        return scrape.value("serai_client_limit" + what, "owner", owner, "limit", limit);
    }

    private static double left(Scrape scrape, String key, String limit) {
        return scrape.value("serai_quota_left", "provider", "well", "key", key, "models", "*", "limit", limit);
    }
}
