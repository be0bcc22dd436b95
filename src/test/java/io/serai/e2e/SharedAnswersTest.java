package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Redis;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes share their answers by a Redis, and go on without it. */
@Timeout(90)
class SharedAnswersTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path one;

    @TempDir
    Path two;

    @Test
    void whatOneNodeWasAnsweredTheOtherDoesNotAskFor() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                Redis redis = new Redis();
                RunningSerai first = serai(one, vendor, redis);
                RunningSerai second = serai(two, vendor, redis)) {
            assertThat(cache(first.ask("light", "hello"))).isEqualTo("miss");
            Eventually.await("written", LONG, () -> cache(only(second, "hello")).equals("hit"));
            HttpResponse<String> streamed = second.stream("light", "hello");
            assertThat(cache(streamed)).isEqualTo("hit");
            assertThat(streamed.body()).contains("v says: hello").endsWith("data: [DONE]\n\n");
            assertThat(vendor.count()).isEqualTo(1);
            assertThat(second.get("/admin/cache").body()).contains("\"redis\":1", "\"damaged\":0");

            assertThat(cache(second.ask("light", "known to neither"))).isEqualTo("miss");
            assertThat(vendor.count()).isEqualTo(2);
        }
    }

    /** Of what is known to neither, each node's twins share one call, whole and streamed; of what the other has, there is none. */
    @Test
    void bothNodesAskingAtOnceMakeACallEach() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                Redis redis = new Redis();
                RunningSerai first = serai(one, vendor, redis);
                RunningSerai second = serai(two, vendor, redis);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RunningSerai node = i % 2 == 0 ? first : second;
                boolean streams = i % 3 == 0;
                asked.add(clients.submit(
                        () -> streams ? node.stream("light", "both at once") : node.ask("light", "both at once")));
            }
            for (Future<HttpResponse<String>> one : asked) {
                HttpResponse<String> answer = one.get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).contains("once");
            }
            int calls = vendor.count();
            assertThat(calls).isBetween(1, 2);
            Eventually.await(
                    "written", LONG, () -> cache(only(second, "both at once")).equals("hit"));
            assertThat(cache(first.ask("light", "both at once"))).isEqualTo("hit");
            assertThat(vendor.count()).isEqualTo(calls);
        }
    }

    @Test
    void requestsGoOnWhileRedisIsAway() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                Redis redis = new Redis();
                RunningSerai serai = serai(one, vendor, redis);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean stop = new AtomicBoolean();
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int client = i;
                running.add(clients.submit(() -> {
                    int count = 0;
                    while (!stop.get()) {
                        HttpResponse<String> answer = serai.ask("light", client + " asks " + count++);
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    }
                    return count;
                }));
            }
            awaitCalls(vendor, 50);
            redis.stop();
            Eventually.await("it is missed", LONG, () -> trouble(serai));
            awaitCalls(vendor, 50);
            redis.start();
            Eventually.await("it is back", LONG, () -> !trouble(serai));
            awaitCalls(vendor, 50);
            stop.set(true);
            int asked = 0;
            for (Future<Integer> client : running) {
                asked += client.get(30, TimeUnit.SECONDS);
            }
            assertThat(vendor.count()).isEqualTo(asked);
            assertThat(serai.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    private static void awaitCalls(HealthyVendor vendor, int more) {
        int count = vendor.count();
        Eventually.await(more + " calls", LONG, () -> vendor.count() >= count + more);
    }

    private static HttpResponse<String> only(RunningSerai serai, String text) {
        return serai.post(
                "/v1/chat/completions", RunningSerai.chat("light", text, false), "cache-control", "only-if-cached");
    }

    private static RunningSerai serai(Path directory, HealthyVendor vendor, Redis redis) {
        RunningSerai serai = RunningSerai.in(directory)
                .with("serai.cache.redis", redis.url())
                .provider("v", vendor)
                .pool("light", "v/small")
                .start();
        Eventually.await("Redis is there", LONG, () -> !trouble(serai));
        return serai;
    }

    private static boolean trouble(RunningSerai serai) {
        return serai.get("/admin/cache").body().contains("\"trouble\"");
    }

    private static String cache(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-serai-cache").orElse("");
    }
}
