package io.serai.wire;

/** A vendor that fails within: 500. */
@SuppressWarnings("AvoidCommonTypeNames") // nobody here throws the other one
public final class InternalError extends Always {

    public InternalError() {
        super(Answer.error(
                500,
                "The server had an error while processing your request. Sorry about that!",
                "server_error",
                null,
                null));
    }
}
