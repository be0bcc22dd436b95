package io.serai.quota;

/**
 * The usage of one call, of everything that limits count.
 *
 * @param tokens of the request and the answer together
 * @param input tokens of the request, if the vendor separates them
 * @param output tokens of the answer, if the vendor separates them
 * @param nanos what it costs, in nano-dollars (1e-9 USD)
 */
public record Amount(long requests, long tokens, long input, long output, long nanos) {
    /** Nothing at all. */
    public static final Amount NONE = new Amount(0, 0, 0, 0, 0);

    /** One call with separate counts of tokens. */
    public static Amount ofCall(long input, long output, long nanos) {
        return new Amount(1, input + output, input, output, nanos);
    }

    /** The same without a request. */
    public Amount withoutRequest() {
        return new Amount(0, tokens, input, output, nanos);
    }

    /** Whether it only takes back what was counted before. */
    boolean givesBack() {
        return requests <= 0 && tokens <= 0 && input <= 0 && output <= 0 && nanos <= 0;
    }

    /** So much more than another. */
    public Amount minus(Amount other) {
        return new Amount(
                requests - other.requests,
                tokens - other.tokens,
                input - other.input,
                output - other.output,
                nanos - other.nanos);
    }
}
