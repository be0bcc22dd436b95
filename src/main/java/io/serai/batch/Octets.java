package io.serai.batch;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a file, one after the other. */
final class Octets implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final InputStream in;
    private final Runnable between;
    private final byte[] piece = new byte[PIECE];
    private long before;
    private int at;
    private int end;

    /**
     * Begins behind the byte order mark of UTF-8, which says nothing.
     *
     * @param between is run after each piece of 64 KiB, to let others go first
     */
    Octets(InputStream in, Runnable between) throws IOException {
        this.in = in;
        this.between = between;
        end = Math.max(0, in.readNBytes(piece, 0, 3));
        boolean marked = end == 3 && piece[0] == (byte) 0xEF && piece[1] == (byte) 0xBB && piece[2] == (byte) 0xBF;
        at = marked ? end : 0;
    }

    /** How many bytes of the file lie before the next one. */
    long position() {
        return before + at;
    }

    /** The next one; -1 at the end. */
    int read() throws IOException {
        if (at == end) {
            between.run();
            before += end;
            at = 0;
            end = Math.max(0, in.read(piece, 0, PIECE));
            if (end == 0) {
                return -1;
            }
        }
        return piece[at++] & 0xFF;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
