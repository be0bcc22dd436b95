package io.serai.quota;

import java.util.function.UnaryOperator;

/**
 * The uses that a limit counts together.
 *
 * @param key the key; empty for all keys of a vendor
 * @param models a model, or a pattern for several
 */
record Bucket(Limit limit, String key, String models) {

    /** @param names the name under which a model's uses are kept */
    static Bucket of(Limit limit, String key, String model, UnaryOperator<String> names) {
        return new Bucket(
                limit,
                limit.wholeVendor() ? "" : key,
                limit.models().equals(Limit.EACH) ? names.apply(model) : limit.models());
    }
}
