package io.serai.ingress.edge;

import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an upload: the field {@code file} of a form, or {@code data} of one with a part of a file, goes to the disk as it comes,
 * within a bound, and never into memory.
 */
public final class UploadReader {
    private static final Pattern PATH = Pattern.compile("(/v1)*/(files|uploads/[\\w-]{1,64}/(parts))/?");
    private static final String FILE = "file";
    private static final String DATA = "data";

    /** The most bytes of a form besides its files. */
    private static final int MOST_FIELDS = 256 << 10;

    /** The form's attributes by which the route finds the file; whatever a client sends under these names is replaced. */
    private static final String STORED = "serai.upload.path";

    private static final String NAME = "serai.upload.name";

    /**
     * A file that was uploaded; it is deleted when its request is answered, unless it was moved away.
     *
     * @param form the other fields of its form, each as it was given first
     */
    public record Upload(Path path, String name, Map<String, String> form) {}

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
                && !field(request).isEmpty();
    }

    /** The field of the form that goes to the disk; empty if the request is no upload. */
    private static String field(HttpServerRequest request) {
        Matcher path = PATH.matcher(request.path());
        return !path.matches() ? "" : path.group(3) == null ? FILE : DATA;
    }

    /** The file of a request that was read here; null if it has none. */
    public static @Nullable Upload of(HttpServerRequest request) {
        String path = request.formAttributes().get(STORED);
        if (path == null) {
            return null;
        }
        String name = request.formAttributes().get(NAME);
        Map<String, String> form = new HashMap<>();
        request.formAttributes().forEach(form::putIfAbsent);
        return new Upload(Path.of(path), name == null ? "" : name, form);
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

    /** @param share takes what the form has besides files: its fields are kept in memory */
    void read(RoutingContext context, BodyShare share, BiConsumer<HttpServerRequest, ChatException> refuse) {
        new Reading(context, share, refuse).begin();
    }

    /** A form that cannot be taken apart. */
    private static RejectedException malformed() {
        return RejectedException.badRequest(
                "The form is malformed, ends too early, or has more than 256 fields, a field of more than 8 KiB, or more"
                        + " than 256 KiB of fields, besides the one with the content, which must have a filename. Send"
                        + " multipart/form-data as your HTTP library makes it.",
                null);
    }

    private static ChatException toTell(Throwable failure) {
        boolean ofDisk = failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure.getCause() instanceof UncheckedIOException;
        return ofDisk
                ? new RejectedException(
                        507, "storage_full", "Serai cannot store the upload now; make room, and send it again.", null)
                : malformed();
    }

    private final class Reading {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final BodyShare share;
        private final BiConsumer<HttpServerRequest, ChatException> refuse;
        private @Nullable UploadedFile file;
        private String name = "";
        private long size;
        private long content;
        private long held;
        private boolean refused;

        Reading(RoutingContext context, BodyShare share, BiConsumer<HttpServerRequest, ChatException> refuse) {
            this.context = context;
            this.share = share;
            this.request = context.request();
            this.refuse = refuse;
        }

        void begin() {
            if (request.headers().contains(HttpHeaders.CONTENT_ENCODING)
                    && !"identity".equalsIgnoreCase(request.getHeader(HttpHeaders.CONTENT_ENCODING))) {
                refuse(new RejectedException(
                        415,
                        "unsupported_content_encoding",
                        "An upload is sent plain, without content-encoding.",
                        null));
                return;
            }
            try {
                request.setExpectMultipart(true);
            } catch (RuntimeException e) {
                refuse(RejectedException.badRequest(
                        "The content-type must be 'multipart/form-data; boundary=...', with the boundary of the form"
                                + " and a charset that Java knows, or none.",
                        null));
                return;
            }
            request.uploadHandler(this::store);
            request.exceptionHandler(this::fail)
                    .handler(this::count)
                    .endHandler(end -> whenStored())
                    .resume();
        }

        private void store(HttpServerFileUpload upload) {
            if (refused || file != null || !field(request).equals(upload.name())) {
                upload.handler(piece -> content += piece.length());
                return;
            }
            try {
                Path place = places.next();
                name = upload.filename() == null ? "" : upload.filename();
                UploadedFile begun = new UploadedFile(
                        context.vertx(), request, upload, place, length -> content += length, this::fail);
                context.addEndHandler(end -> begun.discard());
                file = begun;
            } catch (IOException e) {
                fail(e);
            }
        }

        private void count(Buffer piece) {
            size += piece.length();
            if (size > limit) {
                refuse(tooLarge());
            } else if (size - content > MOST_FIELDS) {
                refuse(malformed());
            } else if (size - content > held && !hold(size - content - held)) {
                refuse(new BusyException());
            }
        }

        private boolean hold(long more) {
            held += more;
            return share.grow(more);
        }

        private void whenStored() {
            UploadedFile stored = file;
            if (stored == null) {
                pass(null);
            } else if (!stored.isWhole()) {
                stored.close();
                refuse(malformed());
            } else {
                stored.close().onSuccess(done -> pass(stored)).onFailure(this::fail);
            }
        }

        private void pass(@Nullable UploadedFile stored) {
            if (refused) {
                return;
            }
            request.formAttributes().remove(STORED).remove(NAME);
            if (stored != null) {
                request.formAttributes().set(STORED, stored.path().toString()).set(NAME, name);
            }
            // Camel would read the form once more.
            request.headers().set("content-type", "application/json").remove("content-length");
            ((RoutingContextInternal) context).setBody(Buffer.buffer());
            context.next();
        }

        private void fail(Throwable failure) {
            UploadedFile begun = file;
            if (begun != null) {
                begun.close();
            }
            refuse(toTell(failure));
        }

        private void refuse(ChatException why) {
            if (!refused) {
                refused = true;
                if (!context.response().ended()) {
                    refuse.accept(request, why);
                }
            }
        }
    }
}
