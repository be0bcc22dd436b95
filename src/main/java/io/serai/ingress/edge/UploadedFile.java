package io.serai.ingress.edge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of a form on its way to the disk. While the disk is slower than the client the request is paused, and never the file itself: so it is
 * known at the request's end whether the file's end has come. All of it runs on the request's event loop.
 */
final class UploadedFile {
    private final HttpServerRequest request;
    private final Path path;
    private final Handler<Throwable> failed;
    private final Future<AsyncFile> opening;
    /** What has come before the file was open: at most what one read of the connection holds. */
    private final Buffer early = Buffer.buffer();

    private @Nullable AsyncFile open;
    private boolean whole;
    private @Nullable Future<Void> closed;

    /** @param failed is told if it cannot be written */
    UploadedFile(
            Vertx vertx, HttpServerRequest request, HttpServerFileUpload upload, Path path, Handler<Throwable> failed) {
        this.request = request;
        this.path = path;
        this.failed = failed;
        upload.exceptionHandler(failed).handler(this::write).endHandler(end -> whole = true);
        request.pause();
        this.opening = vertx.fileSystem().open(path.toString(), new OpenOptions().setPerms("rw-------"));
        opening.onComplete(done -> {
            if (done.succeeded()) {
                begin(done.result());
            } else {
                failed.handle(done.cause());
            }
            request.resume();
        });
    }

    Path path() {
        return path;
    }

    /** Whether its end has come. */
    boolean isWhole() {
        return whole;
    }

    private void begin(AsyncFile file) {
        open = file;
        file.exceptionHandler(failed);
        write(early);
    }

    private void write(Buffer piece) {
        AsyncFile file = open;
        if (file == null) {
            early.appendBuffer(piece);
            return;
        }
        if (closed != null) {
            return;
        }
        file.write(piece).onFailure(failed);
        if (file.writeQueueFull()) {
            request.pause();
            file.drainHandler(drained -> request.resume());
        }
    }

    /** Ends it when all that has come is written. */
    Future<Void> close() {
        Future<Void> closing = closed;
        if (closing == null) {
            closing = opening.compose(AsyncFile::close);
            closed = closing;
        }
        return closing;
    }
}
