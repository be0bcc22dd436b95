package io.serai.routing.classify;

/**
 * The class of a request.
 *
 * @param task what it is for: one of the constants of this class
 * @param complexity how demanding it is, from 0 (a greeting) to 1 (long, many conditions, many tools); an ordinary essay or
 *     analysis lies between 0.5 and 0.8
 */
public record Classification(String task, double complexity) {
    /** The answer is program source, or is about it. */
    public static final String CODE = "code";

    /** A small, fast model does it well. */
    public static final String LIGHT = "light";

    /** It needs reasoning, depth or length. */
    public static final String HEAVY = "heavy";

    /** There are images to look at. */
    public static final String VISION = "vision";

    /** A text is to become a vector; never the answer of {@link Classifier}, as such requests have an address of their own. */
    public static final String EMBEDDING = "embedding";
}
