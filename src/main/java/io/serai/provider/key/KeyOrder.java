package io.serai.provider.key;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** In which order the keys of a provider are used. */
public enum KeyOrder {
    /** One after the other. */
    ROUND_ROBIN,
    /** The one with the fewest calls under way, and of those the one with the fewest so far. */
    LEAST_USED,
    /** The one with the greatest share of its limits left. */
    MOST_LEFT,
    /** The first as long as it can, then the second. */
    FILL_FIRST;

    /**
     * Reads {@code round-robin}, {@code least-used}, {@code most-left} or {@code fill-first}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static KeyOrder parse(String text) {
        for (KeyOrder order : values()) {
            if (order.toString().equals(text.strip())) {
                return order;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no order of keys; there are "
                + Arrays.stream(values()).map(KeyOrder::toString).collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
