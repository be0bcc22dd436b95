package io.serai.batch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The source of one job, opened as often as need be, and read line by line. */
final class Sources {
    /** So many mistakes of a file are reported. */
    private static final int MOST_PROBLEMS = 20;

    private static final int LONGEST_MODEL = 256;

    private final Job job;
    private final Path file;
    private final int longest;
    private final Turns turns;
    private final String owner;

    /** @param turns for reading it */
    Sources(Job job, Path file, int longest, Turns turns) {
        this.job = job;
        this.file = file;
        this.longest = longest;
        this.turns = turns;
        this.owner = job.owner().id();
    }

    /** What a pass over the source needs. Its holder has a turn; after each piece of the file waiting others go first. */
    final class Opened implements AutoCloseable {
        private final Source lines;
        private final LineParser parser;
        private final LineParser looks;
        private final @Nullable CsvSource csv;

        Opened(Source lines, LineParser parser, @Nullable CsvSource csv) {
            this.lines = lines;
            this.parser = parser;
            this.looks = parser.forLooks();
            this.csv = csv;
        }

        Source lines() {
            return lines;
        }

        @Nullable
        CsvSource csv() {
            return csv;
        }

        BatchLine read(RawLine raw) throws BadLineException {
            return read(raw, parser);
        }

        /** What a line is called, which is no request if it cannot be read. */
        String id(RawLine raw) throws BadLineException {
            return look(raw).customId();
        }

        /** A line without its request. */
        BatchLine look(RawLine raw) throws BadLineException {
            return read(raw, looks);
        }

        private BatchLine read(RawLine raw, LineParser by) throws BadLineException {
            return csv == null ? by.json(raw) : by.record(raw, csv.fields(raw));
        }

        /** A line whose bytes were let go. */
        RawLine again(long number, long place, int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                while (bytes.hasRemaining()) {
                    if (channel.read(bytes, place + bytes.position()) < 0) {
                        throw new EOFException("The source of the job lacks its line " + number);
                    }
                }
            }
            return new RawLine(number, place, bytes.array(), null);
        }

        /** Waits for something without a turn. */
        void waiting(Wait wait) throws InterruptedException {
            turns.giveBack();
            try {
                wait.await();
            } finally {
                turns.take(owner);
            }
        }

        /** Reads a line that was read before, on a thread that has no turn, and may be a virtual one. */
        BatchLine aside(Reading reading) throws IOException {
            try {
                return DiskThreads.call(() -> {
                    turns.take(owner);
                    try {
                        return reading.read();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (BadLineException e) {
                        // It was none before.
                        throw new UncheckedIOException(new IOException(e.reason(), e));
                    } finally {
                        turns.giveBack();
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        public void close() throws IOException {
            turns.giveBack();
            lines.close();
        }
    }

    /** Waits for something. */
    @FunctionalInterface
    interface Wait {
        void await() throws InterruptedException;
    }

    /** Reads a line. */
    @FunctionalInterface
    interface Reading {
        BatchLine read() throws IOException, BadLineException;
    }

    /**
     * Takes a turn, and opens the source.
     *
     * @throws BadLineException if the file as a whole cannot be read
     */
    Opened open() throws IOException, BadLineException {
        turns.take(owner);
        try {
            return opened();
        } catch (IOException | BadLineException | RuntimeException e) {
            turns.giveBack();
            throw e;
        }
    }

    private Opened opened() throws IOException, BadLineException {
        refuseForeign();
        Defaults defaults = job.defaults();
        InputStream in = Files.newInputStream(file);
        try {
            if (!job.isCsv()) {
                LineSource lines = new LineSource(in, longest, this::pass);
                return new Opened(lines, new LineParser(job.endpoint(), defaults, List.of()), null);
            }
            CsvSource csv = new CsvSource(in, longest, this::pass);
            defaults.check(csv.columns());
            return new Opened(csv, new LineParser(job.endpoint(), defaults, csv.columns()), csv);
        } catch (IOException | BadLineException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private void pass() {
        turns.pass(owner);
    }

    private void refuseForeign() throws IOException, BadLineException {
        byte[] begins = Shelf.beginning(file);
        int first = begins.length > 0 ? begins[0] & 0xFF : 0;
        int second = begins.length > 1 ? begins[1] & 0xFF : 0;
        String what = first == 0x1F && second == 0x8B
                ? "The file is compressed by gzip; decompress it."
                : first == 'P' && second == 'K'
                        ? "The file is a ZIP archive or a spreadsheet; save it as CSV or JSON lines."
                        : (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF)
                                ? "The file is in UTF-16; save it as UTF-8."
                                : "";
        if (!what.isEmpty()) {
            throw new BadLineException("invalid_file", what, null);
        }
    }

    /**
     * Counts the lines, and checks all of them if one that is wrong is to fail the whole.
     *
     * @return how many lines there are
     * @throws BadLineException if the file as a whole cannot be read
     */
    long check(List<Map<String, Object>> problems) throws IOException, BadLineException {
        boolean strict = !job.endpoint().equals(LineParser.ANY);
        NameSet ids = new NameSet();
        Set<String> models = new HashSet<>();
        long lines = 0;
        try (Opened opened = open()) {
            for (RawLine raw = opened.lines().next();
                    raw != null;
                    raw = opened.lines().next()) {
                lines++;
                if (strict && problems.size() < MOST_PROBLEMS) {
                    try {
                        BatchLine line = opened.look(raw);
                        String id = line.customId();
                        if (models.size() < 2) {
                            models.add(line.model());
                        }
                        if (!ids.add(id)) {
                            throw new BadLineException(
                                    "duplicate_custom_id", "The custom_id '" + id + "' appears twice.", "custom_id");
                        }
                    } catch (BadLineException e) {
                        problems.add(problem(e, raw.number()));
                    }
                }
            }
        }
        if (lines == 0) {
            throw new BadLineException("empty_file", "The file has no lines.", null);
        }
        if (models.size() == 1) {
            keep(models.iterator().next());
        }
        return lines;
    }

    private void keep(String model) {
        if (!model.isEmpty() && model.length() <= LONGEST_MODEL) {
            job.fact(Facts.MODEL, model);
        }
    }

    static Map<String, Object> problem(BadLineException why, long line) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("code", why.code());
        problem.put("message", Results.cut(why.reason()));
        if (line > 0) {
            problem.put("line", line);
        }
        if (why.param() != null) {
            problem.put("param", why.param());
        }
        return problem;
    }

    /** The lines that the given ones leave out, for a count. */
    static long missing(long total, BitSet done) {
        return total - done.cardinality();
    }

    static List<Map<String, Object>> problems(@Nullable Object fact) {
        List<Map<String, Object>> problems = new ArrayList<>();
        if (fact instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    Map<String, Object> problem = new LinkedHashMap<>();
                    map.forEach((name, value) -> problem.put(String.valueOf(name), value));
                    problems.add(problem);
                }
            }
        }
        return problems;
    }
}
