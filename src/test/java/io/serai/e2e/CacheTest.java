package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same request within the lifetime gets the same answer, and a failure leaves nothing behind. */
class CacheTest {
    @TempDir
    Path directory;

    @Test
    void theSameRequestIsAnsweredOnceByTheVendor() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            HttpResponse<String> first = serai.ask("light", "hello");
            HttpResponse<String> second = serai.ask("light", "hello");
            HttpResponse<String> other = serai.ask("light", "hello you");

            assertThat(cache(first)).isEqualTo("miss");
            assertThat(cache(second)).isEqualTo("hit");
            assertThat(cache(other)).isEqualTo("miss");
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.headers().firstValue("x-serai-target")).hasValue("v/small");
            assertThat(second.headers().firstValue("x-serai-task")).hasValue("light");
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    @Test
    void ofATraceWithRepetitionsAllOfTheseAreHits() {
        List<String> trace = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            trace.add("question " + i % 130);
        }
        Collections.shuffle(trace, new Random(7));
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            trace.forEach(question -> serai.ask("light", question));

            assertThat(vendor.count()).isEqualTo(130);
            assertThat(serai.get("/admin/cache").body())
                    .contains("{\"hits\":70,\"shared\":0,\"misses\":130,\"rate\":0.35}");
        }
    }

    @Test
    void operatorsSeeWhatItHoldsAndHaveItForget() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            serai.ask("light", "hello");
            serai.ask("light", "hello");
            serai.ask("v/large", "hello");

            assertThat(serai.get("/admin/cache").body())
                    .contains("\"entries\":2", "\"light\":{\"hits\":1,\"shared\":0,\"misses\":2,\"rate\":0.333}")
                    .contains("\"unpricedTokens\":");
            assertThat(forget(serai, "?modle=v/large").statusCode()).isEqualTo(400);
            assertThat(forget(serai, "?model=").statusCode()).isEqualTo(400);
            assertThat(forget(serai, "?model=v/large").body()).isEqualTo("{\"forgotten\":1}");
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("hit");
            assertThat(forget(serai, "").body()).isEqualTo("{\"forgotten\":1}");
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("miss");
            assertThat(serai.post("/admin/cache", "").statusCode()).isEqualTo(405);
        }
    }

    private static HttpResponse<String> forget(RunningSerai serai, String query, String... headers) throws Exception {
        HttpRequest.Builder request = serai.request("/admin/cache" + query).DELETE();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void streamedAndWholeAnswersServeEachOther() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            serai.stream("light", "first streamed");
            HttpResponse<String> whole = serai.ask("light", "first streamed");
            serai.ask("light", "first whole");
            HttpResponse<String> streamed = serai.stream("light", "first whole");

            assertThat(cache(whole)).isEqualTo("hit");
            assertThat(whole.body())
                    .contains("\"content\":\"v says: first streamed\"")
                    .contains("\"finish_reason\":\"stop\"");
            assertThat(cache(streamed)).isEqualTo("hit");
            assertThat(streamed.body())
                    .contains("\"content\":\"v says: first whole\"")
                    .endsWith("data: [DONE]\n\n");
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    @Test
    void noCacheAsksAgainAndKeepsTheNewAnswer() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            serai.ask("light", "hello");
            HttpResponse<String> fresh = ask(serai, "no-cache");
            HttpResponse<String> third = serai.ask("light", "hello");

            assertThat(cache(fresh)).isEqualTo("bypass");
            assertThat(cache(third)).isEqualTo("hit");
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    @Test
    void noStoreIsNeitherKeptNorAnsweredFromWhatIsKept() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            ask(serai, "no-store");
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("miss");
            assertThat(cache(ask(serai, "no-store"))).isEqualTo("bypass");
            assertThat(vendor.count()).isEqualTo(3);
        }
    }

    @Test
    void clientsWithOtherCredentialsDoNotShareAnswers() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            String body = RunningSerai.chat("light", "hello", false);
            serai.post("/v1/chat/completions", body, "authorization", "Bearer one");
            HttpResponse<String> other = serai.post("/v1/chat/completions", body, "authorization", "Bearer two");

            assertThat(cache(other)).isEqualTo("miss");
        }
    }

    @Test
    void aFailureLeavesNothingBehind() {
        try (HealthyVendor vendor = new HealthyVendor("v") {
                    @Override
                    protected Answer answer(RecordedRequest request) {
                        return count() <= 2
                                ? Answer.error(500, "broken", "server_error", null, null)
                                : super.answer(request);
                    }
                };
                RunningSerai serai = serai(vendor)) {
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(502);
            HttpResponse<String> second = serai.ask("light", "hello");

            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(cache(second)).isEqualTo("miss");
        }
    }

    @Test
    void aHitSaysItsAgeAndMayBeTooOld() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            assertThat(serai.ask("light", "hello").headers().firstValue("age")).isEmpty();
            assertThat(serai.ask("light", "hello").headers().firstValue("age"))
                    .hasValueSatisfying(age -> assertThat(age).matches("\\d{1,2}"));
            assertThat(cache(ask(serai, "max-age=3600"))).isEqualTo("hit");
            assertThat(cache(ask(serai, "max-age=nonsense"))).isEqualTo("bypass");
            assertThat(cache(ask(serai, "MAX-AGE=\"99999999999999999999999\", s-maxage=0")))
                    .isEqualTo("hit");
            assertThat(cache(ask(serai, "max-age=0, max-age=3600"))).isEqualTo("bypass");
            assertThat(cache(ask(serai, "max-stale=1, community=\"no-store\""))).isEqualTo("hit");
        }
    }

    @Test
    void onlyIfCachedAsksNobody() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            HttpResponse<String> none = ask(serai, "only-if-cached");
            assertThat(none.statusCode()).isEqualTo(504);
            assertThat(none.body()).contains("not_cached").contains("only-if-cached");
            assertThat(ask(serai, "only-if-cached, no-cache").statusCode()).isEqualTo(504);
            assertThat(ask(serai, "only-if-cached, max-age=0, no-store").statusCode())
                    .isEqualTo(504);
            serai.ask("light", "hello");
            assertThat(cache(ask(serai, "only-if-cached"))).isEqualTo("hit");
            assertThat(vendor.count()).isEqualTo(1);
        }
    }

    @Test
    void aNamedRequestIsAnsweredOnceAndItsNameServesNoOther() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            String[] name = {"idempotency-key", "k1", "cache-control", "no-cache"};
            HttpResponse<String> first = chat(serai, "hello", false, name);
            HttpResponse<String> again = chat(serai, "hello", true, name);
            HttpResponse<String> other = chat(serai, "hello you", false, name);
            HttpResponse<String> otherClient =
                    chat(serai, "hello you", false, "idempotency-key", "k1", "authorization", "Bearer two");

            assertThat(cache(first)).isEqualTo("miss");
            assertThat(cache(again)).isEqualTo("hit");
            assertThat(again.body()).contains("v says: hello").endsWith("data: [DONE]\n\n");
            assertThat(other.statusCode()).isEqualTo(422);
            assertThat(other.body()).contains("idempotency_key_reused");
            assertThat(otherClient.statusCode()).isEqualTo(200);
            assertThat(vendor.count()).isEqualTo(2);
            assertThat(chat(serai, "x", false, "idempotency-key", " ").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void whereAnswersAreSharedNamesAreStillEachClientsOwn() throws Exception {
        String routes = Files.readString(Path.of("routes/chat.camel.yaml"))
                .replace("lifetime: 10m", "lifetime: 10m\n        shared: true");
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .file("routes/chat.camel.yaml", routes)
                        .start()) {
            String[] one = {"idempotency-key", "1", "authorization", "Bearer one"};
            String[] two = {"idempotency-key", "1", "authorization", "Bearer two"};

            assertThat(chat(serai, "hello", false, one).statusCode()).isEqualTo(200);
            assertThat(chat(serai, "hello you", false, two).statusCode()).isEqualTo(200);
            assertThat(cache(chat(serai, "hello", false, "authorization", "Bearer two")))
                    .isEqualTo("hit");
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    @Test
    void aNamedRequestThatNobodyMayKeepIsAskedAgain() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            String[] name = {"idempotency-key", "k1", "cache-control", "no-store"};
            assertThat(cache(chat(serai, "hello", false, name))).isEqualTo("bypass");
            assertThat(cache(chat(serai, "hello", false, name))).isEqualTo("bypass");
            assertThat(serai.get("/admin/cache").body())
                    .contains("\"memory\":{")
                    .contains("\"entries\":0");
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    static Stream<String> unfinished() {
        String call = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";
        return Stream.of(
                choice("{\"role\":\"assistant\",\"content\":\"v\"}", "length"),
                choice("{\"role\":\"assistant\",\"content\":\"v\"}", "content_filter"),
                choice("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"}", "stop"),
                choice(call, "length"),
                choice(call, "content_filter"));
    }

    private static String choice(String message, String reason) {
        return "{\"id\":\"a\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"small\",\"choices\":[{\"index\":0,"
                + "\"message\":" + message + ",\"finish_reason\":\"" + reason + "\"}]}";
    }

    @ParameterizedTest
    @MethodSource("unfinished")
    void whatIsNotWholeIsNotKept(String answer) {
        try (HealthyVendor vendor = new HealthyVendor("v").answering(answer);
                RunningSerai serai = serai(vendor)) {
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("miss");
        }
    }

    @Test
    void theAnswersOfAClientKeyAreForgottenByItsId() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.admin.keys", "operator")
                        .file("clients.yaml", """
                                keys:
                                  one: { hash: "sha256:be6539b21ba84274944d3e8e54259b4a2874494a68fc0e2f94aca1aec4bec1be" }
                                  two: { hash: "sha256:c5f45dbfb7caec0dedbe538e529b67c6df72c1babaf8f7219d3438d7a9dbfa9c" }
                                """)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            serai.askAs("sk-one-0123456789", "hello");
            serai.askAs("sk-one-0123456789", "hello you");
            serai.askAs("sk-two-0123456789", "hello");

            assertThat(forget(serai, "?key=three", "authorization", "Bearer operator")
                            .body())
                    .isEqualTo("{\"forgotten\":0}");
            assertThat(forget(serai, "?key=one&task=heavy", "authorization", "Bearer operator")
                            .body())
                    .isEqualTo("{\"forgotten\":0}");
            assertThat(forget(serai, "?key=one", "authorization", "Bearer operator")
                            .body())
                    .isEqualTo("{\"forgotten\":2}");
            assertThat(cache(serai.askAs("sk-one-0123456789", "hello"))).isEqualTo("miss");
            assertThat(cache(serai.askAs("sk-two-0123456789", "hello"))).isEqualTo("hit");
        }
    }

    @Test
    void vectorsAreKeptToo() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor)) {
            HttpResponse<String> first = serai.post("/v1/embeddings", "{\"model\":\"v/embed\",\"input\":\"hello\"}");
            HttpResponse<String> second = serai.post("/v1/embeddings", "{\"model\":\"v/embed\",\"input\":\"hello\"}");

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(cache(second)).isEqualTo("hit");
            assertThat(second.body()).isEqualTo(first.body());
        }
    }

    private RunningSerai serai(HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .provider("v", vendor)
                .pool("light", "v/small")
                .pool("embedding", "v/embed")
                .start();
    }

    private static HttpResponse<String> chat(RunningSerai serai, String text, boolean stream, String... headers) {
        return serai.post("/v1/chat/completions", RunningSerai.chat("light", text, stream), headers);
    }

    private static HttpResponse<String> ask(RunningSerai serai, String control) {
        return serai.post("/v1/chat/completions", RunningSerai.chat("light", "hello", false), "cache-control", control);
    }

    private static String cache(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-serai-cache").orElse("");
    }
}
