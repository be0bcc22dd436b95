package io.serai.supply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of {@code deploy/} are well formed, and name what exists. */
class DeployFilesTest {
    private static final Path DEPLOY = Path.of("deploy");
    /** Names of metrics in a query of Prometheus. */
    private static final Pattern METRIC = Pattern.compile("\\b(serai|gen_ai)_[a-z_]+(?=[\\[({ )]|$)");

    private static final Pattern COPIED = Pattern.compile("(?m)^COPY (?!--from)(.+) \\S+$");

    @TempDir
    Path directory;

    /** Java reads names of files in ASCII only where there is none. */
    @ParameterizedTest
    @ValueSource(strings = {"deploy/serai", "deploy/Dockerfile", "deploy/image-root.sh", "pom.xml"})
    void whatStartsSeraiBringsALocaleInUtf8(String file) throws IOException {
        assertThat(Files.readString(Path.of(file))).contains("C.UTF-8");
    }

    @Test
    void theDashboardAsksForMetricsThatExist() throws IOException {
        List<String> asked = queries()
                .flatMap(query -> METRIC.matcher(query).results().map(found -> found.group()))
                .filter(name -> !List.of("gen_ai_token_type", "serai_provider").contains(name))
                .distinct()
                .toList();
        assertThat(asked).hasSizeGreaterThan(8);
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("well", vendor, "models", "small", "limits", "1000/min")
                        .pool("light", "well/small")
                        .file("clients.yaml", "everybody: { limits: 1000/day }\n")
                        .start()) {
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
            assertThat(serai.stream("light", "hello, in pieces").statusCode()).isEqualTo(200);
            // A stream counts when it has ended, which its client may see a moment before.
            Eventually.await(
                    "both calls",
                    Duration.ofSeconds(10),
                    () -> serai.get("/metrics").body().contains("# TYPE gen_ai_server_time_to_first_token_seconds "));
            String metrics = serai.get("/metrics").body();
            assertThat(asked)
                    .allSatisfy(name -> assertThat(metrics)
                            .contains("# TYPE " + name.replaceFirst("_(bucket|sum|count)$", "") + " "));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compose.yaml",
                "prometheus/prometheus.yml",
                "grafana/provisioning/datasources/prometheus.yaml",
                "grafana/provisioning/dashboards/serai.yaml"
            })
    void isYaml(String file) throws IOException {
        Object read = new Load(LoadSettings.builder().build())
                .loadFromReader(new StringReader(Files.readString(DEPLOY.resolve(file))));
        assertThat(read).isInstanceOf(Map.class);
    }

    @Test
    void theDockerfileCopiesWhatIsThere() throws IOException {
        List<String> sources = COPIED.matcher(Files.readString(DEPLOY.resolve("Dockerfile")))
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(" ")))
                .toList();
        assertThat(sources)
                .isNotEmpty()
                .allSatisfy(source -> assertThat(Path.of(source)).exists());
        List<String> sent = Files.readAllLines(DEPLOY.resolve("Dockerfile.dockerignore"));
        assertThat(sent)
                .containsAll(sources.stream().map(source -> "!" + source).toList());
    }

    private static Stream<String> queries() throws IOException {
        JsonNode board = new ObjectMapper()
                .readTree(DEPLOY.resolve("grafana/dashboards/serai.json").toFile());
        return StreamSupport.stream(board.get("panels").spliterator(), false)
                .flatMap(panel -> StreamSupport.stream(panel.get("targets").spliterator(), false))
                .map(target -> target.get("expr").asText());
    }
}
