package io.serai.batch;

/**
 * The names of lines that were seen, each as a hash of 64 bits: they distinguish millions of names, and take 16 to 32 bytes for each of
 * them.
 */
final class NameSet {
    private static final int FIRST = 1 << 10;
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private long[] hashes = new long[FIRST];
    private int count;

    /** Adds a name; false if it is there. */
    boolean add(String name) {
        if (!put(hashes, hash(name))) {
            return false;
        }
        if (++count > hashes.length / 2) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * hashes.length];
        for (long hash : hashes) {
            boolean unused = hash != 0 && put(larger, hash);
        }
        hashes = larger;
    }

    private static boolean put(long[] hashes, long hash) {
        int mask = hashes.length - 1;
        int place = (int) ((hash * SPREAD) >>> 32) & mask;
        while (hashes[place] != 0) {
            if (hashes[place] == hash) {
                return false;
            }
            place = (place + 1) & mask;
        }
        hashes[place] = hash;
        return true;
    }

    /** Never 0, which stands for an empty place. */
    private static long hash(String name) {
        long hash = BASIS;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * PRIME;
        }
        hash ^= (long) name.hashCode() << 32;
        return hash == 0 ? 1 : hash;
    }
}
