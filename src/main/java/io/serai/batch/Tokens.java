package io.serai.batch;

/**
 * Tokens of one answer, or of several.
 *
 * @param cached those of the input that came from a vendor's cache
 * @param reasoning those of the output that are reasoning
 */
public record Tokens(long input, long cached, long output, long reasoning) {
    public static final Tokens NONE = new Tokens(0, 0, 0, 0);

    /** Those of which no more is known. */
    public static Tokens of(long input, long output) {
        return new Tokens(input, 0, output, 0);
    }

    Tokens plus(Tokens more) {
        return new Tokens(input + more.input, cached + more.cached, output + more.output, reasoning + more.reasoning);
    }
}
