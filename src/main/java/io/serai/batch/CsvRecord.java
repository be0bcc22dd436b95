package io.serai.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record of a CSV file while it is read. A quote that is not closed as it should be, or never, is one of its own line: the record ends
 * with that line, and what was read behind it is read once more.
 */
final class CsvRecord {
    /** So many lines at most are taken for one text with a quote in it that is not written twice. */
    private static final int LONGEST_TEXT = 100;

    private final Octets in;
    private final int longest;
    private final String separators;
    private final CsvRecords state;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final long number;
    private final long place;
    private long taken;
    private long line;
    private int column = 1;
    private int fields = 1;
    private boolean blank = true;
    private boolean lost;
    private boolean rest;
    private long quoteLine;
    private int quoteColumn;
    private int quoteEnd = -1;
    private @Nullable String fault;
    private int again;
    private boolean text;
    private long end;

    /**
     * @param longest the most bytes of a record
     * @param separators empty while nobody knows them
     * @param number of the line on which it begins
     */
    CsvRecord(Octets in, int longest, String separators, long number) {
        this.in = in;
        this.longest = longest;
        this.separators = separators;
        this.state = CsvRecords.begin(separators);
        this.number = number;
        this.place = in.position();
        this.line = number;
    }

    /**
     * Reads it.
     *
     * @param spare how many bytes may be read once more
     * @return whether there was one
     */
    boolean read(long spare) throws IOException {
        int read = in.read();
        if (read < 0) {
            return false;
        }
        boolean open = true;
        while (open && read >= 0) {
            if (read == '\n' && !rest && (lost || !state.isQuoted())) {
                line++;
                open = false;
            } else {
                take(read);
                open = !isWrong() || !endsEarlier(spare);
                read = open ? in.read() : read;
            }
        }
        if (read < 0 && state.isQuoted() && fault == null) {
            fault("is never closed");
            var unused = endsEarlier(spare);
        }
        if (fault == null && bytes.size() > longest) {
            fault = "The record is longer than " + longest + " bytes";
        }
        end = in.position() + again;
        return true;
    }

    private void take(int c) {
        boolean quoted = state.isQuoted();
        boolean part = state.take(c);
        if (!quoted && state.isQuoted() && !part) {
            quoteLine = line;
            quoteColumn = column;
            quoteEnd = -1;
        }
        fields += part && state.separates(c) ? 1 : 0;
        blank &= c == ' ' || c == '\r' || c == '\n' || c == '\t' || separators.indexOf(c) >= 0;
        taken++;
        if (bytes.size() <= longest) {
            bytes.write(c);
        }
        if (c == '\n') {
            line++;
            column = 1;
            quoteEnd = quoteEnd < 0 ? bytes.size() : quoteEnd;
        } else if ((c & 0xC0) != 0x80) {
            column++;
        }
    }

    /** Whether a quote turns out to be wrong with the byte that was taken last. */
    private boolean isWrong() {
        if (fault != null) {
            return false;
        }
        if (state.isBroken()) {
            fault("is closed in the middle of its field; inside of quotes, write a quote twice");
        } else if (state.isQuoted() && bytes.size() > longest) {
            fault("is not closed within " + longest + " bytes");
        }
        return fault != null;
    }

    private void fault(String what) {
        fault = "The quote that opens in line " + quoteLine + ", column " + quoteColumn + ' ' + what;
    }

    /** Ends it with the line on which its wrong quote opens, if that is not the one that is being read and all behind it is known. */
    private boolean endsEarlier(long spare) {
        if (quoteEnd < 0 || taken > bytes.size()) {
            lost = true;
            return false;
        }
        byte[] all = bytes.toByteArray();
        int behind = all.length - quoteEnd;
        if (behind > spare) {
            rest = true;
            fault += "; there are too many such quotes, so what comes behind it is not read";
            return false;
        }
        in.unread(all, behind);
        again = behind;
        text = state.isBroken() && line - quoteLine <= LONGEST_TEXT;
        bytes.reset();
        bytes.write(all, 0, quoteEnd - 1);
        line = quoteLine + 1;
        return true;
    }

    /** The line behind it. */
    long next() {
        return line;
    }

    long place() {
        return place;
    }

    /** How many fields it has. */
    int fields() {
        return fields;
    }

    /** What is wrong with its quotes or its length; null if nothing is. */
    @Nullable
    String fault() {
        return fault;
    }

    /** How many bytes behind it were read, and are read once more. */
    int again() {
        return again;
    }

    /** Up to where it was read, in bytes of the file. */
    long end() {
        return end;
    }

    /** Whether what was read behind it may be more of its text: a quote closes it there, and the lines are few. */
    boolean mayGoOn() {
        return text;
    }

    /** The line on which its wrong quote opens. */
    long quoteLine() {
        return quoteLine;
    }

    /** Whether it has no value. */
    boolean isBlank() {
        return blank;
    }

    /** @param why it cannot be read, if its own fault is not the reason */
    RawLine raw(@Nullable String why) {
        byte[] all = bytes.toByteArray();
        return new RawLine(
                number, place, all.length > longest ? Arrays.copyOf(all, longest) : all, fault == null ? why : fault);
    }
}
