package io.serai.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the fields of a CSV record (RFC 4180). A quote opens a field only at its beginning; elsewhere it is a character like
 * any other, as in {@code 5" pipe}. Behind the quote that closes a field come blanks at most, and then the next one.
 */
final class CsvRecords {
    /** What separates fields, in the order in which it is assumed. */
    private static final String SEPARATORS = ",;\t";

    private static final String HINT = "sep=";

    private final String separators;
    private boolean begins = true;
    private boolean quoted;
    private boolean closed;
    private boolean behind;
    private boolean broken;

    private CsvRecords(String separators) {
        this.separators = separators;
    }

    /** The beginning of a record whose fields are separated by one of these characters. */
    static CsvRecords begin(String separators) {
        return new CsvRecords(separators.isEmpty() ? SEPARATORS : separators);
    }

    /** Takes the next character of the record; false if it is a part of the quotes, and not of a field. */
    boolean take(int c) {
        boolean first = begins;
        boolean again = closed;
        begins = false;
        closed = false;
        if (c == '"' && (quoted || first || again)) {
            closed = quoted;
            quoted = !quoted;
            behind = closed;
            // The second of two quotes inside is one.
            return again;
        }
        begins = separates(c);
        broken |= behind && !begins && c != ' ' && c != '\t' && c != '\r';
        behind &= !begins;
        return true;
    }

    /** Whether the end of the line would be a part of the field. */
    boolean isQuoted() {
        return quoted;
    }

    /** Whether a field goes on behind the quote that closes it. */
    boolean isBroken() {
        return broken;
    }

    /** Whether a character that was taken last separates two fields. */
    boolean separates(int c) {
        return !quoted && separators.indexOf(c) >= 0;
    }

    /** The fields of a record without its end. */
    static List<String> split(String record, String separators) {
        CsvRecords state = begin(separators);
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            boolean taken = state.take(c);
            if (taken && state.separates(c)) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (taken) {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** What separates the fields below a first line: what is there most often outside of quotes. */
    static char separator(String head) {
        int[] counts = new int[SEPARATORS.length()];
        CsvRecords state = begin(SEPARATORS);
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            if (state.take(c) && state.separates(c)) {
                counts[SEPARATORS.indexOf(c)]++;
            }
        }
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return SEPARATORS.charAt(most);
    }

    /** The separator that a line for spreadsheets names before the first one, such as {@code sep=;}; 0 if the line is none. */
    static char hinted(String line) {
        boolean hint = line.length() == HINT.length() + 1 && line.regionMatches(true, 0, HINT, 0, HINT.length());
        return hint && SEPARATORS.indexOf(line.charAt(HINT.length())) >= 0 ? line.charAt(HINT.length()) : 0;
    }
}
