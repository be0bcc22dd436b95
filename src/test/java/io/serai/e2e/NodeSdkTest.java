package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.NodeModules;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vendors' own SDKs for JavaScript, as in {@code src/test/js}, against a Serai behind which an OpenAI-compatible vendor stands. Skipped,
 * and said so, where there is no Node.js 20 or no npm registry.
 */
class NodeSdkTest {
    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static RunningSerai serai;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        String missing = NodeModules.missing();
        assumeTrue(missing.isEmpty(), missing);
        serai = RunningSerai.in(directory)
                .provider("well", WELL)
                .pool("light", "well/small")
                .start();
    }

    @AfterAll
    static void stop() {
        if (serai != null) {
            serai.close();
        }
        WELL.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "genai", "ollama"})
    void understands(String sdk) throws IOException, InterruptedException {
        String said = output(NodeModules.FOLDER, "node", sdk + ".mjs");

        assertThat(said).contains("ok plain").doesNotContain("FAILED");
    }

    /** What a program prints; what it could not be started for, if it could not. */
    private static String output(Path in, String... command) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).directory(in.toFile()).redirectErrorStream(true);
        builder.environment()
                .put(
                        "SERAI_URL",
                        serai == null ? "" : "http://127.0.0.1:" + serai.serai().port());
        try {
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            return text;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
