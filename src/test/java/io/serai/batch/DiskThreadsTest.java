package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not answer holds up nobody who does not need it. */
class DiskThreadsTest {
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    @TempDir
    Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void filesThatDoNotOpenKeepNoCarrier() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        List<CompletableFuture<String>> readers = new ArrayList<>();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> text(pipe), VIRTUAL));
        }

        assertThat(CompletableFuture.supplyAsync(() -> "runs", VIRTUAL).get(10, TimeUnit.SECONDS))
                .isEqualTo("runs");

        Eventually.await("all come to the pipe's end", Duration.ofSeconds(20), () -> {
            letGo(pipe);
            return readers.stream().allMatch(CompletableFuture::isDone);
        });
    }

    /** Comes and goes as a writer, without waiting for readers. */
    private static void letGo(Path pipe) {
        try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw")) {
            assertThat(both.getFD().valid()).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) {
        try (DiskStream in = new DiskStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatComesInPiecesIsReadBackAsItCame() throws Exception {
        DiskFile file = new DiskFile(directory.resolve("file"));
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            String piece = "piece " + i + " of many\n";
            all.append(piece);
            var unused = file.write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)));
        }
        file.close().get(30, TimeUnit.SECONDS);

        String read =
                CompletableFuture.supplyAsync(() -> text(file.path()), VIRTUAL).get(30, TimeUnit.SECONDS);
        assertThat(read).isEqualTo(all.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatCannotBeWrittenSaysSoAtItsEnd() throws Exception {
        Path taken = Files.createDirectory(directory.resolve("taken"));
        DiskFile file = new DiskFile(taken);
        var unused = file.write(ByteBuffer.wrap(new byte[1]));

        assertThatThrownBy(() -> file.close().get(30, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
    }
}
