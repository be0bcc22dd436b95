package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.settings.Overrides;
import io.serai.settings.Settings;
import io.serai.wire.HealthyVendor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Usage on the command line: through the Serai that runs, and without one. */
class UsageCommandTest {
    private static final String ADMIN = "the-admin-key-of-this-test";

    @TempDir
    Path directory;

    private String usage(int port, String... words) {
        Settings settings = Settings.read(
                ("serai.http.port = " + port + "\nserai.admin.keys = " + ADMIN).getBytes(StandardCharsets.UTF_8),
                new Overrides(Map.of(), Map.of()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            int code = new UsageCommand(directory, settings)
                    .run(List.of(words), new PrintStream(bytes, true, StandardCharsets.UTF_8));
            return code + bytes.toString(StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void usageIsAskedOfTheRunningSeraiAndReadWithoutOne() {
        int port;
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.admin.keys", ADMIN)
                        .with("serai.ledger.enabled", "true")
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .start()) {
            port = serai.serai().port();
            assertThat(serai.ask("light", "hello").statusCode()).isEqualTo(200);
            // H2's file belongs to the process that runs, so only that one can answer.
            Eventually.await(
                    "counted",
                    Duration.ofSeconds(20),
                    () -> usage(port, "by=target").contains("\"target\":\"v/small\",\"requests\":1"));
            assertThat(usage(port, "by=provider", "format=csv")).startsWith("0provider,requests,");
            assertThat(usage(port, "by=colour")).isEqualTo("2");
            assertThat(usage(port, "colour")).isEqualTo("2");
        }
        assertThat(usage(port, "by=target")).startsWith("0").contains("\"target\":\"v/small\",\"requests\":1");
    }
}
