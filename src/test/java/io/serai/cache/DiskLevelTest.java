package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers on disk survive the process, stay within their bound, and are whole or not there. */
@Timeout(60)
class DiskLevelTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void whatWasKeptIsFoundAfterARestart() {
        Kept kept = Keeps.kept(1, 10_000);
        try (DiskLevel level = level(100 * MIB)) {
            level.keep(Keeps.key(1), kept);
        }
        try (DiskLevel level = level(100 * MIB)) {
            assertThat(level.find(Keeps.key(1)))
                    .as("though the folder may not have been walked")
                    .isEqualTo(kept);
            level.settle();
            assertThat(level.find(Keeps.key(1))).isEqualTo(kept);
            assertThat(level.find(Keeps.key(2))).isNull();
            assertThat(level.size().entries()).isEqualTo(1);
        }
    }

    @Test
    void aLaterAnswerReplacesAnEarlierOne() {
        try (DiskLevel level = level(100 * MIB)) {
            level.keep(Keeps.key(1), Keeps.kept(1, 10));
            level.keep(Keeps.key(1), Keeps.kept(2, 10_000));
            level.settle();

            assertThat(level.find(Keeps.key(1))).extracting(Kept::answer).isEqualTo(Keeps.answer(2, 10_000));
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void whatIsOverIsNeitherFoundNorLeft() throws IOException {
        Instant then = Instant.now().minusSeconds(100);
        try (DiskLevel level = new DiskLevel(folder, MIB, InstantSource.fixed(then), MIB)) {
            level.keep(Keeps.key(1), Keeps.kept(1, 10, then, Duration.ofSeconds(50)));
            level.keep(Keeps.key(2), Keeps.kept(2, 10, then, Duration.ofHours(1)));
            level.settle();
            assertThat(files()).hasSize(2);
        }
        try (DiskLevel level = level(MIB)) {
            level.settle();
            assertThat(level.size().entries()).isEqualTo(1);
            assertThat(files()).hasSize(1);
            assertThat(level.size().damaged()).isZero();
        }
    }

    @Test
    void filesStayWithinTheBound() throws IOException {
        long most = 2 * MIB;
        try (DiskLevel level = level(most)) {
            for (int i = 0; i < 2000; i++) {
                level.keep(Keeps.key(i), Keeps.kept(i, 100 * (i % 100)));
                if (i % 100 == 0) {
                    level.settle();
                    assertThat(bytes()).isLessThanOrEqualTo(most);
                }
            }
            level.settle();
            level.settle();
            assertThat(bytes()).isBetween(most / 2, most);
            assertThat(level.size().bytes()).isEqualTo(bytes());
            assertThat(level.size().evicted()).isPositive();
        }
        try (DiskLevel smaller = level(MIB)) {
            smaller.settle();
            smaller.settle();
            assertThat(bytes()).as("a smaller bound after a restart").isBetween(MIB / 2, MIB);
        }
    }

    @Test
    void damagedFilesAreDroppedAndCounted() throws IOException {
        try (DiskLevel level = level(100 * MIB)) {
            for (int i = 0; i < 4; i++) {
                level.keep(Keeps.key(i), Keeps.kept(i, 10_000));
            }
        }
        Files.write(file(0), Arrays.copyOf(Files.readAllBytes(file(0)), 5_000));
        byte[] changed = Files.readAllBytes(file(1));
        changed[changed.length - 7]++;
        Files.write(file(1), changed);
        Files.write(file(2), new byte[0]);
        try (DiskLevel level = level(100 * MIB)) {
            level.settle();
            for (int i = 0; i < 3; i++) {
                assertThat(level.find(Keeps.key(i))).isNull();
            }
            assertThat(level.find(Keeps.key(3)))
                    .isEqualTo(level.find(Keeps.key(3)))
                    .isNotNull();
            level.settle();
            assertThat(level.size().damaged()).isEqualTo(3);
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void answersAreForgottenByWhoseTheyAre() {
        try (DiskLevel level = level(100 * MIB)) {
            for (int i = 0; i < 10; i++) {
                level.keep(Keeps.key(i), Keeps.kept(i, 10));
            }
            assertThat(level.remove(about -> about.task().equals("odd")))
                    .as("those that wait too")
                    .isEqualTo(5);
            assertThat(level.find(Keeps.key(1))).isNull();
            assertThat(level.find(Keeps.key(2))).isNotNull();
            assertThat(files()).hasSize(5);
            assertThat(level.remove(about -> true)).isEqualTo(5);
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void writesBeyondTheQueueAreDroppedAndHoldNobodyUp() throws Exception {
        Backlog backlog = new Backlog("test", 100);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        backlog.offer(60, () -> {
            begun.countDown();
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
        backlog.offer(100, done::countDown);
        for (int i = 0; i < 100; i++) {
            backlog.offer(60, () -> {});
        }
        assertThat(backlog.dropped()).isEqualTo(100);
        stuck.countDown();
        done.await();
        backlog.close();
        backlog.offer(1, () -> {});
        assertThat(backlog.dropped()).as("after the end").isEqualTo(101);
    }

    @Test
    void nobodyElseCanReadThem() throws IOException {
        try (DiskLevel level = level(100 * MIB)) {
            level.keep(Keeps.key(1), Keeps.kept(1, 10));
        }
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(file(1).getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(file(1))).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void linksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
        Path foreign = elsewhere.resolve("x");
        try (DiskLevel level = new DiskLevel(elsewhere, MIB, InstantSource.system(), MIB)) {
            level.keep(Keeps.key(1), Keeps.kept(1, 10));
            level.keep(Keeps.key(2), Keeps.kept(2, 10));
        }
        Files.writeString(foreign, "not ours");
        Files.createDirectories(file(1).getParent());
        Files.createSymbolicLink(file(1), elsewhere.resolve(folder.relativize(file(1))));
        Files.createSymbolicLink(file(2).getParent(), elsewhere.resolve(folder.relativize(file(2).getParent())));
        Files.createSymbolicLink(folder.resolve("writing.tmp"), foreign);
        try (DiskLevel level = level(MIB)) {
            level.settle();
            assertThat(level.find(Keeps.key(1))).isNull();
            assertThat(level.size().entries()).isZero();
            level.keep(Keeps.key(2), Keeps.kept(3, 10));
            level.keep(Keeps.key(4), Keeps.kept(4, 10));
            level.settle();
            assertThat(level.size().dropped()).as("into a linked folder").isEqualTo(1);
            assertThat(level.find(Keeps.key(4))).isNotNull();
        }
        assertThat(foreign).hasContent("not ours");
    }

    @Test
    void whatTheFolderHoldsOfOthersIsLeftAlone() throws IOException {
        Files.createDirectories(folder.resolve("ab"));
        Files.writeString(folder.resolve("ab/notes.txt"), "mine");
        Files.writeString(folder.resolve("writing.tmp"), "half");
        try (DiskLevel level = level(MIB)) {
            level.settle();
            assertThat(level.size().damaged()).isZero();
        }
        assertThat(folder.resolve("ab/notes.txt")).hasContent("mine");
        assertThat(folder.resolve("writing.tmp")).doesNotExist();
    }

    @Test
    void aKilledProcessLeavesWholeAnswersOnly() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        DiskWriter.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Eventually.await("answers", Duration.ofSeconds(40), () -> files().size() > 200);
        } finally {
            writer.destroyForcibly().waitFor();
        }
        int count = files().size();
        try (DiskLevel level = level(1 << 30)) {
            level.settle();
            assertThat(level.size().entries()).isEqualTo(count);
            int found = 0;
            for (int number = 0; found < count; number++) {
                Kept kept = level.find(Keeps.key(number));
                if (kept != null) {
                    found++;
                    assertThat(kept.answer()).isEqualTo(Keeps.answer(number, 40_000));
                } else {
                    assertThat(number).as("only the last are missing").isGreaterThanOrEqualTo(count - 1);
                }
            }
            assertThat(level.size().damaged()).isZero();
            assertThat(folder.resolve("writing.tmp")).doesNotExist();
        }
    }

    private DiskLevel level(long most) {
        return new DiskLevel(folder, most, InstantSource.system(), DiskLevel.MOST_WAITING);
    }

    private Path file(int number) {
        Slot slot = Slot.of(Keeps.key(number));
        return folder.resolve(slot.name().substring(0, 2)).resolve(slot.name());
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !file.toString().endsWith(".tmp"))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }

    private long bytes() throws IOException {
        long sum = 0;
        for (Path file : files()) {
            sum += (Files.size(file) + 4095) / 4096 * 4096;
        }
        return sum;
    }
}
