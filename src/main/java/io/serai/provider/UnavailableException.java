package io.serai.provider;

import io.serai.chat.Failure;
import io.serai.chat.Outcome;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The target cannot be asked, though it may be well: no key, quota used up, throttled, resting, breaker open, or unable to do what is
 * asked for.
 */
public final class UnavailableException extends TargetFailedException {
    private static final long serialVersionUID = 1L;

    private final boolean otherKeyMayHelp;
    private final transient @Nullable Forecast forecast;

    public UnavailableException(Outcome kind, String message, @Nullable Instant until) {
        this(kind.failure(), kind, 0, message, until, false, null);
    }

    private UnavailableException(
            Failure failure,
            Outcome kind,
            int vendorStatus,
            String message,
            @Nullable Instant until,
            boolean otherKeyMayHelp,
            @Nullable Forecast forecast) {
        super(failure, message, kind, vendorStatus, until, null);
        this.otherKeyMayHelp = otherKeyMayHelp;
        this.forecast = forecast;
    }

    /** Tells when the target can be asked by those who wait for it. */
    @FunctionalInterface
    public interface Forecast {

        /**
         * @param calls how many want to be made
         * @return when each of them probably can be, in order; fewer if nobody knows
         */
        List<Instant> at(int calls);

        /** When each of them can be made at the earliest, in order. */
        default List<Instant> soonest(int calls) {
            return at(calls);
        }
    }

    /** The vendor was asked and has refused this key; the same target may answer with another one. */
    static UnavailableException otherKey(
            Failure failure, Outcome kind, int status, String message, @Nullable Instant until) {
        return new UnavailableException(failure, kind, status, message, until, true, null);
    }

    /** The vendor does not offer the model. */
    static UnavailableException noModel(Outcome kind, int status, String message) {
        return new UnavailableException(Failure.NO_MODEL, kind, status, message, null, false, null);
    }

    /** A limit is reached, so that the vendor was not asked. */
    static UnavailableException limit(
            Outcome kind,
            String message,
            @Nullable Instant until,
            boolean otherKeyMayHelp,
            @Nullable Forecast forecast) {
        return new UnavailableException(Failure.LIMIT, kind, 0, message, until, otherKeyMayHelp, forecast);
    }

    /**
     * The client may not ask the target: never, or not now.
     *
     * @param kind whether a limit of the client's is reached, or it may never ask
     */
    public static UnavailableException notAllowed(String message, Failure kind, @Nullable Instant until) {
        Outcome outcome = kind == Failure.NOT_ALLOWED ? Outcome.NOT_ALLOWED : Outcome.BUDGET;
        return new UnavailableException(kind, outcome, 0, message, until, false, null);
    }

    /**
     * A target that is free, but slow: another one that is busy will have answered sooner.
     *
     * @param until when that is to be looked at again
     */
    public static UnavailableException later(String message, Instant until) {
        return limit(Outcome.LATER, message, until, false, null);
    }

    /** A target that nobody has switched on, so that it leaves no trace in the trail. */
    public static UnavailableException off(String message) {
        return new UnavailableException(Outcome.OFF, message, null);
    }

    /** A target that cannot do what the request asks for, now or ever. */
    public static UnavailableException unable(String message) {
        return new UnavailableException(Outcome.UNABLE, message, null);
    }

    /** A model for which the request is too long. */
    public static UnavailableException tooLong(String message) {
        return new UnavailableException(Outcome.TOO_LONG, message, null);
    }

    /** When the target can probably take a number of calls, in order; fewer if nobody knows. */
    public List<Instant> backAt(int calls) {
        if (forecast != null) {
            return forecast.at(calls);
        }
        Instant back = retryAt();
        return back == null ? List.of() : Collections.nCopies(calls, back);
    }

    /** When the target can take a number of calls at the earliest, in order; at any moment if that depends on others. None if never. */
    public List<Instant> soonest(int calls) {
        if (forecast != null) {
            return forecast.soonest(calls);
        }
        Instant back = retryAt();
        return back == null && !limited() ? List.of() : Collections.nCopies(calls, back == null ? Instant.EPOCH : back);
    }

    /** Whether a limit is reached, so that waiting helps. */
    public boolean limited() {
        return failure() == Failure.LIMIT;
    }

    /** Whether the target has failed and rests since, so that it may be well again and nobody knows. */
    public boolean rests() {
        return kind() == Outcome.RESTING || kind() == Outcome.OPEN;
    }

    /** Whether the same target may answer with another of the provider's keys. */
    public boolean otherKeyMayHelp() {
        return otherKeyMayHelp;
    }
}
