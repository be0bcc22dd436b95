package io.serai.catalog;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The size of a model.
 *
 * @param billions its parameters, all of them, also those that are not active for each token; null if only the class is known
 */
public record Size(@Nullable BigDecimal billions, Class of) {
    private static final BigDecimal SMALL = BigDecimal.valueOf(13);
    private static final BigDecimal MEDIUM = BigDecimal.valueOf(70);

    /** The classes: up to 13 billion parameters, up to 70, more. */
    public enum Class {
        SMALL,
        MEDIUM,
        LARGE
    }

    static Size of(BigDecimal billions) {
        Class of = billions.compareTo(SMALL) <= 0
                ? Class.SMALL
                : billions.compareTo(MEDIUM) <= 0 ? Class.MEDIUM : Class.LARGE;
        return new Size(billions, of);
    }

    @Override
    public String toString() {
        return billions == null ? of.name().toLowerCase(Locale.ROOT) : billions.toPlainString() + "b";
    }
}
