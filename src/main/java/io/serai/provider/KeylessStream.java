package io.serai.provider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An answer's bytes with stars in place of the keys of the provider that was asked. They come on as they come in, but for an end that may be
 * the beginning of a key. A key in another form, such as Base64, is not recognised.
 */
final class KeylessStream extends FilterInputStream {
    /** A shorter key may be a word of the answer. */
    private static final int SHORTEST = 12;

    private static final int LONGEST = 2048;
    private static final int SMALL = 512;
    private static final int MOST_RINGS = 4_096;
    private static final Map<List<String>, Optional<Needles>> NEEDLES = new ConcurrentHashMap<>();

    private final Needles keys;
    /** What was read for a reader who takes few bytes at a time, of which those from {@link #from} to {@link #to} are free of keys. */
    private byte[] buffer = {};

    private int from;
    private int to;
    /** The end of what was read, as far as it may be the beginning of a key. */
    private byte[] held = {};

    private boolean ended;

    private KeylessStream(InputStream in, Needles keys) {
        super(in);
        this.keys = keys;
    }

    /** @param keys of the provider, those included that this call does not use */
    static InputStream of(InputStream in, List<String> keys) {
        Optional<Needles> needles = NEEDLES.get(keys);
        if (needles == null) {
            if (NEEDLES.size() >= MOST_RINGS) {
                // Of rings that edits have replaced.
                NEEDLES.clear();
            }
            needles = NEEDLES.computeIfAbsent(List.copyOf(keys), KeylessStream::needles);
        }
        return needles.isEmpty() ? in : new KeylessStream(in, needles.get());
    }

    private static Optional<Needles> needles(List<String> keys) {
        List<String> fit = keys.stream()
                .filter(key -> key.length() >= SHORTEST && key.length() <= LONGEST)
                .toList();
        return fit.isEmpty() ? Optional.empty() : Optional.of(new Needles(fit));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        if (from == to && length >= Math.max(SMALL, 2 * keys.longest())) {
            return length == 0 ? 0 : cleared(bytes, start, length);
        }
        if (from == to) {
            if (buffer.length == 0) {
                buffer = new byte[Math.max(SMALL, 2 * keys.longest())];
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

    /** Reads what comes, and says how much of it is free of keys; -1 at the end. The array has room for twice the longest key. */
    private int cleared(byte[] bytes, int start, int length) throws IOException {
        while (!ended) {
            int before = held.length;
            System.arraycopy(held, 0, bytes, start, before);
            int count = in.read(bytes, start + before, length - before);
            ended = count < 0;
            int end = start + before + Math.max(0, count);
            keys.star(bytes, start, end);
            int open = ended ? 0 : keys.begunAt(bytes, start, end);
            held = open == 0 && before == 0 ? held : Arrays.copyOfRange(bytes, end - open, end);
            if (end - open > start) {
                return end - open - start;
            }
        }
        return -1;
    }
}
