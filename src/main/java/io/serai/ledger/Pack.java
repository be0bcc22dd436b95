package io.serai.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums in some twenty bytes each: the names that are in it, and for each sum the places of its names among them, which of its counts are
 * not 0, and those. All numbers have seven bits in a byte; counts have their sign in the last bit.
 */
final class Pack {
    /** H2 holds a megabyte in a column. */
    private static final int MOST = 400_000;

    private static final int COUNTS = Sum.COLUMNS.size();
    private static final int REQUESTS = Sum.Column.REQUESTS.ordinal();
    private static final int SEVEN = 7;
    private static final int LOW = 0x7f;
    private static final int MORE = 0x80;

    /**
     * A pack as it is stored.
     *
     * @param requests how many requests its sums have together
     */
    record Part(byte[] bytes, long requests) {}

    /** Hears what is in a pack. */
    interface Reader {
        /** The names, before all sums. */
        void names(List<String> all);

        /**
         * A sum; the arrays are used again for the next one.
         *
         * @param name the places of its names
         */
        void sum(int[] name, long[] counts);
    }

    private final ByteArrayOutputStream sums = new ByteArrayOutputStream();
    private final Map<String, Integer> places = new HashMap<>();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private long requests;

    private Pack() {}

    /** Packs sums of one time. */
    static List<Part> of(Groups groups) {
        List<Part> parts = new ArrayList<>(1);
        int[] name = new int[groups.width()];
        Pack pack = new Pack();
        for (int group = 0; group < groups.size(); group++) {
            groups.read(group, name);
            pack.add(groups, group, name);
            if (pack.sums.size() + pack.names.size() > MOST) {
                parts.add(pack.part());
                pack = new Pack();
            }
        }
        if (pack.sums.size() > 0) {
            parts.add(pack.part());
        }
        return parts;
    }

    private void add(Groups groups, int group, int[] name) {
        for (int number : name) {
            write(sums, place(groups.text(number)));
        }
        long mask = 0;
        for (int i = 0; i < COUNTS; i++) {
            mask |= groups.count(group, i) == 0 ? 0 : 1L << i;
        }
        write(sums, mask);
        for (int i = 0; i < COUNTS; i++) {
            long count = groups.count(group, i);
            if (count != 0) {
                write(sums, count << 1 ^ count >> Long.SIZE - 1);
            }
        }
        requests += groups.count(group, REQUESTS);
    }

    private int place(String name) {
        Integer known = places.putIfAbsent(name, places.size());
        if (known != null) {
            return known;
        }
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        write(names, text.length);
        names.writeBytes(text);
        return places.size() - 1;
    }

    private Part part() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(sums.size() + names.size() + SEVEN);
        write(whole, places.size());
        whole.writeBytes(names.toByteArray());
        whole.writeBytes(sums.toByteArray());
        return new Part(whole.toByteArray(), requests);
    }

    private static void write(ByteArrayOutputStream to, long number) {
        long rest = number;
        while ((rest & ~LOW) != 0) {
            to.write((int) (rest & LOW | MORE));
            rest >>>= SEVEN;
        }
        to.write((int) rest);
    }

    /**
     * Reads a pack.
     *
     * @param width how many names a sum has
     */
    static void read(byte[] bytes, int width, Reader reader) {
        Cursor in = new Cursor(bytes);
        List<String> names = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            names.add(in.text((int) in.number()));
        }
        reader.names(names);
        int[] name = new int[width];
        long[] counts = new long[COUNTS];
        while (in.at < bytes.length) {
            for (int i = 0; i < width; i++) {
                name[i] = (int) in.number();
            }
            long mask = in.number();
            for (int i = 0; i < COUNTS; i++) {
                long written = (mask & 1L << i) == 0 ? 0 : in.number();
                counts[i] = written >>> 1 ^ -(written & 1);
            }
            reader.sum(name, counts);
        }
    }

    private static final class Cursor {
        private final byte[] bytes;
        private int at;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        long number() {
            long number = 0;
            for (int shift = 0; ; shift += SEVEN) {
                byte next = bytes[at++];
                number |= (long) (next & LOW) << shift;
                if (next >= 0) {
                    return number;
                }
            }
        }

        String text(int length) {
            at += length;
            return new String(bytes, at - length, length, StandardCharsets.UTF_8);
        }
    }
}
