package io.serai.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The bytes of a file, which {@link DiskThreads} read for a virtual thread, in pieces of 64 KiB. */
public final class DiskStream extends InputStream {
    private static final int PIECE = 1 << 16;

    private interface Reading<T> {
        T read() throws IOException;
    }

    private final InputStream in;
    private byte[] piece = {};
    private int at;

    public DiskStream(Path file) throws IOException {
        this.in = onDisk(() -> Files.newInputStream(file));
    }

    private static <T> T onDisk(Reading<T> reading) throws IOException {
        try {
            return DiskThreads.call(() -> {
                try {
                    return reading.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : piece[at++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        Objects.checkFromIndexSize(start, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, bytes, start, count);
        at += count;
        return count;
    }

    private boolean isAtEnd() throws IOException {
        if (at == piece.length) {
            piece = onDisk(() -> in.readNBytes(PIECE));
            at = 0;
        }
        return piece.length == 0;
    }

    @Override
    public int available() {
        return piece.length - at;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
