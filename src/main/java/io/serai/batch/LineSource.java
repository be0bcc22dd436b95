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
            boolean blank = true;
            boolean tooLong = false;
            long place = in.position();
            int read = in.read();
            if (read < 0) {
                return null;
            }
            number++;
            for (; read >= 0 && read != '\n'; read = in.read()) {
                blank &= read == ' ' || read == '\t' || read == '\r';
                if (line.size() < longest) {
                    line.write(read);
                } else {
                    tooLong |= read != '\r';
                }
            }
            if (!blank) {
                return line(place, line.toByteArray(), tooLong);
            }
        }
    }

    private RawLine line(long place, byte[] bytes, boolean tooLong) {
        if (tooLong) {
            byte[] beginning = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN));
            return new RawLine(number, place, beginning, "The line is longer than " + longest + " bytes");
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == '\r') {
            end--;
        }
        return new RawLine(number, place, end == bytes.length ? bytes : Arrays.copyOf(bytes, end), null);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
