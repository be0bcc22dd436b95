package io.serai.wire;

/** A vendor that gives the same answer to every request, or one to those for a stream and another to all others. */
public class Always extends FakeVendor {
    private final Answer plain;
    private final Answer streamed;

    public Always(Answer answer) {
        this(answer, answer);
    }

    public Always(Answer plain, Answer streamed) {
        this.plain = plain;
        this.streamed = streamed;
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        boolean stream = !plain.equals(streamed)
                && request.bytes().length > 0
                && request.json().path("stream").asBoolean();
        return stream ? streamed : plain;
    }
}
