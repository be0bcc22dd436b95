package io.serai.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The attempts of a call: their targets, their outcomes, and their failures. A part's tries are also the whole's. */
public final class Trail {
    private final Call call;
    private final @Nullable Trail whole;
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<ChatException> failures = new CopyOnWriteArrayList<>();
    private final List<Trail> parts = new CopyOnWriteArrayList<>();
    private volatile List<Trail> besides = List.of();
    private volatile @Nullable Object given;
    private volatile String target = "";
    private volatile String considered = "";
    private volatile long begunNanos;
    private volatile boolean repeated;
    private volatile int tooLongFor;

    /** @param whole that of the call of which this one is a part; null if it is none */
    Trail(Call call, @Nullable Trail whole) {
        this.call = call;
        this.whole = whole;
    }

    /** Says that a target is considered: it may turn out that it cannot be asked. */
    public void begin(String name) {
        considered = name;
        begunNanos = System.nanoTime();
    }

    /** Says that the target is being called. */
    public void asked() {
        target = considered;
        call.report().asked();
    }

    /** Says that the target has answered. */
    public void answered() {
        end(Outcome.ANSWERED, 200);
    }

    /**
     * Says how the target that was considered last has done.
     *
     * @param status the vendor's HTTP status; of importance for {@link Outcome#STATUS} alone
     */
    public void end(Outcome outcome, int status) {
        CallReport report = call.report();
        boolean asked = report.takeAsked();
        long nanos = System.nanoTime() - begunNanos;
        // A route of the user's own has answered in a vendor's place.
        boolean elsewhere = !asked && outcome == Outcome.ANSWERED;
        if (elsewhere) {
            report.waited(nanos);
            target = considered;
        }
        if (outcome != Outcome.OFF && !(repeated && outcome.passedOver())) {
            Usage usage = outcome == Outcome.ANSWERED ? report.usage() : null;
            tried(new Attempt(considered, outcome, status, nanos, asked || elsewhere, usage));
        }
        begunNanos = 0;
    }

    private void tried(Attempt attempt) {
        attempts.add(attempt);
        if (whole != null) {
            whole.tried(attempt);
            if (attempt.kind() == Outcome.ANSWERED) {
                whole.call.answeredBy(call);
            }
        }
    }

    /** Says what a part has answered, which may become the answer of the whole. */
    public void gives(@Nullable Object answer) {
        if (whole != null && answer != null) {
            given = answer;
            whole.parts.add(this);
        }
    }

    /** Says which answer was chosen of those that its parts have given. One that was made of several stays that of the last of them. */
    public void chosen(@Nullable Object answer) {
        for (Trail part : parts) {
            if (part.given == answer) {
                call.answeredBy(part.call);
            }
        }
        parts.clear();
    }

    /** Whether a target is being asked: one was begun and has not ended. */
    public boolean asks() {
        return begunNanos != 0;
    }

    /** Says that all targets are considered once more: what has been found out so far counts no longer. */
    public void again() {
        failures.clear();
        repeated = true;
    }

    /** Remembers why a target gave no answer, for the case that none does. */
    public void failed(ChatException why) {
        failures.add(why);
        if (whole != null) {
            whole.failed(why);
        }
    }

    /** Why the targets that were considered gave no answer, in order. */
    public List<ChatException> failures() {
        return failures;
    }

    /** The tries that have ended, in order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** Says that another call asks something for this one that is no answer to it: what that uses, this one has used. */
    public synchronized void besides(Trail other) {
        List<Trail> more = new ArrayList<>(besides);
        more.add(other);
        besides = List.copyOf(more);
    }

    /** The tries of such calls that have ended. */
    public List<Attempt> besides() {
        List<Trail> others = besides;
        return others.isEmpty()
                ? List.of()
                : others.stream().flatMap(other -> other.attempts.stream()).toList();
    }

    /** All tries that have ended, those of such calls included. */
    public List<Attempt> tries() {
        if (besides.isEmpty()) {
            return attempts;
        }
        List<Attempt> all = new ArrayList<>(besides());
        all.addAll(attempts);
        return all;
    }

    /** The longest context, in tokens, for which the request was too long; 0 if for none. */
    public int tooLongFor() {
        return whole == null ? tooLongFor : whole.tooLongFor();
    }

    public void tooLongFor(int tokens) {
        if (whole == null) {
            tooLongFor = Math.max(tooLongFor, tokens);
        } else {
            whole.tooLongFor(tokens);
        }
    }

    /**
     * The target that was called last, or whose answer the cache has kept; empty before one was. One that could not be asked is none.
     */
    public String target() {
        return isAnswering() ? considered : target;
    }

    /** Says whose answer it is that was not asked for now. */
    public void answeredBy(String name) {
        target = name;
    }

    private boolean isAnswering() {
        return begunNanos != 0 && call.hasBegun();
    }

    /**
     * As text: {@code groq/llama-3.3-70b 429 12ms, mistral/small 200 340ms}. A target that is answering counts as a success up to now; one
     * that has said nothing yet is left out.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Attempt attempt : attempts) {
            text.append(text.isEmpty() ? "" : ", ").append(attempt);
        }
        if (isAnswering()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(new Attempt(considered, Outcome.ANSWERED, 200, System.nanoTime() - begunNanos, true));
        }
        return text.toString();
    }
}
