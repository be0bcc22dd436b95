package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import io.serai.wire.RawClient;
import io.serai.wire.RecordedRequest;
import io.serai.wire.Stepwise;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Identical requests under way share one call of the vendor. */
@Timeout(60)
class SingleFlightTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    /** One question, whole and streamed, in the words of each dialect. */
    private enum Client {
        OPENAI("/v1/chat/completions", """
            {"model":"light","max_tokens":100,"messages":[{"role":"user","content":"hello"}]}\
            """),
        OPENAI_STREAM("/v1/chat/completions", """
            {"model":"light","stream":true,"max_tokens":100,"temperature":1,
             "messages":[{"content":"hello","role":"user"}]}\
            """),
        ANTHROPIC("/v1/messages", """
            {"model":"light","max_tokens":100,"messages":[{"role":"user","content":"hello"}]}\
            """),
        ANTHROPIC_STREAM("/v1/messages", """
            {"model":"light","stream":true,"max_tokens":100,
             "messages":[{"role":"user","content":[{"type":"text","text":"hello"}]}]}\
            """),
        GEMINI("/v1beta/models/light:generateContent", """
            {"contents":[{"role":"user","parts":[{"text":"hello"}]}],"generationConfig":{"maxOutputTokens":100}}\
            """),
        GEMINI_STREAM("/v1beta/models/light:streamGenerateContent?alt=sse", """
            {"contents":[{"parts":[{"text":"hello"}]}],"generationConfig":{"maxOutputTokens":100}}\
            """),
        OLLAMA("/api/chat", """
            {"model":"light","stream":false,"options":{"num_predict":100},"messages":[{"role":"user","content":"hello"}]}\
            """),
        OLLAMA_STREAM("/api/chat", """
            {"model":"light","options":{"num_predict":100},"messages":[{"role":"user","content":"hello"}]}\
            """),
        RESPONSES("/v1/responses", """
            {"model":"light","max_output_tokens":100,"input":"hello"}\
            """),
        RESPONSES_STREAM("/v1/responses", """
            {"model":"light","stream":true,"max_output_tokens":100,"input":[{"role":"user","content":"hello"}]}\
            """);

        private final String path;
        private final String body;

        Client(String path, String body) {
            this.path = path;
            this.body = body;
        }

        HttpResponse<String> ask(RunningSerai serai, String... headers) {
            return serai.post(path, body, headers);
        }

        /** The text of an answer; a stream's pieces joined. */
        static String text(HttpResponse<String> answer) {
            StringBuilder text = new StringBuilder();
            var pieces = Pattern.compile("\"(?:content|text|delta)\":\"((?:[^\"\\\\]|\\\\.)*)\"")
                    .matcher(answer.body());
            while (pieces.find()) {
                text.append(pieces.group(1));
            }
            return text.toString();
        }
    }

    @Test
    void oneEntryServesAllDialectsWholeAndStreamed() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            for (Client client : Client.values()) {
                HttpResponse<String> answer = client.ask(serai);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(Client.text(answer)).as(answer.body()).contains("v says: hello");
                assertThat(cache(answer)).as(client.name()).isEqualTo(client == Client.OPENAI ? "miss" : "hit");
            }
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    @Test
    void aThousandAtOnceInAllDialectsAreOneCall() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai = serai(vendor)) {
            List<HttpResponse<String>> answers = together(vendor, serai, 1000, vendor::release);

            for (HttpResponse<String> answer : answers) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(Client.text(answer)).as(answer.body()).contains("v says: hello");
            }
            assertThat(vendor.count()).isEqualTo(1);
            assertThat(answers.stream().filter(it -> cache(it).equals("miss")).count())
                    .isEqualTo(1);
            assertThat(answers.stream().map(SingleFlightTest::cache)).isSubsetOf("miss", "shared", "hit");
        }
    }

    @Test
    void ifTheFirstCallFailsASecondIsForAll() throws Exception {
        try (Failing vendor = new Failing(1, 500);
                RunningSerai serai = serai(vendor)) {
            List<HttpResponse<String>> answers = together(vendor, serai, 1000, vendor.released::countDown);

            for (HttpResponse<String> answer : answers) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(Client.text(answer)).as(answer.body()).contains("v says: hello");
            }
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    @Test
    void ifTheFirstFailsOneOfTheOthersAsksForAll() throws Exception {
        try (Failing vendor = new Failing(2, 500);
                RunningSerai serai = serai(vendor)) {
            List<HttpResponse<String>> answers = together(vendor, serai, 200, vendor.released::countDown);

            assertThat(vendor.count()).as("the first asks twice").isEqualTo(3);
            assertThat(answers.stream().filter(it -> it.statusCode() == 200).count())
                    .isGreaterThanOrEqualTo(199);
        }
    }

    @Test
    void aRefusalThatIsForAllIsAskedForOnce() throws Exception {
        try (Failing vendor = new Failing(1000, 400);
                RunningSerai serai = serai(vendor)) {
            List<HttpResponse<String>> answers = together(vendor, serai, 20, vendor.released::countDown);

            assertThat(answers.stream().map(HttpResponse::statusCode)).containsOnly(400);
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    @Test
    void theCallGoesOnForTheOthersWhenItsClientLeaves() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai = serai(vendor);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            RawClient leader = raw(serai, Client.OPENAI_STREAM);
            vendor.awaitRequests(1);
            Future<HttpResponse<String>> whole = clients.submit(() -> Client.ANTHROPIC.ask(serai));
            Future<HttpResponse<String>> streamed = clients.submit(() -> Client.GEMINI_STREAM.ask(serai));
            awaitInFlight(serai, 3);
            leader.close();
            awaitInFlight(serai, 3);
            vendor.release();

            assertThat(Client.text(whole.get(30, TimeUnit.SECONDS))).contains("v says: hello");
            assertThat(Client.text(streamed.get(30, TimeUnit.SECONDS))).contains("v says: hello");
            assertThat(vendor.count()).isEqualTo(1);
            assertThat(vendor.abandoned()).isZero();
        }
    }

    @Test
    void aThousandGetTheAnswerOfACallWhoseClientHasLeft() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai = serai(vendor)) {
            RawClient leader = raw(serai, Client.OPENAI_STREAM);
            vendor.awaitRequests(1);
            List<HttpResponse<String>> answers = together(vendor, serai, 1000, 1, () -> {
                leader.close();
                vendor.release();
            });

            for (HttpResponse<String> answer : answers) {
                assertThat(Client.text(answer)).as(answer.body()).contains("v says: hello");
            }
            assertThat(vendor.count()).isEqualTo(1);
            assertThat(vendor.abandoned()).isZero();
        }
    }

    /** Nothing of this fits into the buffers between Serai and a client that does not read. */
    @Test
    void aLeaderThatDoesNotReadHoldsNobodyUp() throws Exception {
        String[] events = new String[402];
        Arrays.fill(events, event("\"content\":\"" + "x".repeat(8000) + "\"", "null"));
        events[400] = event("\"content\":\"the end\"", "\"stop\"");
        events[401] = "data: [DONE]\n\n";
        try (HealthyVendor vendor = new HealthyVendor("v").streaming(events);
                RunningSerai serai = serai(vendor);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                RawClient leader = send(RawClient.narrow(serai.uri("/").getPort()), Client.OPENAI_STREAM)) {
            leader.until("xxx");
            Future<HttpResponse<String>> twin = clients.submit(() -> Client.ANTHROPIC_STREAM.ask(serai));
            Future<HttpResponse<String>> whole = clients.submit(() -> Client.OPENAI.ask(serai));

            for (Future<HttpResponse<String>> other : List.of(twin, whole)) {
                String body = other.get(20, TimeUnit.SECONDS).body();
                assertThat(body.chars().filter(letter -> letter == 'x').count()).isGreaterThanOrEqualTo(400 * 8000);
                assertThat(body.contains("the end")).isTrue();
            }
            assertThat(vendor.count()).isEqualTo(1);
            String late = leader.allUntil("0\r\n\r\n");
            assertThat(late.contains("the end") && late.contains("data: [DONE]"))
                    .as("once it reads")
                    .isTrue();
        }
    }

    private static String event(String delta, String reason) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"small\",\"choices\":"
                + "[{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":" + reason + "}]}\n\n";
    }

    @Test
    void theCallStopsWhenAllHaveLeft() {
        try (HealthyVendor vendor = new HealthyVendor("v").pausing(Duration.ofMillis(200));
                RunningSerai serai = serai(vendor)) {
            RawClient leader = raw(serai, Client.OPENAI_STREAM);
            vendor.awaitRequests(1);
            RawClient twin = raw(serai, Client.OPENAI_STREAM);
            awaitInFlight(serai, 2);
            leader.close();
            twin.close();

            vendor.awaitAbandoned(1);
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    @Test
    void whoeverIsRefusedANameThatRunsKeepsNoCallGoing() {
        try (HealthyVendor vendor = new HealthyVendor("v").pausing(Duration.ofMillis(200));
                RunningSerai serai = serai(vendor)) {
            Client client = Client.OPENAI_STREAM;
            RawClient leader = RawClient.to(serai.uri("/").getPort())
                    .send("POST " + client.path + " HTTP/1.1\r\nhost: serai\r\nidempotency-key: k\r\n"
                            + "content-length: " + client.body.length() + "\r\n\r\n" + client.body);
            vendor.awaitRequests(1);
            assertThat(serai.post(client.path, RunningSerai.chat("light", "other", false), "idempotency-key", "k")
                            .statusCode())
                    .isEqualTo(422);
            leader.close();

            vendor.awaitAbandoned(1);
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    @Test
    void aSharedAnswerIsGivenToNobodyWhoMayNotAskItsModel() throws Exception {
        Path chat = Path.of("routes/chat.camel.yaml");
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = setup(vendor)
                        .with("serai.admin.keys", "admin")
                        .file(
                                "routes/chat.camel.yaml",
                                Files.readString(chat).replace("lifetime: 10m", "lifetime: 10m\n        shared: true"))
                        .start()) {
            String narrow = key(serai, "{\"models\":[\"small\"]}");
            String[] wide = {key(serai, "{}"), key(serai, "{}")};
            String body = RunningSerai.chat("v/large", "hello", false);
            assertThat(as(serai, wide[0], body).statusCode()).isEqualTo(200);
            assertThat(cache(as(serai, wide[1], body))).isEqualTo("hit");
            assertThat(as(serai, narrow, body).statusCode()).isEqualTo(403);
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    private static String key(RunningSerai serai, String fields) {
        return serai.post("/admin/keys", fields, "authorization", "Bearer admin")
                .body()
                .replaceAll(".*(sk-serai-[^\"]+).*", "$1");
    }

    private static HttpResponse<String> as(RunningSerai serai, String key, String body) {
        return serai.post("/v1/chat/completions", body, "authorization", "Bearer " + key);
    }

    @Test
    void twinsReadAStreamWhileItComes() {
        try (Stepwise vendor = new Stepwise();
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor.url())
                        .pool("light", "v/small")
                        .start();
                RawClient leader = raw(serai, Client.OPENAI_STREAM)) {
            leader.until("one");
            try (RawClient late = raw(serai, Client.ANTHROPIC_STREAM)) {
                assertThat(late.until("one")).contains("x-serai-cache: shared").contains("x-serai-target: v/small");
                vendor.step();
                leader.until("two");
                late.until("two");
                vendor.step();
                assertThat(late.until("message_stop")).contains("message_stop");
                assertThat(leader.until("[DONE]")).contains("[DONE]");
            }
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    @Test
    void whoHasGotAPartOfABrokenStreamGetsAnErrorAndOthersAnAnswer() throws Exception {
        try (Stepwise vendor = new Stepwise();
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor.url())
                        .pool("light", "v/small")
                        .start();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                RawClient leader = raw(serai, Client.OPENAI_STREAM)) {
            leader.until("one");
            try (RawClient twin = raw(serai, Client.OPENAI_STREAM)) {
                twin.until("one");
                Future<HttpResponse<String>> whole = clients.submit(() -> Client.OPENAI.ask(serai));
                awaitInFlight(serai, 3);
                vendor.breakOff();

                assertThat(twin.until("\"error\"")).contains("\"error\"");
                assertThat(leader.until("\"error\"")).contains("\"error\"");
                HttpResponse<String> answer = whole.get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(cache(answer)).isEqualTo("miss");
                assertThat(vendor.count()).isEqualTo(2);
            }
            assertThat(cache(Client.OPENAI.ask(serai)))
                    .as("only the second was whole")
                    .isEqualTo("hit");
        }
    }

    @Test
    void requestsShareACallThoughNothingIsKept() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai = setup(vendor)
                        .file(
                                "routes/chat.camel.yaml",
                                Files.readString(Path.of("routes/chat.camel.yaml"))
                                        .replace("lifetime: 10m", "keep: never"))
                        .start()) {
            together(vendor, serai, 20, vendor::release);
            assertThat(vendor.count()).isEqualTo(1);
            assertThat(cache(Client.OPENAI.ask(serai))).isEqualTo("bypass");
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    @Test
    void vectorsAreAskedForOnceToo() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai = serai(vendor);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String format = i % 2 == 0 ? "" : ",\"encoding_format\":\"base64\"";
                answers.add(clients.submit(() ->
                        serai.post("/v1/embeddings", "{\"model\":\"v/embed\",\"input\":\"hello\"" + format + "}")));
            }
            awaitInFlight(serai, 20);
            vendor.release();
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    @Test
    void clientsWithDifferentKeysNeverShare() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai = serai(vendor);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> one =
                    clients.submit(() -> Client.OPENAI.ask(serai, "authorization", "Bearer one"));
            Future<HttpResponse<String>> two =
                    clients.submit(() -> Client.OPENAI.ask(serai, "authorization", "Bearer two"));
            vendor.awaitRequests(2);
            vendor.release();
            assertThat(cache(one.get(30, TimeUnit.SECONDS))).isEqualTo("miss");
            assertThat(cache(two.get(30, TimeUnit.SECONDS))).isEqualTo("miss");
        }
    }

    @Test
    void whoAsksForANewAnswerSharesWithNobody() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai = serai(vendor);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<HttpResponse<String>>> asks = Stream.of("no-cache", "no-store", "max-age=0")
                    .<Callable<HttpResponse<String>>>map(
                            control -> () -> Client.OPENAI.ask(serai, "cache-control", control))
                    .toList();
            List<Future<HttpResponse<String>>> answers =
                    asks.stream().map(clients::submit).toList();
            vendor.awaitRequests(3);
            vendor.release();
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(cache(answer.get(30, TimeUnit.SECONDS))).isEqualTo("bypass");
            }
        }
    }

    @Test
    void aTwinWithoutPatienceDoesNotWaitInItsLeadersLine() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "1/60s")
                        .pool("light", "v/small")
                        .start();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            serai.ask("light", "uses the quota up");
            Future<HttpResponse<String>> patient = clients.submit(() -> Client.OPENAI.ask(serai, "x-serai-wait", "1h"));
            awaitInFlight(serai, 1);
            HttpResponse<String> hasty = Client.OPENAI.ask(serai, "x-serai-wait", "0");

            assertThat(hasty.statusCode()).as(hasty.body()).isEqualTo(429);
            assertThat(patient.isDone()).isFalse();
            patient.cancel(true);
        }
    }

    /** Asks from many clients at once, in turn of all kinds, while the vendor holds its answers back. */
    private static List<HttpResponse<String>> together(
            HealthyVendor vendor, RunningSerai serai, int count, Runnable release) throws Exception {
        return together(vendor, serai, count, 0, release);
    }

    /** @param others that are under way already */
    private static List<HttpResponse<String>> together(
            HealthyVendor vendor, RunningSerai serai, int count, int others, Runnable release) throws Exception {
        Client[] kinds = Client.values();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Client client = kinds[i % kinds.length];
                asked.add(clients.submit(() -> client.ask(serai)));
            }
            try {
                vendor.awaitRequests(1);
                awaitInFlight(serai, count + others);
                String waiting = "\"waiting\":" + (count + others - 1) + ",";
                Eventually.await(
                        "all but one wait",
                        LONG,
                        () -> serai.get("/admin/cache").body().contains(waiting));
            } finally {
                release.run();
            }
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : asked) {
                answers.add(answer.get(60, TimeUnit.SECONDS));
            }
            return answers;
        }
    }

    private static void awaitInFlight(RunningSerai serai, int count) {
        Eventually.await(
                count + " requests under way",
                LONG,
                () -> serai.get("/metrics")
                        .body()
                        .lines()
                        .anyMatch(line ->
                                line.matches("serai_requests_in_flight\\{ingress=\"http\"} " + count + "(\\.0)?")));
    }

    private RunningSerai serai(HealthyVendor vendor) {
        return setup(vendor).start();
    }

    private RunningSerai.Setup setup(HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .provider("v", vendor)
                .pool("light", "v/small")
                .pool("embedding", "v/embed");
    }

    private static RawClient raw(RunningSerai serai, Client client) {
        return send(RawClient.to(serai.uri("/").getPort()), client);
    }

    private static RawClient send(RawClient connection, Client client) {
        return connection.send("POST " + client.path + " HTTP/1.1\r\nhost: serai\r\ncontent-type: application/json\r\n"
                + "content-length: " + client.body.length() + "\r\n\r\n" + client.body);
    }

    private static String cache(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-serai-cache").orElse("");
    }

    /** Refuses some requests, which it holds back until it is released. */
    private static final class Failing extends HealthyVendor {
        private final CountDownLatch released = new CountDownLatch(1);
        private final int failures;
        private final int status;

        Failing(int failures, int status) {
            super("v");
            this.failures = failures;
            this.status = status;
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            boolean fails = count() <= failures;
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return fails ? Answer.error(status, "no", "invalid_request_error", null, null) : super.answer(request);
        }
    }
}
