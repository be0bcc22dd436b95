package io.serai.catalog;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars for a million tokens.
 *
 * @param in tokens of the request
 * @param out tokens of the answer
 * @param cached tokens of the request that the vendor has seen before; null if that is not told
 */
public record Price(BigDecimal in, BigDecimal out, @Nullable BigDecimal cached) {

    /** It costs nothing. */
    public static final Price FREE = new Price(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    public boolean isFree() {
        return in.signum() == 0 && out.signum() == 0;
    }
}
