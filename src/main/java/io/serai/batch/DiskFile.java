package io.serai.batch;

import io.serai.journal.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A private file that is written piece by piece on {@link DiskThreads}, in the order in which the pieces come. No method waits. */
public final class DiskFile {
    private final Path path;
    private CompletableFuture<@Nullable Void> last;
    private @Nullable FileChannel channel;

    public DiskFile(Path path) {
        this.path = path;
        this.last = CompletableFuture.runAsync(() -> attempt(() -> channel = PrivateFiles.create(path)), threads());
    }

    private static Executor threads() {
        return DiskThreads.executor();
    }

    public Path path() {
        return path;
    }

    /** Writes a piece; once a piece has failed, so do all that follow. */
    public synchronized CompletableFuture<@Nullable Void> write(ByteBuffer piece) {
        last = last.thenRunAsync(() -> attempt(() -> append(piece)), threads());
        return last;
    }

    private void append(ByteBuffer piece) throws IOException {
        FileChannel open = channel;
        while (open != null && piece.hasRemaining()) {
            open.write(piece);
        }
    }

    /** Closes it behind the last piece, and fails if one has failed. */
    public synchronized CompletableFuture<@Nullable Void> close() {
        CompletableFuture<@Nullable Void> written = last;
        last = written.handleAsync(
                        (done, failed) -> {
                            attempt(this::end);
                            return written;
                        },
                        threads())
                .thenCompose(all -> all);
        return last;
    }

    private void end() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /** Closes it, and deletes it unless it was moved away. */
    public synchronized void discard() {
        last = last.handleAsync(
                (done, failed) -> {
                    attempt(this::end);
                    attempt(() -> Files.deleteIfExists(path));
                    return null;
                },
                threads());
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
