package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.RunningSerai;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One agent of each client dialect calls tools through Serai. It is skipped, with the reason, where the agents are not installed. */
@Tag("slow")
class AgentsTest {
    private static final Path HARNESS = Path.of("src/test/agents").toAbsolutePath();
    private static final Path INSTALLED = Path.of(
                    Optional.ofNullable(System.getenv("AGENTS_WORK")).orElse("target/agents"))
            .toAbsolutePath();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"claude, claude", "codex, codex", "gemini, gemini", "opencode, opencode"})
    void worksThroughSerai(String agent, String folder) throws Exception {
        assumeTrue(runs("python3") && runs("node"), "Not run: it needs python3 and node");
        assumeTrue(
                Files.isDirectory(INSTALLED.resolve("npm").resolve(folder)),
                "Not run: src/test/agents/install.sh has not installed " + folder + " in " + INSTALLED);
        int port = twoFreePorts();
        try (RunningSerai serai = RunningSerai.in(directory)
                .provider("fo", "http://127.0.0.1:" + port + "/fo/v1", "vendor", "openai-compatible")
                .start()) {
            Path output = directory.resolve("output.txt");
            ProcessBuilder builder = new ProcessBuilder(
                            HARNESS.resolve("run.py").toString(), "--only", agent + ",fo,tools", "--limit", "120")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            Map<String, String> environment = builder.environment();
            environment.put("GATEWAY_URL", serai.uri("").toString());
            environment.put("AGENTS_VENDORS", "http://127.0.0.1:" + port);
            environment.put("AGENTS_WORK", INSTALLED.toString());
            Process harness = builder.start();
            boolean ended = harness.waitFor(240, TimeUnit.SECONDS);
            harness.destroy();

            assertThat(ended).isTrue();
            assertThat(Files.readString(output)).contains("1 passed, 0 failed");
        }
    }

    private static boolean runs(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The vendors' port, which the recorder's follows. */
    private static int twoFreePorts() throws IOException {
        while (true) {
            try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket next =
                            new ServerSocket(one.getLocalPort() % 65_535 + 1, 1, InetAddress.getLoopbackAddress())) {
                if (next.getLocalPort() == one.getLocalPort() + 1) {
                    return one.getLocalPort();
                }
            } catch (IOException e) {
                // The next one is taken: other two.
            }
        }
    }
}
