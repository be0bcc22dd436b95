package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.DeadKey;
import io.serai.wire.MailServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mail of docs/alerts.md: with Camel's component in {@code lib/} and the line as it stands there, a mail server gets the notice. */
@Tag("slow")
class AlertMailTest {
    /** Where the build puts the component and what it needs beyond the test's class path. */
    private static final Path COMPONENT = Path.of("target/mail-lib");

    private static final Pattern STEP = Pattern.compile("`(- to: \"smtp:[^`]*)`");

    @TempDir
    Path directory;

    @Test
    void theDocumentedLineSendsAMail() throws IOException {
        assumeTrue(Files.isDirectory(COMPONENT), "mvn -Pslow copies the component");
        Path lib = Files.createDirectories(directory.resolve("lib"));
        try (Stream<Path> jars = Files.list(COMPONENT)) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        Matcher step = STEP.matcher(Files.readString(Path.of("docs/alerts.md")));
        assertThat(step.find()).isTrue();
        try (MailServer server = new MailServer();
                DeadKey vendor = new DeadKey("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor, "keys", "a-key")
                        .pool("light", "v/small")
                        .file("routes/alerts.camel.yaml", """
                                - beans:
                                    - name: alerts
                                      type: io.serai.alerts.Thresholds
                                - route:
                                    id: alert
                                    from:
                                      uri: direct:alert
                                      steps:
                                        %s
                                """.formatted(
                                        step.group(1).replace("mail.example.com", "127.0.0.1:" + server.port())))
                        .start()) {
            serai.ask("v/small", "hello");
            serai.serai().alerts().look();
            Eventually.await(
                    "a mail", Duration.ofSeconds(20), () -> !server.mails().isEmpty());
            assertThat(server.mails().getFirst())
                    .contains("RCPT TO:<ops@example.com>", "Subject: Serai", "refuses the key")
                    .doesNotContain("a-key");
        }
    }
}
