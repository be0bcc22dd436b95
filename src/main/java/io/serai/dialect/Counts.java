package io.serai.dialect;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Counts in requests: what no vendor takes is refused before any is asked; whether a larger one is good, the target knows. */
public final class Counts {
    private Counts() {}

    public static boolean isWhole(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    }

    /** Whether it is a number without a fraction, however it is written: 100, 100.0 or 1e2. */
    public static boolean hasNoFraction(@Nullable Object value) {
        return isWhole(value)
                || value instanceof BigDecimal decimal
                        && decimal.stripTrailingZeros().scale() <= 0;
    }

    /** Whether it is a number that is less. */
    public static boolean isBelow(@Nullable Object value, long least) {
        return value instanceof Number number && number.doubleValue() < least;
    }

    /** Whether it is -1, which servers on people's own machines, such as llama.cpp and LM Studio, take for no bound. */
    public static boolean isUnbounded(@Nullable Object value) {
        return value instanceof Integer number && number == -1;
    }

    /** What a count must be, for people. */
    public static String words(long least) {
        return "a whole number of at least " + least;
    }
}
