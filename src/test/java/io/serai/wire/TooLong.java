package io.serai.wire;

/** A vendor to whose models every prompt is too long: 400 context_length_exceeded. */
public final class TooLong extends Always {

    public TooLong() {
        super(Answer.error(
                400,
                "This model's maximum context length is 8192 tokens. However, your messages resulted in 10240 tokens."
                        + " Please reduce the length of the messages.",
                "invalid_request_error",
                "messages",
                "context_length_exceeded"));
    }
}
