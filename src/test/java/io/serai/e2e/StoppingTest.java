package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of jobs while Serai stops, and while its routes are replaced. */
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

    @Test
    void jobsThatWaitForALimitHoldUpNoStopAndStayWhereTheyWere() throws Exception {
        Folders folders = new Folders(directory);
        List<String> names =
                IntStream.range(0, 10).mapToObj(i -> "file" + i + ".txt").toList();
        try (HealthyVendor vendor = new HealthyVendor("slowly")) {
            RunningSerai first = RunningSerai.in(directory)
                    .broker()
                    .with("serai.stop.timeout", "10m")
                    .provider("v", vendor, "limits", "1/90s")
                    .pool("light", "v/small")
                    .start();
            try (Queues queues = new Queues(first.connections())) {
                folders.drop("first.txt", "The first one");
                assertThat(folders.answer("first.txt")).isEqualTo("slowly says: The first one");
                // Two of each ask the same: the second one waits for the first.
                for (int i = 0; i < names.size(); i++) {
                    folders.drop(names.get(i), "Question " + i / 2);
                }
                queues.send(queues.text("A message"));
                queues.send(queues.text("A message"));
                // All threads of the folder, and the messages.
                Eventually.await(
                        "all wait",
                        SOON,
                        () -> first.serai().revisions().current().inFlight() >= 8 + 2);
            }
            Thread stop = Thread.ofVirtual().start(first::stop);
            Eventually.await("stopped", Duration.ofSeconds(60), () -> !stop.isAlive());
            assertThat(folders.in("inbox")).containsExactlyInAnyOrderElementsOf(names);
            assertThat(folders.in("failed")).isEmpty();
            assertThat(vendor.count()).isEqualTo(1);
        }
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai second = start(vendor);
                Queues queues = new Queues(second.connections())) {
            for (String name : names) {
                assertThat(folders.answer(name)).startsWith("well says: Question");
            }
            assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: A message");
            assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: A message");
        }
    }

    @Test
    void jobsUnderWayEndOnTheRoutesOnWhichTheyBegan() throws Exception {
        Folders folders = new Folders(directory);
        try (Held held = new Held("held");
                HealthyVendor well = new HealthyVendor("well");
                RunningSerai serai = RunningSerai.in(directory)
                        .broker()
                        .provider("h", held)
                        .provider("w", well)
                        .pool("light", "h/small")
                        .start();
                Queues queues = new Queues(serai.connections())) {
            folders.drop("one.txt", "One");
            queues.send(queues.text("Message one"));
            held.awaitRequests(2);
            Path pools = directory.resolve("routes/pools.camel.yaml");
            Files.writeString(pools, Files.readString(pools).replace("llm:h/small", "llm:w/small"));
            Eventually.await(
                    "edit", SOON, () -> serai.serai().revisions().current().number() == 2);

            folders.drop("two.txt", "Two");
            queues.send(queues.text("Message two"));
            assertThat(folders.answer("two.txt")).isEqualTo("well says: Two");
            assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("well says: Message two");

            held.release();
            assertThat(folders.answer("one.txt")).isEqualTo("held says: One");
            assertThat(queues.receive("answers").getBody(String.class)).isEqualTo("held says: Message one");
            assertThat(held.count()).isEqualTo(2);
            assertThat(well.count()).isEqualTo(2);
        }
    }
}
