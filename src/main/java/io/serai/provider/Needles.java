package io.serai.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Keys to look for in bytes, all of them in one pass that leaps over most bytes, by the way of Wu and Manber: the last two bytes of a window as
 * long as the shortest key say how far it may move on.
 *
 * @see <a href="https://webglimpse.net/pubs/TR94-17.pdf">Wu, Manber: A Fast Algorithm for Multi-Pattern Searching</a>
 */
final class Needles {
    private static final int BLOCKS = 1 << 12;

    private final byte[][] keys;
    private final int window;
    private final int longest;
    private final int[] leaps = new int[BLOCKS];
    private final int[][] ends = new int[BLOCKS][];

    /** @param keys at least one, each of two bytes or more */
    Needles(List<String> keys) {
        this.keys = keys.stream()
                .distinct()
                .map(key -> key.getBytes(StandardCharsets.UTF_8))
                .sorted(Comparator.comparingInt((byte[] key) -> key.length).reversed())
                .toArray(byte[][]::new);
        this.longest = this.keys[0].length;
        this.window = this.keys[this.keys.length - 1].length;
        Arrays.fill(leaps, window - 1);
        List<List<Integer>> found = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            found.add(new ArrayList<>(0));
        }
        for (int i = 0; i < this.keys.length; i++) {
            for (int at = 1; at < window; at++) {
                int block = block(this.keys[i], at);
                leaps[block] = Math.min(leaps[block], window - 1 - at);
            }
            found.get(block(this.keys[i], window - 1)).add(i);
        }
        Arrays.setAll(
                ends,
                block -> found.get(block).stream().mapToInt(Integer::intValue).toArray());
    }

    /** The number of two bytes that end at a place; others may have the same. */
    private static int block(byte[] bytes, int at) {
        return (bytes[at - 1] & 0xff) * 31 + (bytes[at] & 0xff) & BLOCKS - 1;
    }

    /** Bytes of the longest. */
    int longest() {
        return longest;
    }

    /** Writes stars over each key; of two that begin at the same place, over the longer one. */
    void star(byte[] text, int start, int end) {
        int at = start + window - 1;
        while (at < end) {
            int block = block(text, at);
            int leap = leaps[block];
            if (leap == 0) {
                int from = at - window + 1;
                int length = match(text, from, end, ends[block]);
                Arrays.fill(text, from, from + length, (byte) '*');
                leap = length == 0 ? 1 : length;
            }
            at += leap;
        }
    }

    /** How long the key is that begins at a place; 0 if none does. */
    private int match(byte[] text, int from, int end, int[] candidates) {
        for (int candidate : candidates) {
            byte[] key = keys[candidate];
            if (key.length <= end - from && Arrays.equals(text, from, from + key.length, key, 0, key.length)) {
                return key.length;
            }
        }
        return 0;
    }

    /** How many bytes at the end are the beginning of a key. */
    int begunAt(byte[] text, int start, int end) {
        int most = 0;
        for (byte[] key : keys) {
            for (int at = Math.max(start, end - key.length + 1); at < end - most; at++) {
                if (text[at] == key[0] && Arrays.equals(text, at, end, key, 0, end - at)) {
                    most = end - at;
                }
            }
        }
        return most;
    }
}
