package io.serai.ingress.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.serai.chat.RejectedException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's decoder of HTTP/1 requests, stricter: a head that can be read in two ways is passed on as invalid, with the reason, and nothing after
 * it is read. Netty has unfolded header lines and forgotten the blanks of the request line when it passes a head on, so both are looked for in
 * the bytes before. A request that comes before the answer to the one before it waits here, so that Vert.x has one at a time.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private static final byte LINE_FEED = '\n';
    private static final int LONGEST_METHOD = 32;
    /** Bytes that may wait; while more do, none are read, and it is not noticed if the client leaves. */
    private static final int MOST_WAITING = 64 << 10;

    private final ClientConnection connection;
    private final int mostLines;
    private boolean inHead = true;
    private boolean requestLine = true;
    private int lines;
    /** Bytes of a line that has not ended, which have been looked at. */
    private int seen;

    private boolean refused;
    private @Nullable ChannelHandlerContext held;
    private @Nullable RejectedException fault;

    RequestDecoder(HttpServerOptions options, HeadLimits limits, ClientConnection connection) {
        super(options);
        this.mostLines = limits.count();
        this.connection = connection;
    }

    /** Reads nothing any more. */
    void refuse() {
        refused = true;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (refused) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        if (inHead && connection.isAnswering()) {
            hold(context, bytes);
            return;
        }
        if (inHead) {
            connection.headBegins();
            look(bytes);
            if (isNoRequest(bytes)) {
                bytes.skipBytes(bytes.readableBytes());
                HttpMessage invalid = createInvalidMessage();
                fault = Framing.malformed("it does not begin with a method");
                invalid.setDecoderResult(DecoderResult.failure(fault));
                out.add(invalid);
                judge(invalid);
                return;
            }
        }
        super.decode(context, bytes, out);
        for (int i = 0; i < out.size() && !refused; i++) {
            judge(out.get(i));
            while (refused && out.size() > i + 1) {
                ReferenceCountUtil.release(out.removeLast());
            }
        }
    }

    private void hold(ChannelHandlerContext context, ByteBuf bytes) {
        if (bytes.readableBytes() > MOST_WAITING) {
            context.channel().config().setAutoRead(false);
        }
        held = context;
    }

    /** Whether a request waits for the answer to the one before. */
    boolean isWaiting() {
        return held != null;
    }

    /** Goes on with what has waited. */
    void resume() {
        ChannelHandlerContext context = held;
        held = null;
        if (context != null && !context.isRemoved()) {
            try {
                channelRead(context, Unpooled.EMPTY_BUFFER);
                channelReadComplete(context);
            } catch (Exception e) {
                context.fireExceptionCaught(e);
            }
            if (held == null) {
                context.channel().config().setAutoRead(true);
            }
        }
    }

    /** Looks at the lines of a head that Netty will take next: all that are whole. */
    private void look(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (requestLine && at < end && isLineEnd(bytes.getByte(at))) {
            at++;
        }
        int from = Math.min(end, at + seen);
        for (int next; (next = bytes.indexOf(from, end, LINE_FEED)) >= 0; from = at) {
            if (requestLine) {
                requestLine = false;
                lookAtRequestLine(bytes, at, next);
            } else if (isLineEnd(bytes.getByte(at))) {
                seen = 0;
                return;
            } else {
                lookAtHeader(bytes.getByte(at));
            }
            at = next + 1;
        }
        seen = end - at;
    }

    /** Whether no head can come of what has come: Netty would wait for the end of the line. */
    private boolean isNoRequest(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (requestLine && at < end && isLineEnd(bytes.getByte(at))) {
            at++;
        }
        if (!requestLine || at == end) {
            return false;
        }
        byte first = bytes.getByte(at);
        boolean token = first > ' ' && first < 0x7f;
        return !token || (end - at > LONGEST_METHOD && bytes.indexOf(at, at + LONGEST_METHOD, (byte) ' ') < 0);
    }

    private void lookAtRequestLine(ByteBuf bytes, int from, int to) {
        int blanks = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes.getByte(i);
            boolean last = i == to - 1 && b == '\r';
            if (b == ' ') {
                blanks++;
            } else if (b < ' ' && b >= 0 && !last) {
                blanks = Integer.MAX_VALUE / 2;
            }
        }
        if (blanks != 2) {
            fault = Framing.malformed("its first line is not 'METHOD TARGET HTTP/1.1', with one blank between each");
        }
    }

    private void lookAtHeader(byte first) {
        if (first == ':') {
            fault = Framing.malformed("a header has no name");
        } else if (first == ' ' || first == '\t') {
            fault = Framing.malformed("a header line is continued on the next");
        } else if (++lines > mostLines && mostLines > 0 && fault == null) {
            fault = new RejectedException(
                    431,
                    "headers_too_large",
                    "The request has more than " + mostLines + " headers (serai.http.headers).",
                    null);
        }
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == LINE_FEED;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        // Netty would forget the length.
        fault = Framing.malformed("it has both a Transfer-Encoding and a Content-Length");
    }

    private void judge(Object message) {
        if (message instanceof HttpRequest request) {
            RejectedException why = why(request);
            if (why != null) {
                request.setDecoderResult(DecoderResult.failure(why));
            }
            refused = !request.decoderResult().isSuccess();
            if (refused) {
                // The answer has its version.
                request.setProtocolVersion(HttpVersion.HTTP_1_1);
            }
            inHead = false;
            fault = null;
            connection.headRead();
        } else if (message instanceof HttpContent content) {
            refused = !content.decoderResult().isSuccess();
            connection.bodyRead(content.content().readableBytes());
            if (content instanceof LastHttpContent) {
                inHead = true;
                requestLine = true;
                lines = 0;
                connection.bodyEnds();
            }
        }
    }

    /** Why a request is refused; null if it is not, and if Netty's reason says it best. */
    private @Nullable RejectedException why(HttpRequest request) {
        DecoderResult result = request.decoderResult();
        if (result.isSuccess()) {
            return fault == null ? Framing.fault(request) : fault;
        }
        if (result.cause() instanceof TooLongFrameException) {
            return null;
        }
        return fault == null ? Framing.faultOfCoding(request) : fault;
    }
}
