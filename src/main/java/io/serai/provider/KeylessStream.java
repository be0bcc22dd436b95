package io.serai.provider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An answer's bytes with stars in place of the key that it was asked with. They come on as they come in, but for an end that may be the
 * beginning of the key. The key in another form, such as Base64, is not recognised.
 */
final class KeylessStream extends FilterInputStream {
    /** A shorter key may be a word of the answer. */
    private static final int SHORTEST = 12;

    private static final int LONGEST = 2048;
    private static final int SMALL = 512;
    private static final Map<String, Needle> NEEDLES = new ConcurrentHashMap<>();

    private final Needle key;
    /** What was read for a reader who takes few bytes at a time, of which those from {@link #from} to {@link #to} are free of the key. */
    private byte[] buffer = {};

    private int from;
    private int to;
    /** The end of what was read, as far as it may be the beginning of the key. */
    private byte[] held = {};

    private boolean ended;

    private KeylessStream(InputStream in, Needle key) {
        super(in);
        this.key = key;
    }

    static InputStream of(InputStream in, String key) {
        return key.length() < SHORTEST || key.length() > LONGEST
                ? in
                : new KeylessStream(in, NEEDLES.computeIfAbsent(key, Needle::new));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        if (from == to && length >= Math.max(SMALL, 2 * key.length())) {
            return length == 0 ? 0 : cleared(bytes, start, length);
        }
        if (from == to) {
            if (buffer.length == 0) {
                buffer = new byte[Math.max(SMALL, 2 * key.length())];
            }
            from = 0;
            to = Math.max(0, cleared(buffer, 0, buffer.length));
        }
        if (from == to) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, bytes, start, count);
        from += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return to - from + super.available();
    }

    @Override
    public long skip(long count) throws IOException {
        long left = count;
        while (left > 0 && read() >= 0) {
            left--;
        }
        return count - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads what comes, and says how much of it is free of the key; -1 at the end. The array has room for twice the key. */
    private int cleared(byte[] bytes, int start, int length) throws IOException {
        while (!ended) {
            int before = held.length;
            System.arraycopy(held, 0, bytes, start, before);
            int count = in.read(bytes, start + before, length - before);
            ended = count < 0;
            int end = start + before + Math.max(0, count);
            key.star(bytes, start, end);
            int open = ended ? 0 : key.begunAt(bytes, start, end);
            held = open == 0 && before == 0 ? held : Arrays.copyOfRange(bytes, end - open, end);
            if (end - open > start) {
                return end - open - start;
            }
        }
        return -1;
    }

    /** A key to look for, by Horspool's way: most bytes are passed over. */
    private static final class Needle {
        private final byte[] bytes;
        private final int[] skips = new int[256];

        Needle(String key) {
            bytes = key.getBytes(StandardCharsets.UTF_8);
            Arrays.fill(skips, bytes.length);
            for (int i = 0; i < bytes.length - 1; i++) {
                skips[bytes[i] & 0xff] = bytes.length - 1 - i;
            }
        }

        int length() {
            return bytes.length;
        }

        void star(byte[] text, int start, int end) {
            int last = bytes.length - 1;
            for (int at = start; at + last < end; ) {
                if (text[at + last] == bytes[last] && Arrays.equals(text, at, at + last, bytes, 0, last)) {
                    Arrays.fill(text, at, at + last + 1, (byte) '*');
                    at += bytes.length;
                } else {
                    at += skips[text[at + last] & 0xff];
                }
            }
        }

        /** How many bytes at the end are the beginning of the key. */
        int begunAt(byte[] text, int start, int end) {
            for (int at = Math.max(start, end - bytes.length + 1); at < end; at++) {
                if (text[at] == bytes[0] && Arrays.equals(text, at, end, bytes, 0, end - at)) {
                    return end - at;
                }
            }
            return 0;
        }
    }
}
