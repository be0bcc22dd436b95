package io.serai.ingress.edge;

import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the body of an upload: the field {@code file} of a form goes to the disk as it comes, within a bound, and never into memory. */
public final class UploadReader {
    private static final Pattern PATH = Pattern.compile("(/v1)*/files/?");
    private static final String FILE = "file";

    /** The form's attributes by which the route finds the file; whatever a client sends under these names is replaced. */
    private static final String STORED = "serai.upload.path";

    private static final String NAME = "serai.upload.name";

    /** A file that was uploaded; it is deleted when its request is answered, unless it was moved away. */
    public record Upload(Path path, String name, String purpose) {}

    /** Where files go. */
    public interface Places {
        Path next() throws IOException;
    }

    private final Places places;
    private final long limit;

    /** @param limit the most bytes of a body */
    public UploadReader(Places places, long limit) {
        this.places = places;
        this.limit = limit;
    }

    /** Whether a request is an upload. */
    public static boolean takes(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        return type != null
                && type.regionMatches(true, 0, "multipart/form-data", 0, 19)
                && HttpMethod.POST.equals(request.method())
                && PATH.matcher(request.path()).matches();
    }

    /** The file of a request that was read here; null if it has none. */
    public static @Nullable Upload of(HttpServerRequest request) {
        String path = request.formAttributes().get(STORED);
        if (path == null) {
            return null;
        }
        String name = request.formAttributes().get(NAME);
        String purpose = request.formAttributes().get("purpose");
        return new Upload(Path.of(path), name == null ? "" : name, purpose == null ? "" : purpose.strip());
    }

    long limit() {
        return limit;
    }

    RejectedException tooLarge() {
        return new RejectedException(
                413,
                "request_too_large",
                "The upload is larger than " + limit + " bytes (serai.batch.file-limit).",
                null);
    }

    void read(RoutingContext context, BiConsumer<HttpServerRequest, ChatException> refuse) {
        new Reading(context, refuse).begin();
    }

    private final class Reading {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final BiConsumer<HttpServerRequest, ChatException> refuse;
        private Future<Void> stored = Future.succeededFuture();
        private @Nullable String path;
        private String name = "";
        private long size;
        private boolean refused;

        Reading(RoutingContext context, BiConsumer<HttpServerRequest, ChatException> refuse) {
            this.context = context;
            this.request = context.request();
            this.refuse = refuse;
        }

        void begin() {
            request.setExpectMultipart(true);
            request.uploadHandler(this::store);
            request.exceptionHandler(this::fail)
                    .handler(this::count)
                    .endHandler(end -> stored.onComplete(done -> {
                        if (done.succeeded()) {
                            pass();
                        } else {
                            fail(done.cause());
                        }
                    }))
                    .resume();
        }

        private void store(HttpServerFileUpload upload) {
            if (path != null || !upload.name().equals(FILE)) {
                upload.handler(ignored -> {});
                upload.resume();
                return;
            }
            try {
                String place = places.next().toString();
                path = place;
                name = upload.filename() == null ? "" : upload.filename();
                Vertx vertx = context.vertx();
                context.addEndHandler(end -> vertx.fileSystem().delete(place));
                stored = upload.streamToFileSystem(place);
            } catch (IOException e) {
                fail(e);
            }
        }

        private void count(Buffer piece) {
            size += piece.length();
            if (size > limit && !refused) {
                refused = true;
                refuse.accept(request, tooLarge());
            }
        }

        private void pass() {
            if (refused) {
                return;
            }
            request.formAttributes().remove(STORED).remove(NAME);
            if (path != null) {
                request.formAttributes().set(STORED, path).set(NAME, name);
            }
            // Camel would read the form once more.
            request.headers().set("content-type", "application/json").remove("content-length");
            ((RoutingContextInternal) context).setBody(Buffer.buffer());
            context.next();
        }

        private void fail(Throwable failure) {
            if (refused) {
                return;
            }
            refused = true;
            if (failure instanceof IOException || failure instanceof FileSystemException) {
                refuse.accept(
                        request,
                        new RejectedException(
                                507,
                                "storage_full",
                                "Serai cannot store the upload now; make room, and send it again.",
                                null));
            } else if (!context.response().ended()) {
                refuse.accept(request, RejectedException.badRequest("The form is malformed.", null));
            }
        }
    }
}
