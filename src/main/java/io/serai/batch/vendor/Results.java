package io.serai.batch.vendor;

import io.serai.dialect.BatchWire;
import io.serai.dialect.BatchWire.Result;
import io.serai.dialect.Bounds;
import io.serai.dialect.MalformedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of one batch: a file with a line for each, the number of the job's line, a space, and the answer in the vendor's words. Of it
 * only the places are in memory.
 */
final class Results {
    private final Path file;
    /** Number, place and length of each answer, by number. */
    private final long[][] places;

    private Results(Path file, long[][] places) {
        this.file = file;
        this.places = places;
    }

    /** Opens a file that {@link Writer} has written. */
    static Results open(Path file) throws IOException {
        List<long[]> places = new ArrayList<>();
        try (Lines lines = new Lines(Files.newInputStream(file))) {
            long at = 0;
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                int space = 0;
                long number = 0;
                while (line[space] != ' ') {
                    number = 10 * number + line[space] - '0';
                    space++;
                }
                places.add(new long[] {number, at + space + 1, line.length - space - 1});
                at += line.length + 1L;
            }
        }
        places.sort(Comparator.comparingLong(place -> place[0]));
        return new Results(file, places.toArray(long[][]::new));
    }

    /** The lines that have an answer. */
    BitSet lines() {
        BitSet lines = new BitSet();
        for (long[] place : places) {
            lines.set((int) place[0]);
        }
        return lines;
    }

    byte[] answer(long line) throws IOException {
        int from = 0;
        int to = places.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            long[] place = places[middle];
            if (place[0] == line) {
                return read(place[1], (int) place[2]);
            }
            if (place[0] < line) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        throw new IOException("line " + line + " has no answer");
    }

    private byte[] read(long place, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, place + bytes.position()) < 0) {
                    throw new IOException("the results are cut");
                }
            }
        }
        return bytes.array();
    }

    /** Writes what a vendor sends, as far as it belongs to the batch. */
    static final class Writer implements AutoCloseable {
        private final BatchWire wire;
        private final String prefix;
        private final BitSet wanted;
        private final OutputStream out;
        private final Map<String, Integer> without = new TreeMap<>();
        private final BitSet known = new BitSet();
        private int strangers;

        /**
         * @param prefix of the ids of its requests, before the number of the line
         * @param wanted the lines that it has
         */
        Writer(Path file, BatchWire wire, String prefix, BitSet wanted) throws IOException {
            this.wire = wire;
            this.prefix = prefix;
            this.wanted = wanted;
            this.out = Folder.stream(file);
        }

        void add(InputStream results) throws IOException {
            List<Result> whole = wire.readWhole(results);
            if (whole != null) {
                for (Result result : whole) {
                    add(result);
                }
                return;
            }
            Lines lines = new Lines(results);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (line.length > 0) {
                    add(line);
                }
            }
        }

        private void add(byte[] line) throws IOException {
            Result result;
            try {
                result = wire.readResult(line);
            } catch (MalformedException e) {
                // Its line is asked again.
                return;
            }
            add(result);
        }

        private void add(Result result) throws IOException {
            int number = number(result.customId());
            if (number < 0 || !wanted.get(number)) {
                strangers++;
                return;
            }
            if (known.get(number)) {
                return;
            }
            known.set(number);
            byte[] answer = result.answer();
            if (answer == null) {
                without.merge(result.why(), 1, Integer::sum);
                return;
            }
            out.write((number + " ").getBytes(StandardCharsets.UTF_8));
            out.write(answer);
            out.write('\n');
        }

        private int number(String id) {
            try {
                return id.startsWith(prefix) ? Integer.parseInt(id.substring(prefix.length())) : -1;
            } catch (NumberFormatException e) {
                return -1;
            }
        }

        /** Whether it turns out to be somebody else's. */
        boolean isStrange() {
            return known.isEmpty() && strangers > 0;
        }

        /** How many lines have no answer, by the vendor's word for it. */
        Map<String, Integer> without() {
            return without;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** The lines of a stream, none longer than an answer may be. */
    private static final class Lines implements AutoCloseable {
        private final InputStream in;

        Lines(InputStream in) {
            this.in = new BufferedInputStream(in, 1 << 16);
        }

        byte @Nullable [] next() throws IOException {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
            long most = Bounds.answer();
            while (next >= 0 && next != '\n') {
                if (line.size() < most) {
                    line.write(next);
                }
                next = in.read();
            }
            return line.toByteArray();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
