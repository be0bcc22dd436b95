package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Unavailable;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load balancers of pools, each as a route would use it. */
class StrategiesTest {
    @TempDir
    Path directory;

    private final HealthyVendor a = new HealthyVendor("a");
    private final HealthyVendor b = new HealthyVendor("b");
    private final HealthyVendor c = new HealthyVendor("c");

    @AfterEach
    void close() {
        a.close();
        b.close();
        c.close();
    }

    @Test
    void cheapestAsksTheOneWithTheLowestPriceAndFailsOver() {
        try (Unavailable down = new Unavailable();
                RunningSerai serai = setup("cheapest", "dear/m", "down/free", "cheap/m")
                        .file("catalog.yaml", """
                                dearones: { url: "https://dear.example", dialect: openai, models: [ { id: m, price: { in: 3, out: 15 } } ] }
                                cheapones: { url: "https://cheap.example", dialect: openai, models: [ { id: m, price: { in: 0.1, out: 0.2 } } ] }
                                freeones: { url: "https://free.example", dialect: openai, models: [ { id: free, price: 0 } ] }
                                """)
                        .provider("dear", a, "vendor", "dearones", "keys", "k")
                        .provider("cheap", b, "vendor", "cheapones", "keys", "k")
                        .provider("down", down, "vendor", "freeones", "keys", "k")
                        .start()) {
            HttpResponse<String> answer = serai.ask("best", "hello");

            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .matches("down/free 503 \\d+ms, cheap/m 200 \\d+ms");
        }
    }

    @Test
    void fastestAsksTheOneThatAnswersSoonest() {
        try (RunningSerai serai = setup("fastest", "a/m", "b/m")
                .provider("a", a.thinking(Duration.ofMillis(150)))
                .provider("b", b)
                .start()) {
            // Each is tried once before anything is known.
            targets(serai, 2);

            assertThat(targets(serai, 6)).containsOnly("b/m");
        }
    }

    @Test
    void soonestWaitsForAFastOneRatherThanAskASlowOne() throws Exception {
        try (RunningSerai serai = setup("soonest", "slow/m", "fast/m")
                .provider("slow", a.thinking(Duration.ofSeconds(3)), "limits", "1 parallel")
                .provider("fast", b.thinking(Duration.ofMillis(400)), "limits", "1 parallel")
                .start()) {
            targets(serai, 2);
            for (int i = 0; i < 10; i++) {
                // The first was slower than usual.
                assertThat(serai.ask("fast/m", "warm up " + i).statusCode()).isEqualTo(200);
            }

            List<HttpResponse<String>> few = together(serai, 3, "30s");
            assertThat(few).extracting(StrategiesTest::target).containsOnly("fast/m");
            assertThat(few)
                    .extracting(answer ->
                            answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .as("says why the slow one was not asked")
                    .anyMatch(trail -> trail.startsWith("slow/m later 0ms, "));
            assertThat(together(serai, 20, "30s"))
                    .extracting(StrategiesTest::target)
                    .as("who are too many for the fast one have the slow one, too")
                    .contains("slow/m", "fast/m");
            b.thinking(Duration.ofSeconds(3));
            assertThat(together(serai, 2, "0"))
                    .extracting(StrategiesTest::target)
                    .as("who may not wait has what is free")
                    .containsExactlyInAnyOrder("slow/m", "fast/m");
        }
    }

    private static List<HttpResponse<String>> together(RunningSerai serai, int count, String wait) throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String body = RunningSerai.chat("best", "question " + i + " of " + count, false);
                calls.add(threads.submit(() ->
                        serai.post("/v1/chat/completions", body, "x-serai-wait", wait, "cache-control", "no-store")));
            }
            for (Future<HttpResponse<String>> call : calls) {
                answers.add(call.get());
            }
        }
        return answers;
    }

    @Test
    void leastBusyAsksTheOneWithTheFewestCalls() throws Exception {
        try (RunningSerai serai = setup("leastBusy", "a/m", "b/m", "c/m")
                .provider("a", a.thinking(Duration.ofMillis(300)))
                .provider("b", b.thinking(Duration.ofMillis(300)))
                .provider("c", c.thinking(Duration.ofMillis(300)))
                .start()) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    int number = i;
                    calls.add(threads.submit(() -> serai.ask("best", "question " + number)));
                    int expected = i + 1;
                    io.serai.Eventually.await(
                            "the call has come",
                            Duration.ofSeconds(10),
                            () -> a.count() + b.count() + c.count() == expected);
                }
                for (Future<?> call : calls) {
                    call.get();
                }
            }
            assertThat(List.of(a.count(), b.count(), c.count())).allMatch(count -> count >= 1);
        }
    }

    @Test
    void mostLeftSparesTheSmallQuota() {
        try (RunningSerai serai = setup("mostLeft", "a/m", "b/m")
                .provider("a", a, "limits", "4/day")
                .provider("b", b, "limits", "40/day")
                .start()) {
            assertThat(targets(serai, 22)).filteredOn("a/m"::equals).hasSizeBetween(1, 3);
        }
    }

    @Test
    void weightedAsksAsOftenAsTheWeightsSay() {
        try (RunningSerai serai = setup("weighted", "a/m?weight=3", "b/m")
                .provider("a", a)
                .provider("b", b)
                .start()) {
            assertThat(targets(serai, 200)).filteredOn("a/m"::equals).hasSizeBetween(110, 185);
        }
    }

    @Test
    void stickyAsksTheSameForAUserAndOthersForOthers() {
        try (RunningSerai serai = setup("sticky", "a/m", "b/m", "c/m")
                .provider("a", a)
                .provider("b", b)
                .provider("c", c)
                .start()) {
            List<String> chosen = new ArrayList<>();
            for (int user = 0; user < 20; user++) {
                String first = user(serai, user, 0);
                assertThat(user(serai, user, 1)).isEqualTo(first);
                assertThat(user(serai, user, 2)).isEqualTo(first);
                chosen.add(first);
            }
            assertThat(chosen).contains("a/m", "b/m", "c/m");
        }
    }

    @Test
    void aStrategyKeepsTheStandInForLast() {
        try (RunningSerai serai =
                setup("weighted", "demo/echo", "a/m").provider("a", a).start()) {
            assertThat(targets(serai, 5)).containsOnly("a/m");
        }
    }

    private RunningSerai.Setup setup(String strategy, String... targets) {
        StringBuilder pool = new StringBuilder();
        pool.append("- route:\n    id: pool-best\n    from:\n      uri: direct:pool-best\n      steps:\n");
        pool.append("        - loadBalance:\n            customLoadBalancer: { ref: ")
                .append(strategy)
                .append(" }\n");
        pool.append("            steps:\n");
        for (String target : targets) {
            pool.append("              - to: llm:").append(target).append('\n');
        }
        return RunningSerai.in(directory).file("routes/best.camel.yaml", pool.toString());
    }

    private static List<String> targets(RunningSerai serai, int count) {
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            targets.add(target(serai.post(
                    "/v1/chat/completions",
                    RunningSerai.chat("best", "question " + i, false),
                    "cache-control",
                    "no-store")));
        }
        return targets;
    }

    private static String user(RunningSerai serai, int user, int question) {
        return target(serai.post("/v1/chat/completions", """
                {"model":"best","user":"user-%d","messages":[{"role":"user","content":"question %d"}]}""".formatted(user, question)));
    }

    private static String target(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-serai-target").orElseThrow();
    }
}
