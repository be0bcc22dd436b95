package io.serai.dialect;

/**
 * What is known of the model that a request is written for.
 *
 * @param maxOutput tokens of the longest answer; {@link #UNKNOWN} if not told
 */
public record Traits(int maxOutput) {

    public static final int UNKNOWN = -1;

    /** Nothing is known. */
    public static final Traits NONE = new Traits(UNKNOWN);
}
