package io.serai.dialect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as the WHATWG standard has them: lines end with CR, LF or both, comments are skipped, several data lines
 * are one text. An event counts when its blank line has come; the last one also when the stream ends without it, as some vendors leave
 * it out. Bytes are joined before they become text, so a character may be split anywhere.
 */
public final class EventStream {
    private static final int LONGEST_EVENT = 64 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int limit;
    private boolean skipLineFeed;
    private boolean first = true;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private String name = "";

    public EventStream(InputStream in) {
        this.in = in;
    }

    /** The name of the event that was read last; empty if it has none. */
    public String name() {
        return name;
    }

    /** Waits for the next event and gives its data; null at the end of the stream. */
    public byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream data = null;
        name = "";
        while (readLine()) {
            if (line.size() == 0) {
                if (data != null) {
                    return data.toByteArray();
                }
                name = "";
                continue;
            }
            byte[] bytes = line.toByteArray();
            int colon = indexOf(bytes, (byte) ':');
            int field = colon < 0 ? bytes.length : colon;
            int value = colon < 0 ? bytes.length : colon + 1;
            if (value < bytes.length && bytes[value] == ' ') {
                value++;
            }
            if (field == 4 && bytes[0] == 'd' && bytes[1] == 'a' && bytes[2] == 't' && bytes[3] == 'a') {
                if (data == null) {
                    data = new ByteArrayOutputStream(bytes.length);
                } else {
                    data.write('\n');
                }
                data.write(bytes, value, bytes.length - value);
                if (data.size() > LONGEST_EVENT) {
                    throw new MalformedException("An event is longer than " + (LONGEST_EVENT >> 20) + " MiB", null);
                }
            } else if (field == 5 && bytes[0] == 'e' && bytes[1] == 'v') {
                name = new String(bytes, value, bytes.length - value, StandardCharsets.UTF_8);
            }
        }
        return data == null ? null : data.toByteArray();
    }

    /** Reads the next line into {@link #line}, without its end; false at the end of the stream. */
    private boolean readLine() throws IOException {
        line.reset();
        while (true) {
            if (position == limit) {
                limit = in.read(buffer);
                position = 0;
                if (limit <= 0) {
                    limit = 0;
                    return line.size() > 0;
                }
                if (first) {
                    first = false;
                    skipByteOrderMark();
                }
            }
            if (skipLineFeed) {
                skipLineFeed = false;
                if (buffer[position] == '\n') {
                    position++;
                    continue;
                }
            }
            int start = position;
            while (position < limit && buffer[position] != '\n' && buffer[position] != '\r') {
                position++;
            }
            line.write(buffer, start, position - start);
            if (line.size() > LONGEST_EVENT) {
                throw new MalformedException("A line is longer than " + (LONGEST_EVENT >> 20) + " MiB", null);
            }
            if (position < limit) {
                skipLineFeed = buffer[position++] == '\r';
                return true;
            }
        }
    }

    private void skipByteOrderMark() {
        if (limit >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            position = 3;
        }
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
