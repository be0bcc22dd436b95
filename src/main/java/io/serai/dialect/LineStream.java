package io.serai.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines, as of newline-delimited JSON: they end with LF or CR LF, blank ones are skipped, and the last one counts also without its end.
 * Bytes stay bytes, so a character may be split anywhere.
 */
public final class LineStream {

    private final InputStream in;
    private final long longest = Bounds.answer();
    private final byte[] buffer = new byte[8192];
    private int position;
    private int limit;
    private byte[] line = new byte[512];
    private int length;
    private boolean cut;

    public LineStream(InputStream in) {
        this.in = in;
    }

    /** Whether the line that was read last is one whose end never came, so that a part of it may be missing. */
    public boolean cut() {
        return cut;
    }

    /** Waits for the next line that is not blank; null at the end of the stream. */
    public byte @Nullable [] next() throws IOException {
        long blank = 0;
        while (readLine()) {
            int end = length;
            while (end > 0 && line[end - 1] <= ' ' && line[end - 1] >= 0) {
                end--;
            }
            if (end > 0) {
                return Arrays.copyOf(line, end);
            }
            blank += length + 1;
            if (blank > longest) {
                throw new MalformedException(
                        "More than " + (longest >> 20) + " MiB of blank lines follow each other"
                                + " (serai.vendor.answer-limit)",
                        null);
            }
        }
        return null;
    }

    /** Reads the next line into {@link #line}, without its end; false at the end of the stream. */
    private boolean readLine() throws IOException {
        length = 0;
        while (true) {
            if (position == limit && !fill()) {
                cut |= length > 0;
                return length > 0;
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            append(start, position - start);
            if (position < limit) {
                position++;
                return true;
            }
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private void append(int start, int count) {
        if ((long) length + count > longest) {
            throw new MalformedException(
                    "A line is longer than " + (longest >> 20) + " MiB (serai.vendor.answer-limit)", null);
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
            Trees.buffer(line.length);
        }
        System.arraycopy(buffer, start, line, length, count);
        length += count;
    }
}
