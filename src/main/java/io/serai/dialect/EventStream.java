package io.serai.dialect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as the WHATWG standard has them: lines end with CR, LF or both, comments are skipped, several data lines
 * are one text. An event counts when its blank line has come; the last one also when the stream ends without it, as some vendors leave
 * it out. Bytes are joined before they become text, so a character may be split anywhere.
 *
 * <p>Beyond the standard, which takes lines of data without a blank line between them for one text: where such a text would be one whole
 * JSON object after another, which no vendor can mean, each is an event of its own. Some servers part events by a single line end.
 */
public final class EventStream {
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final long longest = Bounds.answer();
    private final byte[] buffer = new byte[8192];
    private int position;
    private int limit;
    private boolean skipLineFeed;
    private boolean first = true;
    private boolean cut;
    private boolean held;
    /** Bytes of comments, blank lines and events without data since the last event that had some. */
    private long aside;

    private byte[] line = new byte[512];
    private int length;
    private final Data data = new Data();
    private String name = "";
    private String nextName = "";

    public EventStream(InputStream in) {
        this.in = in;
    }

    /** The name of the event that was read last; empty if it has none. */
    public String name() {
        return name;
    }

    /** Whether the event that was read last is one whose blank line never came, so that a part of it may be missing. */
    public boolean cut() {
        return cut;
    }

    /** Waits for the next event and gives its data; null at the end of the stream. */
    public byte @Nullable [] next() throws IOException {
        boolean any = false;
        @Nullable String renamed = null;
        data.reset();
        name = nextName;
        nextName = "";
        while (again() || readLine()) {
            if (length == 0) {
                if (any) {
                    return end(renamed);
                }
                name = "";
            }
            int colon = colon();
            int value = Math.min(colon + 1, length);
            if (value < length && line[value] == ' ') {
                value++;
            }
            boolean says = isField(DATA, colon);
            if (says) {
                if (any && startsAnew(value)) {
                    held = true;
                    nextName = renamed == null ? "" : renamed;
                    return end(null);
                }
                addData(any, value);
                any = true;
            } else if (isField(EVENT, colon)) {
                String word = new String(line, value, length - value, StandardCharsets.UTF_8);
                renamed = any ? word : renamed;
                name = any ? name : word;
            }
            if (!says || value == length) {
                passOver();
            }
        }
        cut = any;
        return any ? end(renamed) : null;
    }

    /** Counts a line that says nothing. */
    private void passOver() {
        aside += length + 1;
        if (aside > longest) {
            throw new MalformedException(
                    "More than " + (longest >> 20)
                            + " MiB of comments and empty lines come before an event (serai.vendor.answer-limit)",
                    null);
        }
    }

    private byte[] end(@Nullable String renamed) {
        aside = data.size() == 0 ? aside : 0;
        name = renamed == null ? name : renamed;
        return data.toByteArray();
    }

    /** Whether the line that was read last waits for its turn. */
    private boolean again() {
        boolean waits = held;
        held = false;
        return waits;
    }

    /** Whether a line of data begins another event, though no blank line came before it. */
    private boolean startsAnew(int value) {
        return value < length && (line[value] == '{' || line[value] == '[') && data.isWholeObject();
    }

    private void addData(boolean further, int value) {
        if (further) {
            data.write('\n');
        }
        data.write(line, value, length - value);
        if (data.size() > longest) {
            throw tooLong();
        }
        Trees.buffer((long) line.length + data.size());
    }

    private int colon() {
        int at = 0;
        while (at < length && line[at] != ':') {
            at++;
        }
        return at;
    }

    private boolean isField(byte[] field, int end) {
        return Arrays.equals(line, 0, end, field, 0, field.length);
    }

    /** Reads the next line into {@link #line}, without its end; false at the end of the stream. */
    private boolean readLine() throws IOException {
        length = 0;
        while (true) {
            if (position == limit && !fill()) {
                skipByteOrderMark();
                return length > 0;
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
            append(start, position - start);
            if (position < limit) {
                skipLineFeed = buffer[position++] == '\r';
                skipByteOrderMark();
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
            throw tooLong();
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
            Trees.buffer((long) line.length + data.size());
        }
        System.arraycopy(buffer, start, line, length, count);
        length += count;
    }

    private void skipByteOrderMark() {
        int mark = BYTE_ORDER_MARK.length;
        if (first && length >= mark && Arrays.equals(line, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
            length -= mark;
            System.arraycopy(line, mark, line, 0, length);
        }
        first = false;
    }

    private MalformedException tooLong() {
        return new MalformedException(
                "An event is longer than " + (longest >> 20) + " MiB (serai.vendor.answer-limit)", null);
    }

    /** The data of an event. Each byte of it is looked at once, however many lines bring it. */
    private static final class Data extends ByteArrayOutputStream {
        private int looked;
        private int depth;
        private boolean quoted;
        private boolean escaped;
        private boolean closed;
        private boolean followed;

        Data() {
            super(512);
        }

        @Override
        public synchronized void reset() {
            super.reset();
            looked = 0;
            depth = 0;
            quoted = false;
            escaped = false;
            closed = false;
            followed = false;
        }

        /** Whether it is a JSON object from its first brace to its last. */
        boolean isWholeObject() {
            while (looked < count) {
                look(buf[looked++]);
            }
            return closed && !followed && buf[0] == '{';
        }

        private void look(byte c) {
            if (closed) {
                followed |= c > ' ' || c < 0;
            } else if (escaped) {
                escaped = false;
            } else if (quoted && c == '\\') {
                escaped = true;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '{' || c == '[')) {
                depth++;
            } else if (!quoted && (c == '}' || c == ']')) {
                closed = --depth == 0;
            }
        }
    }
}
