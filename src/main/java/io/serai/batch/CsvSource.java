package io.serai.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file (RFC 4180), read as a stream. The separator is that of the first line: a comma, a semicolon or a tab. A
 * record is given as it stands there; {@link #fields} takes it apart.
 */
final class CsvSource implements Source {
    /** As many as a spreadsheet has. Each record gets a field for each of them, however short it is. */
    private static final int MOST_COLUMNS = 16_384;

    private final Octets in;
    private final int longest;
    private final char separator;
    private final List<String> columns;
    private long number = 1;

    /**
     * @param longest the most bytes of a record
     * @param between is run after each piece of the file
     * @throws BadLineException if the first line names no columns
     */
    CsvSource(InputStream stream, int longest, Runnable between) throws IOException, BadLineException {
        this.in = new Octets(stream, between);
        this.longest = longest;
        RawLine head = next();
        if (head == null) {
            throw new BadLineException("empty_file", "The file is empty; its first line must name the columns.", null);
        }
        if (head.fault() != null) {
            throw new BadLineException("invalid_csv", head.fault() + '.', null);
        }
        String text = text(head.bytes());
        this.separator = separator(text);
        this.columns = split(text, separator).stream().map(String::strip).toList();
        if (columns.size() > MOST_COLUMNS) {
            throw new BadLineException(
                    "invalid_csv",
                    "The first line has " + columns.size() + " columns; at most " + MOST_COLUMNS + " are allowed.",
                    null);
        }
    }

    private static char separator(String head) {
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (head.indexOf(candidate) >= 0) {
                return candidate;
            }
        }
        return ',';
    }

    /** The names of the columns. */
    List<String> columns() {
        return columns;
    }

    char separator() {
        return separator;
    }

    @Override
    public @Nullable RawLine next() throws IOException {
        while (true) {
            long begins = number;
            long place = in.position();
            ByteArrayOutputStream record = new ByteArrayOutputStream(512);
            boolean quoted = false;
            boolean blank = true;
            boolean tooLong = false;
            int read = in.read();
            if (read < 0) {
                return null;
            }
            for (; read >= 0 && (quoted || read != '\n'); read = in.read()) {
                quoted ^= read == '"';
                number += read == '\n' ? 1 : 0;
                blank &= read == ' ' || read == '\r';
                if (record.size() < longest) {
                    record.write(read);
                } else {
                    tooLong = true;
                }
            }
            number++;
            if (!blank) {
                String fault = quoted
                        ? "A quote of this record is never closed"
                        : tooLong ? "The record is longer than " + longest + " bytes" : null;
                return new RawLine(begins, place, record.toByteArray(), fault);
            }
        }
    }

    /** The fields of a record, as many as there are columns. */
    List<String> fields(RawLine record) throws BadLineException {
        if (record.fault() != null) {
            throw new BadLineException("invalid_csv", record.fault() + '.', null);
        }
        List<String> fields = split(text(record.bytes()), separator);
        int wanted = columns.size();
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

    private static List<String> split(String record, char separator) {
        String text = record.endsWith("\r") ? record.substring(0, record.length() - 1) : record;
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static String text(byte[] bytes) throws BadLineException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadLineException("invalid_encoding", "The record is not in UTF-8; save the file as UTF-8.", null);
        }
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
