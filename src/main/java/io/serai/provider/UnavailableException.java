package io.serai.provider;

import io.serai.chat.Failure;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The target cannot be asked, though it may be well: no key, quota used up, throttled, resting, breaker open, or unable to do what is
 * asked for.
 */
public final class UnavailableException extends TargetFailedException {
    private static final long serialVersionUID = 1L;

    private static final String OFF = "off";
    private static final String UNABLE = "unable";
    private static final String TOO_LONG = "too-long";
    private static final String LATER = "later";
    private static final Set<String> LIMITS = Set.of("429", "limited", "throttled", "quota", LATER);

    private final boolean otherKeyMayHelp;
    private final transient @Nullable Forecast forecast;

    public UnavailableException(String outcome, String message, @Nullable Instant until) {
        this(failure(outcome), outcome, message, until, false, null);
    }

    UnavailableException(Failure failure, String outcome, String message, @Nullable Instant until) {
        this(failure, outcome, message, until, false, null);
    }

    UnavailableException(
            Failure failure,
            String outcome,
            String message,
            @Nullable Instant until,
            boolean otherKeyMayHelp,
            @Nullable Forecast forecast) {
        super(failure, message, outcome, until, null);
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
    }

    /** The vendor was asked and has refused this key; the same target may answer with another one. */
    static UnavailableException otherKey(Failure failure, String outcome, String message, @Nullable Instant until) {
        return new UnavailableException(failure, outcome, message, until, true, null);
    }

    /** The vendor does not offer the model. */
    static UnavailableException noModel(String outcome, String message) {
        return new UnavailableException(Failure.NO_MODEL, outcome, message, null, false, null);
    }

    /** A limit is reached, so that the vendor was not asked. */
    static UnavailableException limit(
            String outcome, String message, @Nullable Instant until, @Nullable Forecast forecast) {
        return new UnavailableException(Failure.LIMIT, outcome, message, until, false, forecast);
    }

    /**
     * The client may not ask the target: never, or not now.
     *
     * @param limited whether a limit of the client's is reached
     */
    static UnavailableException notAllowed(String message, boolean limited, @Nullable Instant until) {
        Failure failure = limited ? Failure.LIMIT : Failure.NOT_ALLOWED;
        return new UnavailableException(failure, limited ? "budget" : "not-allowed", message, until, false, null);
    }

    /**
     * A target that is free, but slow: another one that is busy will have answered sooner.
     *
     * @param until when that is to be looked at again
     */
    public static UnavailableException later(String message, Instant until) {
        return limit(LATER, message, until, null);
    }

    /** A target that nobody has switched on, so that it leaves no trace in the trail. */
    public static UnavailableException off(String message) {
        return new UnavailableException(OFF, message, null);
    }

    /** A target that cannot do what the request asks for, now or ever. */
    public static UnavailableException unable(String message) {
        return new UnavailableException(UNABLE, message, null);
    }

    /** A model for which the request is too long. */
    public static UnavailableException tooLong(String message) {
        return new UnavailableException(TOO_LONG, message, null);
    }

    @Override
    boolean notCalled() {
        return outcome().equals(UNABLE)
                || outcome().equals("quota")
                || outcome().equals("limited")
                || outcome().equals("not-allowed")
                || outcome().equals("budget")
                || outcome().equals("throttled")
                || outcome().equals("open");
    }

    /** When the target can probably be asked for so many calls, in order; fewer if nobody knows. */
    public List<Instant> backAt(int calls) {
        if (forecast != null) {
            return forecast.at(calls);
        }
        Instant back = retryAt();
        return back == null ? List.of() : Collections.nCopies(calls, back);
    }

    /** Whether a limit is reached, so that waiting helps. */
    public boolean limited() {
        return failure() == Failure.LIMIT;
    }

    /** Whether the target has failed and rests since, so that it may be well again and nobody knows. */
    public boolean rests() {
        return outcome().equals("resting") || outcome().equals("open");
    }

    /** Whether the same target may answer with another of the provider's keys. */
    public boolean otherKeyMayHelp() {
        return otherKeyMayHelp;
    }

    private static Failure failure(String outcome) {
        return switch (outcome) {
            case OFF -> Failure.OFF;
            case UNABLE -> Failure.UNABLE;
            case TOO_LONG -> Failure.TOO_LONG;
            case "refused" -> Failure.KEY_REFUSED;
            case "unpaid" -> Failure.NO_BALANCE;
            case "unknown" -> Failure.NO_MODEL;
            default -> LIMITS.contains(outcome) ? Failure.LIMIT : Failure.RESTING;
        };
    }
}
