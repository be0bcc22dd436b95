package io.serai.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a text file, read as a stream: memory holds one line, and of a line that is too long only its beginning. */
final class LineSource implements Source {
    private static final int SHOWN = 200;

    private final Octets in;
    private final int longest;
    private long number;

    /** @param longest the most bytes of a line */
    LineSource(Path file, int longest) throws IOException {
        this(Files.newInputStream(file), longest);
    }

    LineSource(InputStream in, int longest) throws IOException {
        this.in = new Octets(in);
        this.longest = longest;
    }

    @Override
    public @Nullable RawLine next() throws IOException {
        while (true) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(512);
            boolean blank = true;
            boolean tooLong = false;
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
                return line(line.toByteArray(), tooLong);
            }
        }
    }

    private RawLine line(byte[] bytes, boolean tooLong) {
        if (tooLong) {
            byte[] beginning = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN));
            return new RawLine(number, beginning, "The line is longer than " + longest + " bytes");
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == '\r') {
            end--;
        }
        return new RawLine(number, end == bytes.length ? bytes : Arrays.copyOf(bytes, end), null);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
