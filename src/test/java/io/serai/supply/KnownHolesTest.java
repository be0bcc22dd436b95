package io.serai.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

class KnownHolesTest {
    private static final List<KnownHole> HOLES = read(Path.of("docs/known-holes.yaml"));

    @Test
    void theClassPathHasNoKnownHole() {
        List<Artifact> artifacts = Artifact.of(System.getProperty("java.class.path"));

        assertThat(artifacts).as("jars with a version").hasSizeGreaterThan(100);
        assertThat(findings(HOLES, artifacts)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "io/netty/netty-codec-http/4.1.130.Final,                       CVE-2026-33870",
        "io/netty/netty-codec-http2/4.1.134.Final,                      CVE-2026-50560",
        "io/netty/netty-codec-http/4.1.137.Final,                       CVE-2026-89044",
        "io/vertx/vertx-web/4.5.24,                                     CVE-2026-6860",
        "org/apache/httpcomponents/core5/httpcore5/5.3.6,               CVE-2026-54399",
        "org/apache/camel/camel-jms/4.18.0,                             CVE-2026-40453",
        "com/fasterxml/jackson/core/jackson-databind/2.19.4,            CVE-2026-54515",
        "ch/qos/logback/logback-core/1.5.29,                            CVE-2026-13006",
        "org/apache/artemis/artemis-server/2.54.0,                      CVE-2026-57967",
    })
    void anOldVersionIsFound(String folder, String id) {
        String[] parts = folder.split("/");
        String jar = "/home/me/.m2/repository/" + folder + "/" + parts[parts.length - 2] + "-" + parts[parts.length - 1]
                + ".jar";

        assertThat(findings(HOLES, Artifact.of(jar))).anyMatch(finding -> finding.contains(id));
    }

    @Test
    void anExceptionThatIsNotNeededIsFound() {
        assertThat(findings(HOLES, List.of())).anyMatch(finding -> finding.contains("needs no exception any more"));
    }

    @Test
    void aVersionBeforeTheFirstAffectedOneIsNone() {
        assertThat(findings(
                        HOLES,
                        Artifact.of("/r/io/netty/netty-codec-http/4.1.138.Final/netty-codec-http-4.1.138.Final.jar")))
                .noneMatch(finding -> finding.contains("netty"));
        assertThat(findings(
                        HOLES,
                        Artifact.of("/r/io/netty/netty-codec-http/4.1.132.Final/netty-codec-http-4.1.132.Final.jar")))
                .noneMatch(finding -> finding.contains("CVE-2026-89044"));
    }

    @Test
    void everyEntrySaysWhereItIsDescribed() {
        assertThat(HOLES).allSatisfy(hole -> {
            assertThat(hole.artifacts()).isNotEmpty().allMatch(name -> name.matches("[\\w.-]+:([\\w.-]+|\\*)"));
            assertThat(URI.create(hole.source()).getScheme()).isEqualTo("https");
        });
    }

    private static List<String> findings(List<KnownHole> holes, List<Artifact> artifacts) {
        List<String> findings = new ArrayList<>();
        for (KnownHole hole : holes) {
            List<Artifact> affected = artifacts.stream().filter(hole::affects).toList();
            if (hole.exception() == null && !affected.isEmpty()) {
                findings.add(
                        hole.id() + " affects " + affected + ", is mended in " + hole.fixed() + "; " + hole.source());
            } else if (hole.exception() != null && affected.isEmpty()) {
                findings.add(hole.id() + " needs no exception any more");
            }
        }
        return findings;
    }

    @SuppressWarnings("unchecked")
    private static List<KnownHole> read(Path file) {
        // All texts, since 5.4 would be read as a number.
        LoadSettings texts =
                LoadSettings.builder().setSchema(new FailsafeSchema()).build();
        try {
            Object entries = new Load(texts).loadFromString(Files.readString(file));
            return ((List<Map<String, Object>>) entries)
                    .stream().map(KnownHole::of).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
