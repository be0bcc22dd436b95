package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Rejects;
import io.serai.wire.Unavailable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool that fails too often hands over to another, or to what was answered before, and the answer says so. */
class DegradationTest {
    private static final String POOL = """
            - beans:
                - name: degradeBest
                  type: io.serai.routing.Degradation
                  properties:
                    successRate: 60
                    calls: 4
                    minimum: 4
                    rest: 30s
            - route:
                id: pool-best
                from:
                  uri: direct:pool-best
                  steps:
                    - loadBalance:
                        customLoadBalancer: { ref: degradeBest }
                        steps:
                          - to: llm:first/small
                          - %s
            """;

    @TempDir
    Path directory;

    @Test
    void thePoolBehindItAnswersAndTheIllOneIsLeftAlone() {
        try (Unavailable down = new Unavailable();
                HealthyVendor spare = new HealthyVendor("spare");
                RunningSerai serai = RunningSerai.in(directory)
                        .file("routes/best.camel.yaml", POOL.formatted("to: direct:pool-light"))
                        .provider("first", down, "failureMinimum", "1000")
                        .provider("spare", spare)
                        .pool("light", "spare/small")
                        .start()) {
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> answer = serai.ask("best", "question " + i);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-serai-degraded")).hasValue("best");
                assertThat(answer.body()).contains("spare says: question " + i);
            }
            assertThat(down.count()).as("then its breaker is open").isLessThanOrEqualTo(4);
        }
    }

    @Test
    void anAnswerFromBeforeIsGivenWhenThereIsNothingElse() throws IOException {
        HealthyVendor vendor = new HealthyVendor("v");
        String url = vendor.url();
        try (RunningSerai serai = RunningSerai.in(directory)
                .file("routes/best.camel.yaml", POOL.formatted("bean: { ref: chatCache, method: stale }"))
                .file(
                        "routes/chat.camel.yaml",
                        Files.readString(Path.of("routes/chat.camel.yaml"))
                                .replace("lifetime: 10m", "lifetime: 1ms\n        stale: 1h"))
                .with("serai.http.wait", "0")
                .provider("first", url)
                .pool("light", "demo/echo")
                .start()) {
            assertThat(serai.ask("best", "hello").body()).contains("v says: hello");
            vendor.close();

            HttpResponse<String> stale = serai.ask("best", "hello");
            assertThat(stale.statusCode()).as(stale.body()).isEqualTo(200);
            assertThat(stale.body()).contains("v says: hello");
            assertThat(stale.headers().firstValue("x-serai-cache")).hasValue("stale");
            for (int i = 0; i < 6; i++) {
                HttpResponse<String> unknown = serai.ask("best", "something else " + i);
                assertThat(unknown.statusCode()).as(unknown.body()).isIn(502, 503);
            }
            HttpResponse<String> leftAlone = serai.ask("best", "something new");
            assertThat(leftAlone.statusCode()).isEqualTo(503);
            assertThat(leftAlone.body()).contains("the pool best");
            assertThat(leftAlone.headers().firstValue("retry-after")).isPresent();
        }
    }

    @Test
    void theCallersMistakeIsNoReasonToHandOver() {
        try (Rejects strict = Rejects.parameter("temperature");
                HealthyVendor spare = new HealthyVendor("spare");
                RunningSerai serai = RunningSerai.in(directory)
                        .file("routes/best.camel.yaml", POOL.formatted("to: direct:pool-light"))
                        .provider("first", strict)
                        .provider("spare", spare)
                        .pool("light", "spare/small")
                        .start()) {
            assertThat(serai.ask("best", "hello").statusCode()).isEqualTo(400);
            assertThat(spare.count()).isZero();
        }
    }
}
