package io.serai.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The bytes of a file, one after the other. */
final class Octets implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final InputStream in;
    private final Runnable between;
    private final byte[] piece = new byte[PIECE];
    private long before;
    private byte[] back = {};
    private int backAt;
    private long fresh;
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
        return before + at - (back.length - backAt);
    }

    /** The next one; -1 at the end. */
    int read() throws IOException {
        if (backAt < back.length) {
            return back[backAt++] & 0xFF;
        }
        if (isAtEnd()) {
            return -1;
        }
        fresh++;
        return piece[at++] & 0xFF;
    }

    /**
     * Takes back what was read last, one by one, to be read once more.
     *
     * @param bytes whose last ones they are
     * @param count how many of them
     */
    void unread(byte[] bytes, int count) {
        if (fresh == 0) {
            backAt -= count;
            return;
        }
        if (count <= fresh && count <= at) {
            at -= count;
            fresh -= count;
            return;
        }
        back = Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
        backAt = 0;
        fresh = 0;
    }

    /**
     * Passes over the next line and its end.
     *
     * @param line takes its first bytes
     * @param most how many of them
     * @return how many bytes it has; -1 at the end of the file
     */
    long line(ByteArrayOutputStream line, int most) throws IOException {
        if (isAtEnd()) {
            return -1;
        }
        long count = 0;
        while (!isAtEnd()) {
            int from = at;
            while (at < end && piece[at] != '\n') {
                at++;
            }
            line.write(piece, from, Math.min(at - from, most - line.size()));
            count += at - from;
            if (at < end) {
                at++;
                break;
            }
        }
        return count;
    }

    private boolean isAtEnd() throws IOException {
        if (at == end) {
            between.run();
            before += end;
            at = 0;
            end = Math.max(0, in.read(piece, 0, PIECE));
        }
        return at == end;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
