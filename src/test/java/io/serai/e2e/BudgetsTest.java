package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.EmptyAnswer;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of clients on every path: no call more than they allow, each settled once whichever way it ends, none larger after a kill. */
class BudgetsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "a-client-key-of-this-test";
    private static final String ADMIN = "an-admin-key-of-this-test";
    private static final Duration WAIT = Duration.ofSeconds(10);

    /** What asks a model, by path; the model is v/small, the text is to be put in. */
    private static final Map<String, List<String>> REQUESTS = requests();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    private static Map<String, List<String>> requests() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        String chat = "{'model':'v/small','max_tokens':50,'messages':[{'role':'user','content':'TEXT'}]";
        all.put("/v1/chat/completions", List.of(chat + "}", chat + ",'stream':true}"));
        all.put("/v1/messages", List.of(chat + "}", chat + ",'stream':true}"));
        all.put("/v1/completions", List.of("{'model':'v/small','prompt':'TEXT','max_tokens':50}"));
        all.put(
                "/v1/responses",
                List.of(
                        "{'model':'v/small','input':'TEXT','max_output_tokens':50}",
                        "{'model':'v/small','input':'TEXT','stream':true}"));
        all.put(
                "/v1/responses/compact",
                List.of("{'model':'v/small','input':[{'type':'message','role':'user','content':'TEXT'}]}"));
        String gemini = "{'contents':[{'role':'user','parts':[{'text':'TEXT'}]}]}";
        String embed = "{'content':{'parts':[{'text':'TEXT'}]}}";
        for (String version : List.of("/v1beta", "/v1")) {
            all.put(version + "/models/v/small:generateContent", List.of(gemini));
            all.put(version + "/models/v/small:streamGenerateContent?alt=sse", List.of(gemini));
            all.put(version + "/models/v/small:embedContent", List.of(embed));
        }
        all.put("/api/chat", List.of("{'model':'v/small','messages':[{'role':'user','content':'TEXT'}]}"));
        all.put(
                "/api/generate",
                List.of("{'model':'v/small','prompt':'TEXT'}", "{'model':'v/small','prompt':'TEXT','stream':false}"));
        all.put("/v1/embeddings", List.of("{'model':'v/small','input':'TEXT'}"));
        all.put("/api/embed", List.of("{'model':'v/small','input':'TEXT'}"));
        all.put("/api/embeddings", List.of("{'model':'v/small','prompt':'TEXT'}"));
        return all;
    }

    private RunningSerai.Setup setup(HealthyVendor vendor, String limits) throws Exception {
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
        return RunningSerai.in(directory)
                .file(
                        "clients.yaml",
                        "keys:\n  k:\n    hash: sha256:" + HexFormat.of().formatHex(hash) + "\n    limits: \"" + limits
                                + "\"\n")
                .file(
                        "catalog.yaml",
                        "priced: { url: \"https://priced.example\", dialect: openai, models: [ { id: small, price: {"
                                + " in: 10, out: 20 } } ] }\n")
                .provider("v", vendor, "vendor", "priced", "keys", "a-vendor-key")
                .pool("light", "v/small")
                .pool("embedding", "v/small");
    }

    private HttpRequest request(RunningSerai serai, String path, String body, String text) {
        return serai.request(path)
                .POST(BodyPublishers.ofString(body.replace('\'', '"').replace("TEXT", text)))
                .header("authorization", "Bearer " + KEY)
                .build();
    }

    private JsonNode limits(RunningSerai serai) throws IOException {
        return JSON.readTree(
                        serai.get("/v1/key", "authorization", "Bearer " + KEY).body())
                .get("limits");
    }

    @Test
    void theTableHasEveryRouteThatAsksModels() throws IOException {
        Pattern route = Pattern.compile("uri: platform-http:(\\S+)");
        try (Stream<Path> files = Files.list(Path.of("routes/http"))) {
            for (Path file : files.toList()) {
                for (String text : Files.readString(file).split("(?m)^- route:")) {
                    Matcher from = route.matcher(text);
                    if ((text.contains("direct:chat") || text.contains("direct:embeddings")) && from.find()) {
                        assertThat(REQUESTS.keySet())
                                .as(file + " " + from.group(1))
                                .anyMatch(path -> path.startsWith(from.group(1)));
                    }
                }
            }
        }
    }

    @Test
    void everyRouteHoldsEveryKindOfLimit() throws Exception {
        for (String limit : List.of(
                "0/day@UTC",
                "0 tokens/day",
                "0 input tokens/min",
                "0 output tokens/week",
                "$0/month@UTC",
                "total $0",
                "0/day for sma*",
                "$0/day for v/*",
                "0/h per model")) {
            try (HealthyVendor vendor = new HealthyVendor("v");
                    RunningSerai serai = setup(vendor, limit).start()) {
                for (Map.Entry<String, List<String>> path : REQUESTS.entrySet()) {
                    for (String body : path.getValue()) {
                        HttpResponse<String> refused =
                                client.send(request(serai, path.getKey(), body, "hello"), BodyHandlers.ofString());
                        assertThat(refused.statusCode())
                                .as(limit + ' ' + path.getKey() + ' ' + refused.body())
                                .isEqualTo(402);
                        assertThat(refused.headers().firstValue("x-should-retry"))
                                .contains("false");
                        assertThat(refused.headers().firstValue("retry-after")).isEmpty();
                        assertThat(JSON.readTree(refused.body()).has("error")).isTrue();
                        assertThat(refused.body()).contains("of key 'k' is reached");
                    }
                }
                assertThat(vendor.requests())
                        .noneMatch(request -> request.path().contains("chat/completions"));
                assertThat(serai.post(
                                        "/v1/messages/count_tokens",
                                        "{\"model\":\"v/small\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                                        "x-api-key",
                                        KEY)
                                .statusCode())
                        .as("counting is free")
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void twoHundredAtOnceInAllDialectsGetWhatTheBudgetAllows() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(50));
                RunningSerai serai = setup(vendor, "10/day, 1M tokens/day").start()) {
            List<Map.Entry<String, String>> kinds = REQUESTS.entrySet().stream()
                    .flatMap(entry -> entry.getValue().stream().map(body -> Map.entry(entry.getKey(), body)))
                    .toList();
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Map.Entry<String, String> kind = kinds.get(i % kinds.size());
                all.add(client.sendAsync(
                        request(serai, kind.getKey(), kind.getValue(), "question " + i), BodyHandlers.ofString()));
            }
            List<Integer> statuses =
                    all.stream().map(answer -> answer.join().statusCode()).toList();

            assertThat(statuses).filteredOn(status -> status == 200).hasSize(10);
            assertThat(statuses).filteredOn(status -> status == 402).hasSize(190);
            assertThat(vendor.count()).isEqualTo(10);
        }
    }

    @Test
    void answersTellWhatIsLeftAndTheCacheIsFree() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai =
                        setup(vendor, "10/day@UTC, $1/day, 1000 tokens/h").start()) {
            HttpRequest request = request(
                    serai,
                    "/v1/chat/completions",
                    Objects.requireNonNull(REQUESTS.get("/v1/chat/completions")).getFirst(),
                    "hi");
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("x-ratelimit-limit-requests"))
                    .contains("10");
            assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests"))
                    .contains("9");
            assertThat(answer.headers().firstValue("x-ratelimit-reset-requests").orElse(""))
                    .endsWith("s");
            assertThat(answer.headers().firstValue("x-ratelimit-limit-tokens")).contains("1000");
            JsonNode usage = JSON.readTree(answer.body()).get("usage");
            long nanos = usage.get("prompt_tokens").asLong() * 10_000
                    + usage.get("completion_tokens").asLong() * 20_000;
            assertThat(answer.headers().firstValue("x-serai-cost"))
                    .contains(java.math.BigDecimal.valueOf(nanos, 9)
                            .stripTrailingZeros()
                            .toPlainString());

            HttpResponse<String> again = client.send(request, BodyHandlers.ofString());
            assertThat(again.headers().firstValue("x-serai-cache")).contains("hit");
            Eventually.await(
                    "all is settled", WAIT, () -> used(serai).equals(List.of("1", money(nanos), tokens(usage))));
        }
    }

    @Test
    void attemptsThatWereLostCountInTheBudgetAsInTheLedger() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                EmptyAnswer empty = EmptyAnswer.withoutContent();
                RunningSerai serai = setup(vendor, "total $5, 1M tokens/day")
                        .with("serai.ledger.enabled", "true")
                        .with("serai.admin.keys", ADMIN)
                        .provider("e", empty, "vendor", "priced", "keys", "another-vendor-key")
                        .pool("fragile", "e/small", "v/small")
                        .start()) {
            HttpResponse<String> answer = client.send(
                    request(
                            serai,
                            "/v1/chat/completions",
                            "{'model':'fragile','messages':[{'role':'user','content':'TEXT'}]}",
                            "count what is lost as well"),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode told = JSON.readTree(answer.body()).get("usage");
            Eventually.await(
                    "the ledger has it",
                    WAIT,
                    () -> usage(serai).get("requests").asInt() == 1);

            JsonNode total = usage(serai);
            assertThat(total.get("input_tokens").asLong())
                    .isGreaterThan(told.get("prompt_tokens").asLong());
            assertThat(used(serai))
                    .containsExactly(
                            money(total.get("cost_nanos").asLong()),
                            Long.toString(total.get("input_tokens").asLong()
                                    + total.get("output_tokens").asLong()));
        }
    }

    private static JsonNode usage(RunningSerai serai) {
        try {
            return JSON.readTree(serai.get("/admin/usage", "authorization", "Bearer " + ADMIN)
                            .body())
                    .get("total");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String money(long nanos) {
        return java.math.BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    private static String tokens(JsonNode usage) {
        return usage.get("total_tokens").asText();
    }

    private List<String> used(RunningSerai serai) {
        try {
            List<String> used = new ArrayList<>();
            limits(serai)
                    .forEach(limit -> used.add(limit.get("used")
                            .decimalValue()
                            .stripTrailingZeros()
                            .toPlainString()));
            return used;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClientThatLeavesAtAnyEventIsSettledOnce() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v").pausing(Duration.ofMillis(20));
                RunningSerai serai =
                        setup(vendor, "1000/day, 1 parallel, 1M tokens/day").start()) {
            for (int events = 0; events < 6; events++) {
                leaveAfter(serai, events);
                Eventually.await(
                        "nothing runs any more", WAIT, () -> used(serai).get(1).equals("0"));
            }
            List<String> used = used(serai);
            assertThat(Long.parseLong(used.get(0))).isBetween(1L, 6L);
            assertThat(Long.parseLong(used.get(2))).isLessThan(6 * 100);
        }
    }

    private static void leaveAfter(RunningSerai serai, int events) throws IOException {
        String body = RunningSerai.chat("v/small", "tell a story of many words, leave after " + events, true);
        try (Socket socket = new Socket("127.0.0.1", serai.serai().port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + KEY
                                    + "\r\nconnection: close\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder read = new StringBuilder();
            while (events > 0 && read.toString().split("data:", -1).length - 1 < events) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return;
                }
                read.append((char) next);
            }
        }
    }

    @Test
    void afterAKillNoBudgetIsLarger() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            setup(vendor, "6/day").write();
            int asked = 0;
            for (int life = 1; life <= 2; life++) {
                vendor.thinking(Duration.ZERO);
                try (ChildSerai serai = ChildSerai.start(directory)) {
                    assertThat(ask(serai, ++asked).join().statusCode()).isEqualTo(200);
                    vendor.thinking(Duration.ofMinutes(1));
                    ask(serai, ++asked);
                    ask(serai, ++asked);
                    vendor.awaitRequests(asked);
                    serai.kill();
                }
            }
            vendor.thinking(Duration.ZERO);
            try (ChildSerai serai = ChildSerai.start(directory)) {
                assertThat(ask(serai, 99).join().statusCode()).isEqualTo(402);
            }
            assertThat(vendor.count()).isEqualTo(6);
        }
    }

    private CompletableFuture<HttpResponse<String>> ask(ChildSerai serai, int number) {
        return client.sendAsync(
                HttpRequest.newBuilder(serai.address().resolve("/v1/chat/completions"))
                        .header("authorization", "Bearer " + KEY)
                        .POST(BodyPublishers.ofString(RunningSerai.chat("v/small", "question " + number, false)))
                        .build(),
                BodyHandlers.ofString());
    }
}
