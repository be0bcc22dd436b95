package io.serai.provider.failure;

/** Hashes of all runs of a length in a text, each made from the one before. */
final class Rolling {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private Rolling() {}

    /** Takes the hash of a run and where it begins. */
    @FunctionalInterface
    interface Taker {
        void take(long hash, int at);
    }

    static void over(CharSequence text, int run, Taker taker) {
        long leaving = 1;
        for (int i = 1; i < run; i++) {
            leaving *= FACTOR;
        }
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i >= run) {
                hash -= leaving * (text.charAt(i - run) + 1);
            }
            hash = hash * FACTOR + text.charAt(i) + 1;
            if (i >= run - 1) {
                taker.take(hash, i - run + 1);
            }
        }
    }
}
