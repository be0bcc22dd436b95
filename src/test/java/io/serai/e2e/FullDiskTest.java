package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.ingress.job.Storage;
import io.serai.wire.Held;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** On a disk that is really full no file is spent, a paid answer is kept, and all goes on by itself when there is room. Needs root. */
@Tag("slow")
class FullDiskTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int FILES = 20;
    /** As {@code folderWorkers} of the shipped routes has it. */
    private static final int AT_ONCE = 8;

    @TempDir
    Path directory;

    private Path outbox;
    private Path rest;
    private boolean mounted;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void mount() throws Exception {
        outbox = Files.createDirectories(directory.resolve("outbox"));
        rest = outbox.resolve("rest");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", outbox.toString());
        log.start();
        ((Logger) LoggerFactory.getLogger(Storage.class)).addAppender(log);
        assumeTrue(mounted, "Not run: this user may not mount a small disk");
    }

    @AfterEach
    void unmount() throws Exception {
        ((Logger) LoggerFactory.getLogger(Storage.class)).detachAppender(log);
        if (mounted) {
            assertThat(run("umount", "-l", outbox.toString())).isTrue();
        }
    }

    @Test
    void noFileIsSpentAndAPaidAnswerIsKept() throws IOException {
        Folders folders = new Folders(directory);
        try (Held vendor = new Held("held");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("v", vendor)
                        .pool("light", "v/small")
                        .pool("code", "v/small")
                        .start()) {
            folders.drop("paid.txt", "Say hello");
            vendor.awaitRequests(1);
            fill();
            IntStream.range(0, FILES).forEach(i -> folders.drop("f" + i + ".txt", "Say hello " + i));
            vendor.release();
            Eventually.await(
                    "outage",
                    SOON,
                    () -> List.copyOf(log.list).stream()
                            .anyMatch(event ->
                                    event.getFormattedMessage().startsWith("No answer can be stored in " + outbox)));

            // Files that were under way when the disk filled up are paid for, too.
            assertThat(vendor.count()).isLessThanOrEqualTo(AT_ONCE);
            assertThat(folders.inbox("paid.txt")).exists();
            assertThat(folders.in("failed")).isEmpty();

            Files.delete(rest);
            assertThat(folders.answer("paid.txt")).isEqualTo("held says: Say hello");
            IntStream.range(0, FILES).forEach(i -> folders.answer("f" + i + ".txt"));
            Eventually.await("inbox", SOON, () -> folders.in("inbox").isEmpty());
            assertThat(vendor.count()).isEqualTo(1 + FILES);
            assertThat(folders.in("failed")).isEmpty();
            try (Stream<Path> all = Files.list(outbox)) {
                assertThat(all.map(path -> path.getFileName().toString()))
                        .hasSize(1 + FILES)
                        .noneMatch(name -> name.startsWith("."));
            }
            assertThat(serai.serai().port()).isPositive();
        }
    }

    private void fill() throws IOException {
        try (OutputStream all = Files.newOutputStream(rest)) {
            while (true) {
                all.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
