package io.serai.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a text file, read as a stream: memory holds one line, and of a line that is too long only its beginning. */
final class LineSource implements Source {
    private static final int SHOWN = 200;

    private final Octets in;
    private final int longest;
    private long number;

    /**
     * @param longest the most bytes of a line
     * @param between is run after each piece of the file
     */
    LineSource(InputStream in, int longest, Runnable between) throws IOException {
        this.in = new Octets(in, between);
        this.longest = longest;
    }

    @Override
    public @Nullable RawLine next() throws IOException {
        while (true) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(512);
            long place = in.position();
            // The last byte may be a carriage return that belongs to the end of the line.
            long length = in.line(line, longest + 1);
            if (length < 0) {
                return null;
            }
            number++;
            byte[] bytes = line.toByteArray();
            int end = length > bytes.length ? bytes.length : withoutReturns(bytes);
            if (end > longest) {
                byte[] beginning = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN));
                return new RawLine(number, place, beginning, "The line is longer than " + longest + " bytes");
            }
            if (!isBlank(bytes, end)) {
                return new RawLine(number, place, end == bytes.length ? bytes : Arrays.copyOf(bytes, end), null);
            }
        }
    }

    private static int withoutReturns(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == '\r') {
            end--;
        }
        return end;
    }

    private static boolean isBlank(byte[] bytes, int end) {
        for (int i = 0; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
