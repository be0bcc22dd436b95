package io.serai.dialect;

import java.util.Set;

/**
 * The traits of the model that a request is written for.
 *
 * @param maxOutput tokens of the longest answer; {@link #UNKNOWN} if not told
 * @param takes what its vendor takes beyond the dialect: parameters by name, and {@link #THOUGHTS}
 */
public record Traits(int maxOutput, Set<String> takes) {

    public static final int UNKNOWN = -1;

    /** Among what a vendor takes: what a model thought in earlier turns, in the field that the thoughts themselves name. */
    public static final String THOUGHTS = "thoughts";

    /** Nothing is known. */
    public static final Traits NONE = new Traits(UNKNOWN);

    public Traits(int maxOutput) {
        this(maxOutput, Set.of());
    }

    public boolean takes(String what) {
        return takes.contains(what);
    }
}
