package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Limited;
import io.serai.wire.Unavailable;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests wait for a quota as long as they may, in order, and are told at once when that is not long enough. */
class PatienceTest {
    @TempDir
    Path directory;

    @Test
    void aHundredAtOnceAreAnsweredOneAfterTheOtherAndNoneTooMany() throws Exception {
        try (Limited first = new Limited("first", 20, Duration.ofSeconds(2));
                Limited second = new Limited("second", 10, Duration.ofSeconds(2));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("a", first, "limits", "20/2s")
                        .provider("b", second, "limits", "10/2s")
                        .pool("light", "a/small", "b/small")
                        .start()) {
            List<HttpResponse<String>> answers = together(100, i -> patient(serai, "light", i, "60s"));

            assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
            assertThat(first.refused() + second.refused()).isZero();
            assertThat(answers)
                    .anyMatch(answer ->
                            answer.headers().firstValue("x-serai-waited").isPresent());
        }
    }

    @Test
    void whoWouldWaitTooLongIsToldAtOnceAndWhen() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "2/min")
                        .pool("light", "v/small")
                        .start()) {
            together(2, i -> patient(serai, "light", i, "5s"));
            long begin = System.nanoTime();
            HttpResponse<String> answer = patient(serai, "light", 3, "30s");
            Duration time = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(
                            answer.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(50, 62);
            assertThat(time).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void thePlaceInTheLineCounts() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "1/5s")
                        .pool("light", "v/small")
                        .start()) {
            assertThat(patient(serai, "light", 0, "0").statusCode()).isEqualTo(200);
            // Two of them can be answered within 14 s.
            List<HttpResponse<String>> answers = together(6, i -> patient(serai, "light", 1 + i, "14s"));

            assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(2);
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 429)
                    .hasSize(4)
                    .allMatch(answer -> Integer.parseInt(
                                    answer.headers().firstValue("retry-after").orElseThrow())
                            > 9);
        }
    }

    @Test
    void whoWaitsGoesOnWhenACallEnds() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(100));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "limits", "2 parallel")
                        .pool("light", "v/small")
                        .start()) {
            List<HttpResponse<String>> answers = together(12, i -> patient(serai, "light", i, "30s"));

            assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
        }
    }

    @Test
    void aBusyTargetIsWaitedForThoughAnotherIsBackMuchLater() throws Exception {
        try (HealthyVendor busy = new HealthyVendor("busy").thinking(Duration.ofMillis(100));
                HealthyVendor spent = new HealthyVendor("spent");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("busy", busy, "limits", "1 parallel")
                        .provider("spent", spent, "limits", "1/day")
                        .pool("light", "busy/small", "spent/small")
                        .start()) {
            List<HttpResponse<String>> answers = together(8, i -> patient(serai, "light", i, "30s"));

            assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
        }
    }

    @Test
    void whoeverDoesNotWaitForABusyTargetIsToldToComeBackSoon() throws Exception {
        try (HealthyVendor busy = new HealthyVendor("busy").thinking(Duration.ofMillis(500));
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("busy", busy, "limits", "1 parallel")
                        .pool("light", "busy/small")
                        .start()) {
            List<HttpResponse<String>> answers = together(3, i -> patient(serai, "light", i, "0"));

            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 429)
                    .isNotEmpty()
                    .allMatch(answer -> answer.headers()
                            .firstValue("retry-after")
                            .orElseThrow()
                            .equals("1"));
        }
    }

    @Test
    void aClientAtItsOwnLimitHoldsUpNobodyElse() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.keys", "anybody")
                        .with("serai.admin.keys", "admin")
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            String made = serai.post(
                            "/admin/keys",
                            "{\"id\":\"narrow\",\"limits\":\"1/20s for small\"}",
                            "authorization",
                            "Bearer admin")
                    .body();
            String narrow = made.replaceAll(".*(sk-serai-[^\"]+).*", "$1");
            assertThat(as(serai, narrow, 0, "0").statusCode()).isEqualTo(200);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<HttpResponse<String>> waits = threads.submit(() -> as(serai, narrow, 1, "30s"));
                Eventually.await(
                        "it waits",
                        Duration.ofSeconds(10),
                        () -> serai.get("/metrics", "authorization", "Bearer admin")
                                .body()
                                .contains("serai_requests_in_flight{ingress=\"http\"} 1"));
                assertThat(as(serai, "anybody", 2, "5s").statusCode()).isEqualTo(200);
                waits.cancel(true);
            }
        }
    }

    private static HttpResponse<String> as(RunningSerai serai, String key, int number, String wait) {
        return serai.post(
                "/v1/chat/completions",
                RunningSerai.chat("light", "question " + number, false),
                "authorization",
                "Bearer " + key,
                "x-serai-wait",
                wait);
    }

    @Test
    void aBreakDownIsTriedOnceMoreAfterAMoment() {
        try (Unavailable down = new Unavailable();
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.wait", "0")
                        .provider("v", down)
                        .pool("light", "v/small")
                        .start()) {
            HttpResponse<String> answer = serai.ask("light", "hello");

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .matches("v/small 503 \\d+ms, v/small 503 \\d+ms");
        }
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions", RunningSerai.chat("light", "hello", false), "x-serai-wait", "soon");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("x-serai-wait must be a time up to 24h, such as 30s or 5m, not 'soon'");
        }
    }

    private static HttpResponse<String> patient(RunningSerai serai, String model, int number, String wait) {
        return serai.post(
                "/v1/chat/completions", RunningSerai.chat(model, "question " + number, false), "x-serai-wait", wait);
    }

    private static <T> List<T> together(int count, IntFunction<T> action) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                futures.add(threads.submit(() -> action.apply(number)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
