package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever stops Serai while a vendor thinks for long does not wait for it, and loses no job. */
class StoppingTest {
    @TempDir
    Path directory;

    private RunningSerai start(HealthyVendor vendor) {
        return RunningSerai.in(directory).broker().provider("v", vendor).pool("light", "v/small").start();
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
            long begun = System.nanoTime();
            first.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            assertThat(folders.in("inbox")).containsExactly("hello.txt");
            assertThat(folders.in("failed")).isEmpty();
        }
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai second = start(vendor);
                Queues queues = new Queues(second.connections())) {
            assertThat(folders.answer("hello.txt")).isEqualTo("well says: Hello file");
            assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: Hello message");
            Eventually.await("inbox", Duration.ofSeconds(5), () -> folders.in("inbox").isEmpty());
        }
    }
}
