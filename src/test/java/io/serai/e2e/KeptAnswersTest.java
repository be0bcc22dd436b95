package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.ops.Scrape;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers on disk outlive the process, in all that the cache does with them. */
class KeptAnswersTest {
    @TempDir
    Path directory;

    @Test
    void aRestartForgetsNothing() {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            try (RunningSerai serai = serai(vendor, "1m")) {
                assertThat(cache(serai.ask("light", "hello"))).isEqualTo("miss");
                serai.stream("light", "hello streamed");
                named(serai, "a named one", false);
            }
            try (RunningSerai serai = RunningSerai.startedIn(directory)) {
                HttpResponse<String> again = serai.ask("light", "hello");
                assertThat(cache(again)).isEqualTo("hit");
                assertThat(again.body()).contains("v says: hello");
                assertThat(again.headers().firstValue("x-serai-target")).hasValue("v/small");
                assertThat(again.headers().firstValue("age")).isPresent();
                assertThat(serai.stream("light", "hello streamed").body())
                        .contains("v says: hello streamed")
                        .endsWith("data: [DONE]\n\n");
                assertThat(cache(named(serai, "a named one", true))).isEqualTo("hit");
                assertThat(named(serai, "another by that name", false).statusCode())
                        .isEqualTo(422);
                assertThat(serai.get("/admin/cache").body())
                        .contains("\"disk\":{\"entries\":4", "\"hits\":3,\"disk\":3", "\"damaged\":0,\"dropped\":0");
                Scrape scrape = new Scrape(serai.get("/metrics").body());
                assertThat(scrape.value("serai_cache_hits_total", "level", "disk", "task", "light"))
                        .isEqualTo(3);
                assertThat(scrape.sum("serai_cache_hits_total")).isEqualTo(3);
                assertThat(scrape.value("serai_cache_entries", "level", "disk")).isEqualTo(4);
                assertThat(scrape.value("serai_cache_bytes", "level", "disk")).isEqualTo(4 * 4096);
                assertThat(scrape.sum("serai_cache_away")).isZero();
                assertThat(scrape.sum("serai_cache_saved_tokens_total")).isPositive();
            }
            assertThat(vendor.count()).isEqualTo(3);
        }
    }

    @Test
    void operatorsHaveItForgetOnDiskToo() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = serai(vendor, "1m")) {
            serai.ask("light", "hello");
            serai.ask("v/large", "hello");
            Eventually.await("both files", Duration.ofSeconds(10), () -> files() == 2);

            assertThat(forget(serai, "?key=another-client")).isEqualTo("{\"forgotten\":0}");
            assertThat(forget(serai, "?model=v/large")).isEqualTo("{\"forgotten\":1}");
            assertThat(files()).isEqualTo(1);
            assertThat(cache(serai.ask("v/large", "hello"))).isEqualTo("miss");
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("hit");
            assertThat(forget(serai, "")).isEqualTo("{\"forgotten\":2}");
            assertThat(files()).isZero();
            assertThat(cache(serai.ask("light", "hello"))).isEqualTo("miss");
        }
    }

    @Test
    void anAnswerWhoseLifetimeIsOverStandsInAfterARestart() {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            try (RunningSerai serai = serai(vendor, "1ms\n        stale: 1h")) {
                serai.ask("light", "hello");
            }
        }
        // Its vendor has gone.
        try (RunningSerai serai = RunningSerai.startedIn(directory)) {
            HttpResponse<String> stale = serai.ask("light", "hello");
            assertThat(stale.statusCode()).as(stale.body()).isEqualTo(200);
            assertThat(cache(stale)).isEqualTo("stale");
            assertThat(serai.ask("light", "hello you").statusCode()).isEqualTo(502);
        }
    }

    @Test
    void nothingIsWrittenUnlessItIsSet() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            serai.ask("light", "hello");
        }
        assertThat(directory.resolve("data/cache")).doesNotExist();
    }

    private RunningSerai serai(HealthyVendor vendor, String lifetime) {
        try {
            String chat = Files.readString(Path.of("routes/chat.camel.yaml"));
            return RunningSerai.in(directory)
                    .with("serai.cache.disk", "10MiB")
                    .provider("v", vendor)
                    .pool("light", "v/small")
                    .file("routes/chat.camel.yaml", withStale(chat.replace("lifetime: 10m", "lifetime: " + lifetime)))
                    .start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The shipped route with the step that answers what was answered before if no target can. */
    private static String withStale(String chat) {
        String router = "                    - to: direct:by-task\n";
        assertThat(chat).contains(router);
        return chat.replace(router, "                    - to: direct:by-task-or-before\n") + """

            - route:
                id: by-task-or-before
                from:
                  uri: direct:by-task-or-before
                  steps:
                    - doTry:
                        steps:
                          - to: direct:by-task
                        doCatch:
                          - exception: [ io.serai.provider.TargetFailedException ]
                            steps:
                              - bean: { ref: chatCache, method: stale }
            """;
    }

    private static HttpResponse<String> named(RunningSerai serai, String text, boolean stream) {
        return serai.post("/v1/chat/completions", RunningSerai.chat("light", text, stream), "idempotency-key", "name");
    }

    private static String forget(RunningSerai serai, String query) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            serai.request("/admin/cache" + query).DELETE().build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private long files() {
        try (Stream<Path> all = Files.walk(directory.resolve("data/cache"))) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return -1;
        }
    }

    private static String cache(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-serai-cache").orElse("");
    }
}
