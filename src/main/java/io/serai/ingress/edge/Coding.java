package io.serai.ingress.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.serai.chat.ChatException;
import io.serai.chat.Heavy;
import io.serai.chat.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The compression of a request's body, by its {@code content-encoding} (RFC 9110, 8.4.1). */
public enum Coding {
    NONE,
    GZIP,
    DEFLATE;

    /** Bodies up to this size may have grown from anything: texts of a test repeat themselves. */
    static final int FREE = 1 << 20;

    private static final int STEP = 64 << 10;

    /** The coding that a header names; null if it is none of these. */
    public static @Nullable Coding of(@Nullable String header) {
        return switch (header == null ? "" : header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> NONE;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate", "x-deflate" -> DEFLATE;
            default -> null;
        };
    }

    /**
     * Decompresses a body, step by step, and no further than it may grow.
     *
     * @param share grows with what comes out
     * @throws ChatException if it becomes larger than it may, if there is no room for it, or if it is damaged
     */
    ByteBuf decode(ByteBuf body, HttpLimits limits, BodyShare share) {
        long most = limits.ratio() <= 0 ? Long.MAX_VALUE : Math.max(FREE, (long) limits.ratio() * body.readableBytes());
        ByteBuf out = Unpooled.buffer(Math.min(4 * body.readableBytes(), STEP));
        try (InputStream in = this == GZIP ? new GzipBody(body) : inflated(new ByteBufInputStream(body))) {
            for (int read = 0; read >= 0; read = out.writeBytes(in, STEP)) {
                if (read > 0 && !share.grow(read)) {
                    throw new BusyException();
                }
                if (out.readableBytes() > limits.body()) {
                    throw tooLarge(limits.body());
                }
                if (out.readableBytes() > most) {
                    throw new RejectedException(
                            413,
                            "request_too_large",
                            "The body becomes more than " + limits.ratio()
                                    + " times as large when it is decompressed (serai.http.compression-ratio).",
                            null);
                }
                Heavy.giveWay();
            }
            return out;
        } catch (IOException e) {
            throw RejectedException.badRequest(
                    "The HTTP request is malformed: its body is not the " + name().toLowerCase(Locale.ROOT)
                            + " data that its content-encoding announces.",
                    null);
        }
    }

    static RejectedException tooLarge(long limit) {
        return new RejectedException(
                413, "request_too_large", "The body is larger than " + limit + " bytes (serai.http.body-limit).", null);
    }

    private static InputStream inflated(ByteBufInputStream in) throws IOException {
        // By the book deflate has zlib's frame; some clients send it without.
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        boolean framed = (first & 0x0f) == 8 && second >= 0 && (first << 8 | second) % 31 == 0;
        return new InflaterInputStream(in, new Inflater(!framed), STEP) {
            @Override
            public void close() throws IOException {
                inf.end();
                super.close();
            }
        };
    }
}
