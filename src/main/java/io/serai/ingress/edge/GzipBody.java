package io.serai.ingress.edge;

import io.netty.buffer.ByteBuf;
import io.serai.chat.Heavy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of the members of a gzip file, one after the other (RFC 1952). However many there are, and however little is in them, it takes one
 * loop: Java's own reader goes a call deeper with each that is empty.
 */
final class GzipBody extends InputStream {
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int FIXED = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    /** Members between two looks at other threads. */
    private static final int TURN = 1000;

    private final ByteBuf body;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private boolean ended;
    private int members;

    /** @param body all of it; its reader index moves to where the present member's data ends */
    GzipBody(ByteBuf body) throws IOException {
        this.body = body;
        begin();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        while (!ended && most > 0) {
            int count = inflated(bytes, from, most);
            if (count > 0) {
                sum.update(bytes, from, count);
                return count;
            }
            if (!inflater.finished()) {
                throw new EOFException("It ends within a member");
            }
            end();
        }
        return most == 0 ? 0 : -1;
    }

    private int inflated(byte[] bytes, int from, int most) throws IOException {
        try {
            return inflater.inflate(bytes, from, most);
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage());
        }
    }

    /** Reads the trailer of a member, and goes on with the next if there is one. What else follows is nothing, as for gzip itself. */
    private void end() throws IOException {
        body.readerIndex(body.writerIndex() - inflater.getRemaining());
        need(TRAILER);
        if (body.readIntLE() != (int) sum.getValue() || body.readIntLE() != (int) inflater.getBytesWritten()) {
            throw new ZipException("The sum of a member is wrong");
        }
        ended = body.readableBytes() < FIXED || body.getUnsignedShortLE(body.readerIndex()) != MAGIC;
        if (!ended) {
            inflater.reset();
            sum.reset();
            begin();
            if (++members % TURN == 0) {
                Heavy.giveWay();
            }
        }
    }

    private void begin() throws IOException {
        need(FIXED);
        int magic = body.readUnsignedShortLE();
        int method = body.readUnsignedByte();
        int flags = body.readUnsignedByte();
        if (magic != MAGIC || method != DEFLATE) {
            throw new ZipException("It is no gzip");
        }
        skip(FIXED - 4);
        if ((flags & EXTRA) != 0) {
            need(2);
            skip(body.readUnsignedShortLE());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        ByteBuffer data = body.nioBuffer();
        inflater.setInput(data);
    }

    private void skipText() throws IOException {
        int length = body.bytesBefore((byte) 0);
        if (length < 0) {
            throw new EOFException("It ends within a header");
        }
        body.skipBytes(length + 1);
    }

    private void skip(int bytes) throws IOException {
        need(bytes);
        body.skipBytes(bytes);
    }

    private void need(int bytes) throws IOException {
        if (body.readableBytes() < bytes) {
            throw new EOFException("It ends too early");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
