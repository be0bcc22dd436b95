package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that fails because Serai is being stopped has not failed: it stays, and is done after the next start. */
class StoppingTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private RunningSerai start(HealthyVendor vendor) {
        return RunningSerai.in(directory)
                .broker()
                .provider("v", vendor)
                .pool("light", "v/small")
                .start();
    }

    @Test
    void jobsUnderWayAreLeftForTheNextStart() throws Exception {
        Folders folders = new Folders(directory);
        try (Held vendor = new Held("held")) {
            RunningSerai first = start(vendor);
            try (Queues queues = new Queues(first.connections())) {
                folders.drop("hello.txt", "Hello file");
                queues.send(queues.text("Hello message"));
                vendor.awaitRequests(2);
            }
            CamelContext routes = first.serai().revisions().current().context();
            Thread stop = Thread.ofVirtual().start(first::close);
            Eventually.await("stopping", SOON, () -> !routes.isStarted());
            vendor.breakOff();
            Eventually.await("stopped", SOON, () -> !stop.isAlive());
            assertThat(folders.in("inbox")).containsExactly("hello.txt");
            assertThat(folders.in("failed")).isEmpty();
        }
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai second = start(vendor);
                Queues queues = new Queues(second.connections())) {
            assertThat(folders.answer("hello.txt")).isEqualTo("well says: Hello file");
            assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: Hello message");
            Eventually.await("inbox", SOON, () -> folders.in("inbox").isEmpty());
        }
    }
}
