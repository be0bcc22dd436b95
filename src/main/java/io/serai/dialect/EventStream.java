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
    private byte[] line = new byte[512];
    private int length;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(512);
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
                continue;
            }
            int colon = colon();
            int value = Math.min(colon + 1, length);
            if (value < length && line[value] == ' ') {
                value++;
            }
            if (isField(DATA, colon)) {
                if (any && startsAnew(value)) {
                    held = true;
                    nextName = renamed == null ? "" : renamed;
                    return data.toByteArray();
                }
                addData(any, value);
                any = true;
            } else if (isField(EVENT, colon)) {
                String word = new String(line, value, length - value, StandardCharsets.UTF_8);
                renamed = any ? word : renamed;
                name = any ? name : word;
            }
        }
        cut = any;
        return any ? end(renamed) : null;
    }

    private byte[] end(@Nullable String renamed) {
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
        return value < length && (line[value] == '{' || line[value] == '[') && isWholeObject(data.toByteArray());
    }

    /** Whether a text is a JSON object from its first brace to its last. */
    private static boolean isWholeObject(byte[] text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length; i++) {
            byte c = text[i];
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '{' || c == '[')) {
                depth++;
            } else if (!quoted && (c == '}' || c == ']') && --depth == 0) {
                return text[0] == '{' && new String(text, i + 1, text.length - i - 1, StandardCharsets.UTF_8).isBlank();
            }
        }
        return false;
    }

    private void addData(boolean further, int value) {
        if (further) {
            data.write('\n');
        }
        data.write(line, value, length - value);
        if (data.size() > longest) {
            throw tooLong();
        }
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
}
