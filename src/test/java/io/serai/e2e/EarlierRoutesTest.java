package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that users have taken from an earlier Serai, and edited, serve as before. */
class EarlierRoutesTest {
    private static final Path EARLIER = Path.of("src/test/resources/earlier-routes");

    @TempDir
    Path directory;

    @Test
    void theyAreLoadedCheckedAndServe() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("old")) {
            copy(directory.resolve("routes"));
            Files.writeString(
                    directory.resolve("application.properties"),
                    "serai.http.port=0\nserai.broker.enabled=false\nserai.log.requests=off\n");
            Files.writeString(directory.resolve("routes/mine.camel.yaml"), """
                - templatedRoute:
                    routeTemplateRef: provider
                    routeId: own
                    parameters:
                      - { name: name, value: own }
                      - { name: url, value: "%s" }
                      - { name: keys, value: "sk-earlier-12345, sk-earlier-67890" }
                      - { name: limits, value: "3/min" }
                - route:
                    id: pool-own
                    from:
                      uri: direct:pool-own
                      steps:
                        - loadBalance:
                            failoverLoadBalancer:
                              exception: [ io.serai.provider.TargetFailedException ]
                            steps:
                              - to: llm:own/small
                              - to: llm:demo/echo
                """.formatted(vendor.url()));
            try (RunningSerai serai = RunningSerai.startedIn(directory)) {
                assertThat(serai.ask("auto", "Write a function in Java")
                                .headers()
                                .firstValue("x-serai-task"))
                        .hasValue("code");
                for (int i = 0; i < 6; i++) {
                    assertThat(target(serai.stream("own", "question " + i))).isEqualTo("own/small");
                }
                HttpResponse<String> beyond = serai.ask("own", "beyond the limits of both keys");
                assertThat(beyond.statusCode()).isEqualTo(429);
                assertThat(beyond.body()).contains("the limit of 3 requests in 1m is used up");
                assertThat(target(serai.ask("own", "question 1"))).isEqualTo("own/small");
                assertThat(serai.post("/v1/embeddings", "{\"model\":\"demo/echo\",\"input\":\"text\"}")
                                .statusCode())
                        .isEqualTo(200);
                String message = """
                    {"model":"auto","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}\
                    """;
                assertThat(serai.post("/v1/messages", message).statusCode()).isEqualTo(200);
                assertThat(serai.get("/api/tags").statusCode()).isEqualTo(200);
                assertThat(serai.post("/admin/routes/reload", "").body()).contains("\"revision\":2");
            }
            assertThat(vendor.requests())
                    .filteredOn(request -> request.method().equals("POST"))
                    .hasSize(6);
        }
    }

    private static String target(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-serai-target").orElse(answer.body());
    }

    private static void copy(Path to) throws Exception {
        try (Stream<Path> files = Files.walk(EARLIER)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.copy(file, to.resolve(EARLIER.relativize(file).toString()));
            }
        }
    }
}
