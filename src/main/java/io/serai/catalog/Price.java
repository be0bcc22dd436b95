package io.serai.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The price of a model, in US dollars for a million tokens.
 *
 * @param in tokens of the request
 * @param out tokens of the answer
 * @param cached tokens of the request that the vendor has seen before; null if that is not told
 * @param written tokens of the request that the vendor's cache now keeps; null if that is not told
 * @param above what a request costs, all of it, that is longer than a bound; null if length makes no difference
 */
public record Price(
        BigDecimal in,
        BigDecimal out,
        @Nullable BigDecimal cached,
        @Nullable BigDecimal written,
        @Nullable Above above) {

    /**
     * The price of long requests.
     *
     * @param tokens a request with more tokens than these has it
     */
    public record Above(long tokens, Price price) {}

    /** It costs nothing. */
    public static final Price FREE = new Price(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    /** Dollars for a million tokens are thousands of nano-dollars for one. */
    private static final int NANOS = 3;

    /** One without a price for what a cache keeps, and the same for requests of any length. */
    public Price(BigDecimal in, BigDecimal out, @Nullable BigDecimal cached) {
        this(in, out, cached, null, null);
    }

    public boolean isFree() {
        return in.signum() == 0 && out.signum() == 0;
    }

    /**
     * What an answer has cost, in nano-dollars (1e-9 USD), rounded half up once.
     *
     * @param input tokens of the request, with those of the two kinds below
     * @param output tokens of the answer, reasoning included
     * @param fromCache tokens of the request that were read from the vendor's cache; they cost as others if {@link #cached} is not told
     * @param toCache tokens of the request that its cache now keeps; they cost as others if {@link #written} is not told
     */
    public long nanos(long input, long output, long fromCache, long toCache) {
        return nanos(input, output, fromCache, toCache, 1);
    }

    /**
     * The same for an answer that costs a part of the price.
     *
     * @param share 1 for all of it
     */
    public long nanos(long input, long output, long fromCache, long toCache, double share) {
        if (above != null && input > above.tokens()) {
            return above.price().nanos(input, output, fromCache, toCache, share);
        }
        long read = Math.clamp(fromCache, 0, input);
        long kept = Math.clamp(toCache, 0, input - read);
        BigDecimal sum = times(in, input - read - kept)
                .add(times(cached == null ? in : cached, read))
                .add(times(written == null ? in : written, kept))
                .add(times(out, output));
        BigDecimal due = share == 1 ? sum : sum.multiply(BigDecimal.valueOf(share));
        return due.movePointRight(NANOS).setScale(0, RoundingMode.HALF_UP).longValue();
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }

    /** The price itself as one word, such as {@code 1.25/10/0.125}: in, out, cached and written, then those above a bound. */
    public String version() {
        String plain = in.toPlainString() + '/' + out.toPlainString() + optional(cached) + optional(written);
        return above == null
                ? plain
                : plain + " >" + above.tokens() + ':' + above.price().version();
    }

    private static String optional(@Nullable BigDecimal price) {
        return price == null ? "/-" : "/" + price.toPlainString();
    }
}
