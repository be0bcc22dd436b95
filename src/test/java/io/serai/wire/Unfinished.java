package io.serai.wire;

/** A vendor that begins every answer as a healthy one does, and does not finish it; of a plain one it sends half. */
abstract class Unfinished extends HealthyVendor {
    private final int pieces;
    private final Answer.Ending ending;

    /**
     * @param pieces how many events of a stream it sends, the one with the role included; 0 is the head alone
     */
    Unfinished(int pieces, Answer.Ending ending) {
        super("half");
        this.pieces = pieces;
        this.ending = ending;
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        Answer whole = super.answer(request);
        return request.method().equals("GET") ? whole : whole.unfinished(pieces, ending);
    }
}
