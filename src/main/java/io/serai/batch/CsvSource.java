package io.serai.batch;

import io.serai.text.Utf8Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file, read as a stream. The separator is that of the first line: a comma, a semicolon or a tab. A record is given as
 * it stands there; {@link #fields} takes it apart. Records without any value count for nothing. A quote that is wrong spoils its own line,
 * and none behind it but those that may belong to its text.
 */
final class CsvSource implements Source {
    /** As many as a spreadsheet has. Each record gets a field for each of them, however short it is. */
    private static final int MOST_COLUMNS = 16_384;

    /** So many times the longest record, and the file so far, are read once more at most, for quotes that are wrong. */
    private static final int MOST_AGAIN = 4;

    private final Octets in;
    private final int longest;
    private final String separator;
    private final List<String> columns;
    private long number = 1;
    private long again;
    private @Nullable CsvRecord doubt;

    /**
     * @param longest the most bytes of a record
     * @param between is run after each piece of the file
     * @throws BadLineException if the first line names no columns
     */
    CsvSource(InputStream stream, int longest, Runnable between) throws IOException, BadLineException {
        this.in = new Octets(stream, between);
        this.longest = longest;
        String head = head();
        char hinted = CsvRecords.hinted(head);
        head = hinted == 0 ? head : head();
        this.separator = String.valueOf(hinted == 0 ? CsvRecords.separator(head) : hinted);
        this.columns =
                CsvRecords.split(head, separator).stream().map(String::strip).toList();
        if (columns.size() > MOST_COLUMNS) {
            throw new BadLineException(
                    "invalid_csv",
                    "The first line has " + columns.size() + " columns; at most " + MOST_COLUMNS + " are allowed.",
                    null);
        }
    }

    private String head() throws IOException, BadLineException {
        RawLine head = next("");
        if (head == null) {
            throw new BadLineException("empty_file", "The file is empty; its first line must name the columns.", null);
        }
        if (head.fault() != null) {
            throw new BadLineException("invalid_csv", head.fault() + '.', null);
        }
        return withoutReturn(text(head.bytes()));
    }

    /** The names of the columns. */
    List<String> columns() {
        return columns;
    }

    char separator() {
        return separator.charAt(0);
    }

    @Override
    public @Nullable RawLine next() throws IOException {
        return next(separator);
    }

    /** @param separators empty while nobody knows it */
    private @Nullable RawLine next(String separators) throws IOException {
        while (true) {
            CsvRecord record = new CsvRecord(in, longest, separators, number);
            if (!record.read(MOST_AGAIN * (longest + in.position()) - again)) {
                return null;
            }
            number = record.next();
            again += record.again();
            String why = separators.isEmpty() ? null : doubts(record);
            doubt = record.again() > 0 ? record : doubt;
            if (!record.isBlank()) {
                return record.raw(why);
            }
        }
    }

    /** Why a record behind a wrong quote is taken for a part of that text, and not asked; null if it is not. */
    private @Nullable String doubts(CsvRecord record) {
        CsvRecord before = doubt;
        if (before == null || record.place() >= before.end()) {
            return null;
        }
        return before.mayGoOn() || record.fields() != columns.size()
                ? "It may be a part of the text whose quote opens in line " + before.quoteLine()
                        + " and is not closed as it should be"
                : null;
    }

    /** How many bytes were read once more, for quotes that are wrong. */
    long again() {
        return again;
    }

    /** The fields of a record, as many as there are columns. */
    List<String> fields(RawLine record) throws BadLineException {
        if (record.fault() != null) {
            throw new BadLineException("invalid_csv", record.fault() + '.', null);
        }
        List<String> fields = CsvRecords.split(withoutReturn(text(record.bytes())), separator);
        int wanted = columns.size();
        while (fields.size() > wanted && fields.getLast().isBlank()) {
            fields.removeLast();
        }
        if (fields.size() > wanted) {
            throw new BadLineException(
                    "invalid_csv",
                    "The record has " + fields.size() + " fields, but there are " + wanted
                            + " columns; put a text with a separator in quotes.",
                    null);
        }
        while (fields.size() < wanted) {
            fields.add("");
        }
        return fields;
    }

    private static String withoutReturn(String record) {
        return record.endsWith("\r") ? record.substring(0, record.length() - 1) : record;
    }

    private static String text(byte[] bytes) throws BadLineException {
        String text = Utf8Text.of(ByteBuffer.wrap(bytes));
        if (text == null) {
            throw new BadLineException("invalid_encoding", "The record is not in UTF-8; save the file as UTF-8.", null);
        }
        return text;
    }

    /** Writes fields as one record, without its end. */
    static String record(List<String> fields, char separator) {
        StringBuilder record = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            record.append(i == 0 ? "" : String.valueOf(separator));
            boolean quotes = field.indexOf(separator) >= 0
                    || field.indexOf('"') >= 0
                    || field.indexOf('\n') >= 0
                    || field.indexOf('\r') >= 0;
            record.append(quotes ? '"' + field.replace("\"", "\"\"") + '"' : field);
        }
        return record.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
