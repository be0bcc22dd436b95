package io.serai.ingress.edge;

import io.serai.batch.DiskFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of a form on its way to the disk. While the disk is slower than the client the request is paused, and never the file itself: so it is
 * known at the request's end whether the file's end has come. All of it but the writing runs on the request's event loop.
 */
final class UploadedFile {
    /** Bytes that may wait for the disk; half of them let the request go on. */
    private static final int MOST_WAITING = 256 << 10;

    private final HttpServerRequest request;
    private final IntConsumer came;
    private final Handler<Throwable> failed;
    private final Context context;
    private final DiskFile file;
    private int waiting;
    private boolean paused;
    private boolean whole;
    private @Nullable Future<Void> closed;

    /**
     * @param came is called with the size of each piece, in bytes
     * @param failed is called if it cannot be written
     */
    UploadedFile(
            Vertx vertx,
            HttpServerRequest request,
            HttpServerFileUpload upload,
            Path path,
            IntConsumer came,
            Handler<Throwable> failed) {
        this.request = request;
        this.came = came;
        this.failed = failed;
        this.context = vertx.getOrCreateContext();
        this.file = new DiskFile(path);
        upload.exceptionHandler(failed).handler(this::write).endHandler(end -> whole = true);
    }

    Path path() {
        return file.path();
    }

    /** Whether its end has come. */
    boolean isWhole() {
        return whole;
    }

    private void write(Buffer piece) {
        came.accept(piece.length());
        if (closed != null) {
            return;
        }
        int length = piece.length();
        waiting += length;
        Future.fromCompletionStage(file.write(ByteBuffer.wrap(piece.getBytes())), context)
                .onFailure(failed)
                .onComplete(done -> written(length));
        if (!paused && waiting > MOST_WAITING) {
            paused = true;
            request.pause();
        }
    }

    private void written(int length) {
        waiting -= length;
        if (paused && waiting <= MOST_WAITING / 2) {
            paused = false;
            request.resume();
        }
    }

    /** Ends it when all that has come is written. */
    Future<Void> close() {
        Future<Void> closing = closed;
        if (closing == null) {
            closing = Future.fromCompletionStage(file.close(), context);
            closed = closing;
        }
        return closing;
    }

    /** Ends it, and deletes it unless it was moved away. */
    void discard() {
        var unused = close();
        file.discard();
    }
}
