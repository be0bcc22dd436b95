package io.serai.chat;

import java.util.Collection;
import java.util.List;

/**
 * The kind of a target's failure, and the report of it to a client. Lasting ones come first: if targets failed for good in several ways, the
 * first of them here is reported.
 */
public enum Failure {
    /** The request is too long for it. */
    TOO_LONG(400, "context_length_exceeded"),
    /** It cannot do what the request asks for. */
    UNABLE(400, "unsupported"),
    /** The client's key may not ask it. */
    NOT_ALLOWED(403, "model_not_allowed"),
    /** A limit of the client's is reached that is not back soon. */
    SPENT(402, "insufficient_quota"),
    /** The account has nothing left to pay with. */
    NO_BALANCE(402, "insufficient_quota"),
    /**
     * The vendor does not accept the provider's key. That is no 401, which makes clients ask for another key of their own or sign in again.
     */
    KEY_REFUSED(403, "upstream_key_refused"),
    /** The vendor does not offer this model, or not to this key; or there is no such provider. */
    NO_MODEL(404, "model_not_found"),
    /** Nobody has switched the provider on. */
    OFF(404, "model_not_found"),

    /** A limit is reached. */
    LIMIT(429, "rate_limit_exceeded"),
    /** It rests since it failed. */
    RESTING(503, "no_target_available"),
    /** It took too long. */
    TIMEOUT(504, "upstream_error"),
    /** It failed, or its answer was none. */
    OUTAGE(502, "upstream_error");

    private final int status;
    private final String code;

    Failure(int status, String code) {
        this.status = status;
        this.code = code;
    }

    /** The HTTP status that a client gets. */
    public int status() {
        return status;
    }

    /** The word for programs. */
    public String code() {
        return code;
    }

    /** Whether it stays so until somebody changes something: the same request fails again. */
    public boolean lasting() {
        return isLasting(status);
    }

    /** Whether a status says that sending the same again does not help. */
    static boolean isLasting(int status) {
        return status / 100 == 4 && status != 408 && status != 409 && status != 425 && status != 429;
    }

    /**
     * What is reported if all targets failed. A failure that may pass counts for more than a lasting one, and a target that is on for more
     * than one that is off.
     *
     * @param all why each of them failed; not empty
     */
    public static Failure of(Collection<Failure> all) {
        List<Failure> on = all.stream().filter(failure -> failure != OFF).toList();
        List<Failure> passing =
                on.stream().filter(failure -> !failure.lasting()).toList();
        if (passing.isEmpty()) {
            return on.stream().min(Failure::compareTo).orElse(OFF);
        }
        if (passing.stream().allMatch(failure -> failure == LIMIT)) {
            return LIMIT;
        }
        if (passing.stream().allMatch(failure -> failure == LIMIT || failure == RESTING)) {
            return RESTING;
        }
        return passing.stream().allMatch(failure -> failure == TIMEOUT) ? TIMEOUT : OUTAGE;
    }
}
