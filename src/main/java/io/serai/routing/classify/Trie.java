package io.serai.routing.classify;

import java.util.Arrays;

/** A tree of phrases, a folded character to each edge, kept in one hash table. Read by many threads once it is built. */
final class Trie {
    /** No phrase begins here. */
    static final long NONE = -1;

    private static final byte NO_VALUE = -1;
    private static final int STEM = 64;

    private byte[] values = new byte[1 << 16];
    private long[] keys = new long[1 << 17];
    private int[] children = new int[1 << 17];
    private int nodes = 1;

    Trie() {
        Arrays.fill(values, NO_VALUE);
    }

    /**
     * Adds a phrase.
     *
     * @param value from 0 to 63
     * @param stem whether it may also be the beginning of a longer word
     * @return the value that the phrase had before, or -1
     */
    int add(String phrase, int value, boolean stem) {
        if (value >= STEM) {
            throw new IllegalStateException("more than " + STEM + " signals");
        }
        int node = 0;
        for (int i = 0; i < phrase.length(); i++) {
            node = childOrNew(node, Chars.folded(phrase.charAt(i)));
        }
        byte before = values[node];
        values[node] = (byte) (value | (stem ? STEM : 0));
        return before == NO_VALUE ? NO_VALUE : before & (STEM - 1);
    }

    /**
     * The longest phrase that begins at a place and ends with a word.
     *
     * @return its value in the low 8 bits and its end above them, or {@link #NONE}
     */
    long longest(String text, int at, int limit) {
        long best = NONE;
        int node = 0;
        for (int i = at; i < limit; i++) {
            node = child(node, Chars.folded(text.charAt(i)));
            if (node == 0) {
                break;
            }
            byte value = values[node];
            if (value != NO_VALUE && ((value & STEM) != 0 || endsWord(text, i, limit))) {
                best = (i + 1L) << 8 | (value & (STEM - 1));
            }
        }
        return best;
    }

    private static boolean endsWord(String text, int last, int limit) {
        return last + 1 >= limit || !Chars.isWord(text.charAt(last)) || !Chars.isWord(text.charAt(last + 1));
    }

    private int child(int node, char c) {
        long key = key(node, c);
        int mask = keys.length - 1;
        for (int slot = slot(key, mask); children[slot] != 0; slot = slot + 1 & mask) {
            if (keys[slot] == key) {
                return children[slot];
            }
        }
        return 0;
    }

    private int childOrNew(int node, char c) {
        int known = child(node, c);
        if (known != 0) {
            return known;
        }
        if (nodes == values.length) {
            grow();
        }
        put(key(node, c), nodes);
        return nodes++;
    }

    private static long key(int node, char c) {
        return (long) node << 16 | c;
    }

    private static int slot(long key, int mask) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
    }

    private void put(long key, int child) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (children[slot] != 0) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        children[slot] = child;
    }

    /** Doubles the room; the hash table stays at most half full. */
    private void grow() {
        int size = values.length;
        values = Arrays.copyOf(values, size * 2);
        Arrays.fill(values, size, size * 2, NO_VALUE);
        long[] oldKeys = keys;
        int[] oldChildren = children;
        keys = new long[size * 4];
        children = new int[size * 4];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldChildren[i] != 0) {
                put(oldKeys[i], oldChildren[i]);
            }
        }
    }
}
