package io.serai.ingress.edge;

import io.netty.buffer.ByteBuf;
import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request into memory, if there is room for it, and decompresses it. */
public final class BodyReader implements Handler<RoutingContext> {
    private static final String READ = BodyReader.class.getName();

    private final HttpLimits limits;
    private final BodyBudget budget;
    private final BiConsumer<HttpServerRequest, ChatException> refuse;
    private final @Nullable UploadReader uploads;

    /**
     * @param refuse answers a request whose body is not there, or not wanted
     * @param uploads reads what goes to the disk; null for nothing
     */
    public BodyReader(
            HttpLimits limits,
            BodyBudget budget,
            BiConsumer<HttpServerRequest, ChatException> refuse,
            @Nullable UploadReader uploads) {
        this.limits = limits;
        this.budget = budget;
        this.refuse = refuse;
        this.uploads = uploads;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        long length = length(request);
        boolean chunked =
                request.version() == HttpVersion.HTTP_2 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        // Another route may have read it before.
        if ((length < 0 && !chunked) || context.get(READ) != null || request.isEnded()) {
            context.next();
            return;
        }
        context.put(READ, true);
        UploadReader upload = UploadReader.takes(request) ? uploads : null;
        long largest = upload != null ? upload.limit() : Math.min(limits.body(), budget.largest());
        String expected = request.getHeader(HttpHeaders.EXPECT);
        boolean waits = "100-continue".equalsIgnoreCase(expected);
        BodyShare share = new BodyShare(budget);
        if (length > largest) {
            refuse.accept(request, upload != null ? upload.tooLarge() : tooLarge(largest));
        } else if (expected != null && !waits) {
            refuse.accept(
                    request,
                    new RejectedException(
                            417, "expectation_failed", "Serai knows no expectation but 100-continue.", null));
        } else if (upload == null && !share.grow(Math.max(0, length))) {
            refuse.accept(request, new BusyException());
        } else {
            ClientConnection.keep(request, context, share);
            if (waits && request.version() != HttpVersion.HTTP_1_0) {
                context.response().writeContinue();
            }
            if (upload != null) {
                upload.read(context, share, refuse);
            } else {
                new Reading(context, share, Math.max(0, length), largest).begin();
            }
        }
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private RejectedException tooLarge(long largest) {
        return largest == limits.body()
                ? Coding.tooLarge(largest)
                : new RejectedException(
                        413,
                        "request_too_large",
                        "The body is larger than " + largest
                                + " bytes, three quarters of what all bodies together may take"
                                + " (serai.http.bodies-limit).",
                        null);
    }

    /** One body that comes in. */
    private final class Reading {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final BodyShare share;
        private final long declared;
        private final long largest;
        private @Nullable Buffer body;
        private boolean refused;

        Reading(RoutingContext context, BodyShare share, long declared, long largest) {
            this.context = context;
            this.request = context.request();
            this.share = share;
            this.declared = declared;
            this.largest = largest;
        }

        void begin() {
            request.exceptionHandler(this::fail)
                    .handler(this::add)
                    .endHandler(end -> end())
                    .resume();
        }

        private void add(Buffer piece) {
            if (refused) {
                return;
            }
            Buffer before = body;
            long size = (before == null ? 0L : before.length()) + piece.length();
            if (size > largest) {
                refuse(tooLarge(largest));
            } else if (size > declared && !share.grow(piece.length())) {
                refuse(new BusyException());
            } else {
                body = before == null && size < declared ? Buffer.buffer((int) Math.min(declared, 64 << 10)) : before;
                body = body == null ? piece : body.appendBuffer(piece);
            }
        }

        private void end() {
            if (refused) {
                return;
            }
            Buffer whole = body == null ? Buffer.buffer() : body;
            body = null;
            Coding coding = Coding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            if (coding == null || coding == Coding.NONE) {
                pass(whole);
                return;
            }
            Future<ByteBuf> plain =
                    context.vertx().executeBlocking(() -> coding.decode(whole.getByteBuf(), limits, share), false);
            plain.onSuccess(bytes -> {
                share.shrink(whole.length());
                request.headers().remove(HttpHeaders.CONTENT_ENCODING).remove(HttpHeaders.CONTENT_LENGTH);
                pass(Buffer.buffer(bytes));
            });
            plain.onFailure(this::fail);
        }

        private void pass(Buffer whole) {
            ((RoutingContextInternal) context).setBody(whole);
            context.next();
        }

        private void fail(Throwable failure) {
            body = null;
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof ChatException known) {
                    refuse(known);
                    return;
                }
            }
            refused = true;
            context.fail(400, failure);
        }

        private void refuse(ChatException why) {
            refused = true;
            body = null;
            if (!context.response().ended()) {
                refuse.accept(request, why);
            }
        }
    }
}
