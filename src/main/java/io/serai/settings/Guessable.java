package io.serai.settings;

import java.util.Set;

/** Keys and passwords that others can guess: short ones, those of a few characters, rows, repetitions, and examples of documents. */
final class Guessable {
    static final int SHORTEST = 16;

    private static final int FEWEST_CHARACTERS = 5;
    private static final double MOST_STEPS = 2 / 3.0;
    private static final Set<String> EXAMPLES =
            Set.of("some-long-secret", "another-long-secret", "a-third-long-secret");

    private Guessable() {}

    static boolean is(String key) {
        return key.length() < SHORTEST
                || key.chars().distinct().count() < FEWEST_CHARACTERS
                || isRow(key)
                || isRepetition(key)
                || EXAMPLES.contains(key);
    }

    /** Whether most characters are the neighbours of those before them, as in 123456789 or zyxwvu. */
    private static boolean isRow(String key) {
        int steps = 0;
        for (int i = 1; i < key.length(); i++) {
            steps += Math.abs(key.charAt(i) - key.charAt(i - 1)) <= 1 ? 1 : 0;
        }
        return steps >= MOST_STEPS * (key.length() - 1);
    }

    /** Whether it is a short word several times. */
    private static boolean isRepetition(String key) {
        for (int period = 1; period <= Math.min(SHORTEST - 1, key.length() / 2); period++) {
            if (key.regionMatches(period, key, 0, key.length() - period)) {
                return true;
            }
        }
        return false;
    }
}
