package io.serai.provider;

import io.serai.chat.NoTargetException;
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
        this(outcome, message, until, false, null);
    }

    private UnavailableException(
            String outcome,
            String message,
            @Nullable Instant until,
            boolean otherKeyMayHelp,
            @Nullable Forecast forecast) {
        super(status(outcome), code(outcome), message, outcome, until, null);
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
    static UnavailableException otherKey(String outcome, String message, @Nullable Instant until) {
        return new UnavailableException(outcome, message, until, true, null);
    }

    /** A limit is reached, so that the vendor was not asked. */
    static UnavailableException limit(
            String outcome, String message, @Nullable Instant until, @Nullable Forecast forecast) {
        return new UnavailableException(outcome, message, until, false, forecast);
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
        return isLimit(outcome());
    }

    /** Whether the target has failed and rests since, so that it may be well again and nobody knows. */
    public boolean rests() {
        return outcome().equals("resting") || outcome().equals("open");
    }

    /** Whether the same target may answer with another of the provider's keys. */
    public boolean otherKeyMayHelp() {
        return otherKeyMayHelp;
    }

    private static String code(String outcome) {
        return switch (outcome) {
            case OFF -> NoTargetException.OFF;
            case UNABLE -> NoTargetException.UNABLE;
            case TOO_LONG -> NoTargetException.TOO_LONG;
            default -> isLimit(outcome) ? "rate_limit_exceeded" : "unavailable";
        };
    }

    private static int status(String outcome) {
        boolean tooMuch = outcome.equals(UNABLE) || outcome.equals(TOO_LONG);
        return isLimit(outcome) ? 429 : tooMuch ? 400 : 503;
    }

    private static boolean isLimit(String outcome) {
        return LIMITS.contains(outcome);
    }
}
