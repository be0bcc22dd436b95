package io.serai.chat;

import java.time.Instant;

/**
 * A call's part in a step that asks several targets at once, such as a multicast. It has no sink, for who answers is not known before all
 * have; what was tried, and why it failed, goes to the whole call, which also stops it.
 */
final class Branch extends Call {
    private final Call whole;

    Branch(Call whole) {
        super(whole.id(), whole.wishes());
        this.whole = whole;
        caller(whole.caller());
        clearance(whole.clearance());
        task(whole.task());
        request(whole.request());
        size(whole.size());
        whole.add(this);
    }

    @Override
    void tried(Attempt attempt) {
        super.tried(attempt);
        whole.tried(attempt);
        if (attempt.kind() == Outcome.ANSWERED) {
            whole.answeredBy(this);
        }
    }

    @Override
    public void admitted() {
        whole.admitted();
    }

    @Override
    public void failed(ChatException why) {
        super.failed(why);
        whole.failed(why);
    }

    @Override
    public boolean insists(Instant now, Instant since) {
        return whole.insists(now, since);
    }

    @Override
    public int tooLongFor() {
        return whole.tooLongFor();
    }

    @Override
    public void tooLongFor(int tokens) {
        whole.tooLongFor(tokens);
    }
}
