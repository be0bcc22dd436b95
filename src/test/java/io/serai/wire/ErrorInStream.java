package io.serai.wire;

/** A vendor that fails after its 200: with an error as the last event of a stream, or in place of a plain answer. */
public final class ErrorInStream extends HealthyVendor {
    private static final String OPEN_AI = Json.error(
            "The server had an error while processing your request. Sorry about that!", "server_error", null, null);

    /** See openrouter.ai/docs/api-reference/streaming, "Handling errors during streaming". */
    private static final String OPEN_ROUTER = """
            {"id":"gen-1","object":"chat.completion.chunk","created":1763683200,"model":"small","provider":"half",\
            "error":{"code":"server_error","message":"Provider disconnected unexpectedly"},\
            "choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""";

    private final int pieces;
    private final String error;

    private ErrorInStream(int pieces, String error) {
        super("half");
        this.pieces = pieces;
        this.error = error;
    }

    /** Fails with the first event. */
    public static ErrorInStream atOnce() {
        return new ErrorInStream(0, OPEN_AI);
    }

    /** Fails after so many tokens; with 0 after the event that has only the role. */
    public static ErrorInStream afterTokens(int tokens) {
        return new ErrorInStream(1 + tokens, OPEN_AI);
    }

    /** Fails as OpenRouter does, with a chunk that has both an error and the finish reason "error". */
    public static ErrorInStream openRouter(int tokens) {
        return new ErrorInStream(1 + tokens, OPEN_ROUTER);
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        Answer whole = super.answer(request);
        if (request.method().equals("GET")) {
            return whole;
        }
        return whole.chunked()
                ? whole.unfinished(pieces, Answer.Ending.COMPLETE).followedBy(Json.event(error))
                : Answer.json(200, error);
    }
}
