package io.serai.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The waiting of a call: its priority, how long it may wait and has waited, and its insistence. */
public final class Waiting {
    private final CallReport report;
    private final @Nullable Waiting whole;
    private volatile Runnable whenAdmitted = () -> {};
    private volatile Duration waited = Duration.ZERO;
    private volatile @Nullable Instant backAt;
    private volatile int number;
    private volatile Instant until = Instant.MIN;
    private volatile Instant insistsUntil = Instant.MIN;
    private volatile Instant restingSince = Instant.MIN;
    private volatile BooleanSupplier wanted = () -> true;
    private volatile boolean inLine;
    private volatile boolean behindTwin;
    private volatile boolean yields;

    /** @param whole that of the call of which this one is a part; null if it is none */
    Waiting(CallReport report, @Nullable Waiting whole) {
        this.report = report;
        this.whole = whole;
    }

    /** Sets what runs when a target was found that can be asked; for those who let others wait until then. */
    public void whenAdmitted(Runnable action) {
        whenAdmitted = action;
    }

    /** Says that a target can be asked, and will be. */
    public void admitted() {
        if (whole == null) {
            whenAdmitted.run();
        } else {
            whole.admitted();
        }
    }

    /**
     * Says that the call may wait.
     *
     * @param many how many wait with it for the same, itself included
     * @param end when it gives up
     */
    public void may(int many, Instant end) {
        number = many;
        until = end;
    }

    /** How many wait with it for the same, itself included; 0 if it may not wait. */
    public int number() {
        return number;
    }

    /** When it gives up waiting. */
    public Instant until() {
        return until;
    }

    /** How long it has waited for a quota. */
    public Duration waited() {
        return waited;
    }

    /** Says that it has waited for a quota once more. */
    public void add(Duration time) {
        waited = waited.plus(time);
        report.waited(time.toNanos());
    }

    /** When a target can answer it, by what those before it leave; null if its failures show it. */
    public @Nullable Instant backAt() {
        return backAt;
    }

    public void backAt(Instant moment) {
        backAt = moment;
    }

    /** Whether it waits in a line for a quota now. */
    public boolean inLine() {
        return inLine;
    }

    public void inLine(boolean waits) {
        inLine = waits;
    }

    /** Says that it waits for the answer to the same request of another call, or not any more. */
    public void behindTwin(boolean waits) {
        behindTwin = waits;
    }

    /** Whether nothing is done for it now: it waits for a quota, or for another call. */
    public boolean idle() {
        return inLine || behindTwin;
    }

    /** Whether it lets others have what there is first, since nobody waits for its answer. */
    public boolean yields() {
        return yields || (whole != null && whole.yields());
    }

    public void yields(boolean toOthers) {
        yields = toOthers;
    }

    /** Whether it is to wait at all: the client can take back a request that waits for a limit; a running one goes on. */
    public boolean wanted() {
        return whole == null ? wanted.getAsBoolean() : whole.wanted();
    }

    /** Sets what knows whether it is to wait. */
    public void wanted(BooleanSupplier now) {
        wanted = now;
    }

    /**
     * Says that also targets are asked that rest since they failed, because there are no others.
     *
     * @param end to be asked no later than this
     * @param since those that have failed no later than this
     */
    public void insist(Instant end, Instant since) {
        insistsUntil = end;
        restingSince = since;
    }

    /** Whether a target is asked although it rests since it failed at some time. */
    public boolean insists(Instant now, Instant since) {
        return whole == null ? now.isBefore(insistsUntil) && !since.isAfter(restingSince) : whole.insists(now, since);
    }
}
