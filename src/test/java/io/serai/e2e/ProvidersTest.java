package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.ClosesIdleConnections;
import io.serai.wire.DeadKey;
import io.serai.wire.FakeVendor;
import io.serai.wire.Flaky;
import io.serai.wire.Hangs;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import io.serai.wire.SickModels;
import io.serai.wire.TooManyRequests;
import io.serai.wire.Unavailable;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, keys, breakers and the health of single models. */
class ProvidersTest {
    @TempDir
    Path directory;

    @Test
    void aProviderOverItsLimitIsPassedOver() {
        try (HealthyVendor first = new HealthyVendor("first");
                HealthyVendor second = new HealthyVendor("second");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("a", first, "limits", "3/min, 100/day")
                        .provider("b", second)
                        .pool("light", "a/small", "b/small")
                        .start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(serai.ask("light", "question " + i).statusCode()).isEqualTo(200);
            }
            HttpResponse<String> alone = serai.ask("a/small", "one more");

            assertThat(first.count()).isEqualTo(3);
            assertThat(second.count()).isEqualTo(2);
            assertThat(alone.statusCode()).isEqualTo(429);
            assertThat(alone.body()).contains("3 requests in 1m");
            assertThat(Integer.parseInt(
                            alone.headers().firstValue("retry-after").orElseThrow()))
                    .as("the window, and at most a hundredth more")
                    .isBetween(50, 62);
        }
    }

    @Test
    void callsAtOnceAreLimited() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(300));
                HealthyVendor spare = new HealthyVendor("spare");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "2 parallel")
                        .provider("spare", spare)
                        .pool("light", "v/small", "spare/small")
                        .start()) {
            List<HttpResponse<String>> answers = together(6, i -> serai.ask("light", "question " + i));

            assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
            assertThat(vendor.count()).isEqualTo(2);
            assertThat(spare.count()).isEqualTo(4);
            assertThat(serai.ask("v/small", "afterwards").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void keysAreUsedInTurnAndADeadOneRests() {
        try (DeadKey vendor = new DeadKey("v", "key-one-12345", "key-three-12345");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", "key-one-12345,key-two-12345,key-three-12345")
                        .pool("light", "v/small")
                        .start()) {
            for (int i = 0; i < 7; i++) {
                assertThat(serai.ask("light", "question " + i).statusCode()).isEqualTo(200);
            }
            List<String> keys =
                    vendor.requests().stream().map(RecordedRequest::bearer).toList();

            assertThat(keys).filteredOn("key-two-12345"::equals).hasSize(1);
            assertThat(keys).filteredOn("key-one-12345"::equals).hasSizeGreaterThanOrEqualTo(3);
            assertThat(keys).filteredOn("key-three-12345"::equals).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void anIllModelIsPassedOverAndItsProviderGoesOn() {
        try (SickModels vendor = new SickModels("v")
                        .retired("old")
                        .forbidden("secret")
                        .overloaded("busy")
                        .missing("gone");
                HealthyVendor spare = new HealthyVendor("spare");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .provider("spare", spare)
                        .pool("light", "v/old", "v/secret", "v/gone", "v/busy", "v/small", "spare/small")
                        .start()) {
            for (int i = 0; i < 30; i++) {
                HttpResponse<String> answer = serai.ask("light", "question " + i);
                assertThat(answer.headers().firstValue("x-serai-target")).hasValue("v/small");
            }
            assertThat(spare.count()).isZero();
            assertThat(asked(vendor, "old")).isEqualTo(1);
            assertThat(asked(vendor, "secret")).isEqualTo(1);
            assertThat(asked(vendor, "gone")).isEqualTo(1);
        }
    }

    @Test
    void anOpenBreakerMovesOnToTheNextTarget() {
        try (Hangs ill = new Hangs();
                HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("ill", ill, "firstByteTimeout", "100ms", "failureMinimum", "2")
                        .provider("well", well)
                        .pool("light", "ill/small", "well/small")
                        .start()) {
            String trail = "";
            for (int i = 0; i < 4; i++) {
                HttpResponse<String> answer = serai.ask("light", "question " + i);
                assertThat(answer.body()).contains("well says");
                trail = answer.headers().firstValue("x-serai-attempts").orElseThrow();
            }
            assertThat(ill.count()).isEqualTo(2);
            assertThat(trail).matches("ill/small open \\d+ms, well/small 200.*");
            assertThat(serai.ask("ill/small", "alone").headers().firstValue("retry-after"))
                    .isPresent();
        }
    }

    @Test
    void aThousandRequestsBehindFourKindsOfMisbehaviourGetAThousandAnswers() throws Exception {
        try (FakeVendor limited = TooManyRequests.retryAfter(Duration.ofSeconds(1));
                FakeVendor down = new Unavailable();
                FakeVendor hanging = new Hangs();
                FakeVendor flaky = new Flaky("flaky", 7, 0.5);
                HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("limited", limited)
                        .provider("down", down)
                        .provider("hanging", hanging, "firstByteTimeout", "200ms")
                        .provider("flaky", flaky)
                        .provider("well", well)
                        .pool("light", "limited/small", "down/small", "hanging/small", "flaky/small", "well/small")
                        .start()) {
            List<HttpResponse<String>> answers = together(
                    1000, i -> i % 2 == 0 ? serai.ask("light", "question" + i) : serai.stream("light", "question" + i));

            for (int i = 0; i < 1000; i++) {
                HttpResponse<String> answer = answers.get(i);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                String trail = answer.headers().firstValue("x-serai-attempts").orElseThrow();
                assertThat(trail)
                        .startsWith("limited/small ")
                        .contains("down/small ")
                        .contains("hanging/small ");
                if (i % 2 == 0) {
                    assertThat(answer.body()).contains("says: question" + i);
                }
            }
        }
    }

    @Test
    void connectionsThatAVendorClosedMeanwhileCostNoFailedAttempt() throws Exception {
        try (ClosesIdleConnections vendor = new ClosesIdleConnections("v");
                ClosesIdleConnections other = new ClosesIdleConnections("other");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .provider("other", other)
                        .pool("light", "v/small")
                        .start()) {
            assertThat(serai.ask("other/small", "hello").statusCode()).isEqualTo(200);
            together(1000, i -> serai.ask("light", "first burst " + i));
            assertThat(vendor.closeIdle()).isPositive();
            List<HttpResponse<String>> answers = together(1000, i -> serai.ask("light", "second burst " + i));

            for (HttpResponse<String> answer : answers) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                        .matches("v/small 200 \\d+ms");
            }
            assertThat(other.closeIdle())
                    .as("the connection to another vendor is still open")
                    .isEqualTo(1);
        }
    }

    @Test
    void theDemoDoesNotAnswerForModelsThatFailed() {
        try (FakeVendor down = new Unavailable();
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("down", down)
                        .provider("off", "", "vendor", "groq")
                        .pool("light", "off/small", "down/small", "demo/echo")
                        .pool("heavy", "off/small", "demo/echo")
                        .start()) {
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(502);
            assertThat(serai.ask("heavy", "hello").body()).contains("built-in demo");
            assertThat(serai.ask("demo/echo", "hello").body()).contains("built-in demo");
        }
    }

    private static long asked(FakeVendor vendor, String model) {
        return vendor.requests().stream()
                .filter(request -> request.text().contains("\"model\":\"" + model + "\""))
                .count();
    }

    private static List<HttpResponse<String>> together(
            int count, java.util.function.IntFunction<HttpResponse<String>> call) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
            List<Future<HttpResponse<String>>> answers = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> call.apply(i)))
                    .toList();
            List<HttpResponse<String>> done = new java.util.ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                done.add(answer.get());
            }
            return done;
        }
    }

    @Test
    void everyKeyHasItsOwnLimitAndKeepsItAcrossARestart() {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            RunningSerai.Setup setup = RunningSerai.in(directory)
                    .provider("v", vendor, "keys", "one,two", "limits", "3/day, 2/day per model")
                    .pool("light", "v/small");
            try (RunningSerai serai = setup.start()) {
                for (int i = 0; i < 4; i++) {
                    assertThat(serai.ask("v/small", "question " + i).statusCode())
                            .isEqualTo(200);
                }
                assertThat(serai.ask("v/small", "one more").statusCode()).isEqualTo(429);
                assertThat(serai.ask("v/large", "another model").statusCode()).isEqualTo(200);
            }
            try (RunningSerai again = setup.start()) {
                assertThat(again.ask("v/small", "after a restart").statusCode()).isEqualTo(429);
                assertThat(again.ask("v/large", "what is left").statusCode()).isEqualTo(200);
                assertThat(again.ask("v/large", "too much").statusCode()).isEqualTo(429);
            }
            assertThat(vendor.requests().stream()
                            .filter(request -> request.bearer().equals("one")))
                    .hasSize(3);
            assertThat(vendor.requests().stream()
                            .filter(request -> request.bearer().equals("two")))
                    .hasSize(3);
        }
    }
}
