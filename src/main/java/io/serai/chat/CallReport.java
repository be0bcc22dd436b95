package io.serai.chat;

import org.jspecify.annotations.Nullable;

/**
 * The report of a call, for its observers: where it came in, what it asked for, when its first
 * piece and its answer were there, how long others kept it waiting. Written by the thread that has the call, whole when it has ended. Times
 * are those of {@link System#nanoTime}.
 */
public final class CallReport {
    private static final Origin NOWHERE = new Origin("", "");

    private final Call call;
    private CallObserver observer = CallObserver.NONE;
    private Origin origin = NOWHERE;
    private @Nullable Request request;
    private @Nullable Answer answer;
    private @Nullable Usage usage;
    private String error = "";
    private int status;
    private boolean ended;
    private boolean deferred;
    private boolean inBatch;
    private boolean streamed;
    private long doneNanos;
    private long endedNanos;
    private long waitedNanos;
    private long askedNanos;
    private long firstNanos;
    private long firstAfterNanos;
    private long saidCharacters;
    private volatile @Nullable Object spending;

    CallReport(Call call) {
        this.call = call;
    }

    /** Says where the call has come in, and who watches it. */
    public void begin(Origin where, CallObserver watching) {
        origin = where;
        observer = watching;
        observer.begun(call);
    }

    /**
     * Says what is asked.
     *
     * @param what the request as it was read
     */
    public void asks(Request what) {
        request = what;
    }

    /** Says that a vendor is being called from now on. */
    public void asked() {
        askedNanos = System.nanoTime();
    }

    /** Whether a vendor has been called since the last time this was asked for. */
    boolean takeAsked() {
        boolean was = askedNanos != 0;
        askedNanos = 0;
        return was;
    }

    /** Says that something other than Serai, a vendor or a slow reader, was waited for. */
    public void waited(long nanos) {
        waitedNanos += nanos;
    }

    /** Says that the first piece of a streamed answer goes to the client now. */
    public void firstPiece() {
        firstNanos = System.nanoTime();
        firstAfterNanos = askedNanos == 0 ? 0 : firstNanos - askedNanos;
        streamed = true;
    }

    /** Says that a piece goes to the client. */
    public void said(int characters) {
        saidCharacters += characters;
    }

    /** How many characters of a streamed answer went to the client. */
    public long saidCharacters() {
        return saidCharacters;
    }

    /** Says what the vendor's answer has used; null if the vendor does not report it. */
    public void used(@Nullable Usage tokens) {
        usage = tokens;
    }

    /** Says what one of several who were asked at once has cost, and that it was waited for. */
    void joins(CallReport branch) {
        waitedNanos = Math.max(waitedNanos, branch.waitedNanos);
        usage = branch.usage;
    }

    /** Says that the answer is written, or handed over to be. */
    public void answered(@Nullable Answer what) {
        answer = what;
        done(200, "");
    }

    /** Says that there is none, and what was told instead. */
    public void failed(ChatException why) {
        done(why.status(), why.code());
    }

    /** Says that nobody waits for one any more. */
    public void abandoned() {
        done(499, "client_gone");
    }

    private void done(int code, String why) {
        status = code;
        error = why;
        doneNanos = System.nanoTime();
    }

    /**
     * Says that another call asks for the same later.
     *
     * @param waits whether it waits for a batch of a vendor's own; otherwise it is not wanted now
     */
    public void deferred(boolean waits) {
        deferred = true;
        inBatch = waits;
    }

    /** What was worked out of it for all who ask what it has used and cost; null before. */
    public @Nullable Object spending() {
        return spending;
    }

    /** @param sum immutable; the observers after the one that made it have it, too */
    public void spending(Object sum) {
        spending = sum;
    }

    /** Whether its observer has been told, or is being told, that it has ended. */
    public boolean hasEnded() {
        return ended;
    }

    /** Says that the answer has gone out, and notifies the observer; once. */
    public void end() {
        if (!ended) {
            ended = true;
            endedNanos = System.nanoTime();
            if (deferred) {
                observer.deferred(call);
            } else {
                observer.ended(call);
            }
        }
    }

    /** Whether another call asks for the same later, so that this one has no answer and no error. */
    public boolean isDeferred() {
        return deferred;
    }

    /** Whether it waits for a batch of a vendor's own. */
    public boolean isInBatch() {
        return inBatch;
    }

    public Origin origin() {
        return origin;
    }

    /** What stood in the model field; empty where none was asked for. */
    public String model() {
        return request == null ? "" : request.model();
    }

    /** A chat or embedding request; null where no model was asked. */
    public @Nullable Request request() {
        return request;
    }

    /** The canonical answer; null if there is none. */
    public @Nullable Answer answer() {
        return answer;
    }

    /** What the answer has cost at the vendor; null if that is not known, or it came from the cache. */
    public @Nullable Usage usage() {
        return usage;
    }

    /** The HTTP status, also where the client came otherwise; 499 if it has left, 0 if the job was given back unanswered. */
    public int status() {
        return status;
    }

    /** The code of the error that was told; empty if none was. */
    public String error() {
        return error;
    }

    /** Whether pieces went out while they came. */
    public boolean streamed() {
        return streamed;
    }

    /** From the beginning to the first piece; 0 if there was none. */
    public long firstPieceNanos() {
        return streamed ? firstNanos - call.startedNanos() : 0;
    }

    /** From the call of the vendor that answered to the first piece; 0 if there was none, or it came from elsewhere. */
    public long firstPieceAfterNanos() {
        return firstAfterNanos;
    }

    /** From the beginning to the end. */
    public long totalNanos() {
        return endedNanos - call.startedNanos();
    }

    /** What Serai itself took until the answer was handed over: the time in which nobody else was waited for. */
    public long overheadNanos() {
        long until = doneNanos == 0 ? endedNanos : doneNanos;
        return Math.max(0, until - call.startedNanos() - waitedNanos);
    }
}
