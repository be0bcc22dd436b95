package io.serai.provider;

import io.serai.chat.NoTargetException;
import java.time.Instant;
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
    private static final Set<String> LIMITS = Set.of("429", "limited", "throttled", "quota");

    private final boolean otherKeyMayHelp;

    public UnavailableException(String outcome, String message, @Nullable Instant until) {
        this(outcome, message, until, false);
    }

    public UnavailableException(String outcome, String message, @Nullable Instant until, boolean otherKeyMayHelp) {
        super(status(outcome), code(outcome), message, outcome, until, null);
        this.otherKeyMayHelp = otherKeyMayHelp;
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

    /** Whether it is the request that asks for too much. */
    boolean unable() {
        return outcome().equals(UNABLE) || outcome().equals(TOO_LONG);
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
