package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.ingress.job.Storage;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Where an answer cannot be stored, no file is spent; and one inbox has one Serai. */
class StorageTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private Folders folders;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void inbox() {
        folders = new Folders(directory);
        log.start();
        ((Logger) LoggerFactory.getLogger(Storage.class)).addAppender(log);
    }

    @AfterEach
    void leave() {
        ((Logger) LoggerFactory.getLogger(Storage.class)).detachAppender(log);
    }

    private RunningSerai.Setup with(HealthyVendor vendor) {
        return RunningSerai.in(directory).provider("v", vendor).pool("light", "v/small");
    }

    private List<String> hidden(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    @Test
    void nobodyIsAskedForWhatCannotBeStored() throws IOException {
        Path outbox = Files.writeString(directory.resolve("outbox"), "a file where the folder should be");
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor).start()) {
            folders.drop("one.txt", "one");
            Path mine = Files.createDirectories(directory.resolve("mine"));
            assertThat(serai.ask("light", "and HTTP goes on").statusCode()).isEqualTo(200);
            Eventually.await("look", SOON, () -> Files.exists(folders.inbox(".serai.lock")));
            assertThat(vendor.requests()).noneMatch(request -> request.text().contains("one"));
            assertThat(folders.inbox("one.txt")).exists();
            assertThat(mine).exists();

            Files.delete(outbox);
            assertThat(folders.answer("one.txt")).isEqualTo("well says: one");
            assertThat(folders.in("failed")).isEmpty();
            assertThat(hidden("outbox")).isEmpty();
        }
    }

    @Test
    void anAnswerThatIsPaidForWaitsUntilItCanBeWritten() throws IOException {
        Path outbox = directory.resolve("outbox");
        try (Held vendor = new Held("held");
                RunningSerai serai = with(vendor).start()) {
            folders.drop("one.txt", "one");
            vendor.awaitRequests(1);
            Files.deleteIfExists(outbox);
            Files.writeString(outbox, "a file where the folder should be");
            vendor.release();
            Eventually.await(
                    "outage",
                    SOON,
                    () -> log.list.stream()
                            .anyMatch(event ->
                                    event.getFormattedMessage().startsWith("No answer can be stored in " + outbox)));
            assertThat(folders.inbox("one.txt")).exists();
            assertThat(folders.in("failed")).isEmpty();

            Files.delete(outbox);
            assertThat(folders.answer("one.txt")).isEqualTo("held says: one");
            Eventually.await("inbox", SOON, () -> folders.in("inbox").isEmpty());
            assertThat(vendor.count()).isEqualTo(1);
            assertThat(folders.in("failed")).isEmpty();
            assertThat(hidden("outbox")).isEmpty();
        }
    }

    @Test
    void namesAsLongAsFileSystemsTakeThemAreAnsweredAndExplained() throws IOException {
        String answered = "a".repeat(251) + ".txt";
        String chinese = "世".repeat(83) + ".txt";
        String wrong = "b".repeat(250) + ".json";
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor).start()) {
            folders.drop(answered, "long");
            folders.drop(chinese, "langer Name");
            folders.drop(wrong, "{");

            assertThat(folders.answer(answered)).isEqualTo("well says: long");
            assertThat(folders.answer(chinese)).isEqualTo("well says: langer Name");
            Eventually.await(
                    "failed",
                    SOON,
                    () -> Files.exists(directory.resolve("failed").resolve(wrong)));
            assertThat(folders.in("failed")).anySatisfy(name -> assertThat(name).endsWith(".reason.txt"));
            assertThat(hidden("outbox")).isEmpty();
            assertThat(hidden("failed")).isEmpty();
            assertThat(serai.serai().port()).isPositive();
        }
    }

    @Test
    void aFolderInTheOutboxIsNotReplaced() throws IOException {
        Path taken = Files.createDirectories(directory.resolve("outbox/one.txt"));
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor).start()) {
            folders.drop("one.txt", "one");

            assertThat(folders.reason("one.txt")).contains("is a folder", "name_taken");
            assertThat(taken).isDirectory();
            assertThat(vendor.count()).isZero();
            assertThat(serai.serai().port()).isPositive();
        }
    }

    @Test
    void twoSeraisWithOneInboxAnswerEachFileOnce() {
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai one = with(vendor).start()) {
            folders.awaitAnotherLook();
            try (RunningSerai two = with(vendor).with("serai.data", "data2").start()) {
                int before = vendor.count();
                List<String> names =
                        IntStream.range(0, 20).mapToObj(i -> "t" + i + ".txt").toList();
                names.forEach(name -> folders.drop(name, "This is " + name));
                names.forEach(folders::answer);
                Eventually.await("inbox", SOON, () -> folders.in("inbox").isEmpty());
                assertThat(vendor.count() - before).isEqualTo(20);

                one.close();
                folders.drop("after.txt", "after");
                assertThat(folders.answer("after.txt")).isEqualTo("well says: after");
                assertThat(two.serai().port()).isPositive();
            }
        }
    }

    @Test
    void randomFilesAreEachAnsweredOrExplained() {
        Random random = new Random(11);
        List<String> alphabet = List.of(
                "a", "世", "ü", " ", "$", "{", "}", "%", "'", "\"", ";", "\n", "\u001b", "~", "-", "👋", "..",
                "${body}");
        try (HealthyVendor vendor = new HealthyVendor("well");
                RunningSerai serai = with(vendor).start()) {
            List<String> names = IntStream.range(0, 40)
                    .mapToObj(i -> {
                        StringBuilder name = new StringBuilder("f").append(i);
                        for (int n = random.nextInt(12); n > 0; n--) {
                            name.append(alphabet.get(random.nextInt(alphabet.size())));
                        }
                        return name.append(random.nextBoolean() ? ".json" : ".txt")
                                .toString();
                    })
                    .toList();
            for (String name : names) {
                byte[] bytes = new byte[1 + random.nextInt(60)];
                random.nextBytes(bytes);
                folders.drop(
                        name,
                        random.nextInt(3) == 0 ? "Hello".getBytes(java.nio.charset.StandardCharsets.UTF_8) : bytes);
            }
            Eventually.await("inbox", SOON, () -> folders.in("inbox").isEmpty());

            for (String name : names) {
                boolean explained = Files.exists(directory.resolve("failed").resolve(name + ".reason.txt"));
                assertThat(explained || Files.exists(directory.resolve("outbox").resolve(name)))
                        .as(name)
                        .isTrue();
            }
            assertThat(serai.ask("light", "are you there?").statusCode()).isEqualTo(200);
        }
    }
}
