package io.serai.journal;

import io.serai.text.Utf8Text;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line whatever is in it: a damaged line does not hide the next. */
final class LineReader {
    private static final int LONGEST = 16 << 10;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean ended;
    private boolean tooLong;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The next line without its end; null after the last. Of one that is too long only the beginning. */
    byte @Nullable [] next() throws IOException {
        line.reset();
        tooLong = false;
        int next = in.read();
        while (next >= 0 && next != '\n') {
            // A crash of the machine can leave a block of zeros where a write had been promised.
            if (next != 0) {
                if (line.size() < LONGEST) {
                    line.write(next);
                } else {
                    tooLong = true;
                }
            }
            next = in.read();
        }
        ended = next >= 0;
        return next < 0 && line.size() == 0 ? null : line.toByteArray();
    }

    /** Whether the last one ended with a line break: one that does not was cut off by the end of the process. */
    boolean ended() {
        return ended;
    }

    /** The last one as text; null if it is none. */
    @Nullable
    String text(byte[] bytes) {
        return tooLong ? null : Utf8Text.of(ByteBuffer.wrap(bytes));
    }
}
