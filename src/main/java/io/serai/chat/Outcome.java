package io.serai.chat;

/** The outcome of an attempt at a target, as the trail, the log and the metrics name it. */
public enum Outcome {
    ANSWERED("200", Reach.ASKED, Failure.OUTAGE),
    /** The vendor answered with a status of its own; that is the word then. */
    STATUS("", Reach.ASKED, Failure.OUTAGE),
    TIMEOUT("timeout", Reach.ASKED, Failure.TIMEOUT),
    /** The connection was closed before an answer. */
    RESET("reset", Reach.ASKED, Failure.OUTAGE),
    /** The answer broke off. */
    CUT("cut", Reach.ASKED, Failure.OUTAGE),
    /** The answer says nothing. */
    EMPTY("empty", Reach.ASKED, Failure.OUTAGE),
    /** The answer is none of its dialect. */
    MALFORMED("malformed", Reach.ASKED, Failure.OUTAGE),
    TLS("tls", Reach.ASKED, Failure.OUTAGE),
    /** The route failed, or the vendor reported an error without a status. */
    ERROR("error", Reach.ASKED, Failure.OUTAGE),

    DNS("dns", Reach.ON_THE_WAY, Failure.OUTAGE),
    CONNECT("connect", Reach.ON_THE_WAY, Failure.OUTAGE),
    CONNECT_TIMEOUT("connect-timeout", Reach.ON_THE_WAY, Failure.OUTAGE),
    PROXY("proxy", Reach.ON_THE_WAY, Failure.OUTAGE),

    /** All keys rest since the vendor said that a limit is reached. */
    LIMITED("limited", Reach.PASSED_OVER, Failure.LIMIT),
    /** A limit is used up. */
    QUOTA("quota", Reach.PASSED_OVER, Failure.LIMIT),
    /** The throttle of its route let no more through. */
    THROTTLED("throttled", Reach.PASSED_OVER, Failure.LIMIT),
    /** It was free, but a busy one will have answered sooner. */
    LATER("later", Reach.PASSED_OVER, Failure.LIMIT),
    /** The model failed and rests. */
    RESTING("resting", Reach.PASSED_OVER, Failure.RESTING),
    /** The provider's breaker is open. */
    OPEN("open", Reach.PASSED_OVER, Failure.RESTING),
    REFUSED("refused", Reach.PASSED_OVER, Failure.KEY_REFUSED),
    UNPAID("unpaid", Reach.PASSED_OVER, Failure.NO_BALANCE),
    UNKNOWN("unknown", Reach.PASSED_OVER, Failure.NO_MODEL),
    UNABLE("unable", Reach.PASSED_OVER, Failure.UNABLE),
    TOO_LONG("too-long", Reach.PASSED_OVER, Failure.TOO_LONG),
    /** A limit of the client's is reached. */
    BUDGET("budget", Reach.PASSED_OVER, Failure.LIMIT),
    /** The client may not ask it. */
    NOT_ALLOWED("not-allowed", Reach.PASSED_OVER, Failure.NOT_ALLOWED),
    /** Nobody has switched it on; it leaves no trace in the trail. */
    OFF("off", Reach.PASSED_OVER, Failure.OFF);

    private enum Reach {
        ASKED,
        ON_THE_WAY,
        PASSED_OVER
    }

    private final String word;
    private final Reach reach;
    private final Failure failure;

    Outcome(String word, Reach reach, Failure failure) {
        this.word = word;
        this.reach = reach;
        this.failure = failure;
    }

    /** @param status the vendor's; of importance for {@link #STATUS} alone */
    public String word(int status) {
        return this == STATUS ? Integer.toString(status) : word;
    }

    /** What kind of failure it is if nothing else is known of it. */
    public Failure failure() {
        return failure;
    }

    /** Whether the target was not called; the trail has that once, however often it is considered. A vendor can also say that it is unable. */
    public boolean passedOver() {
        return reach == Reach.PASSED_OVER;
    }

    /** Whether the vendor can have seen the call. */
    public boolean reached() {
        return reach == Reach.ASKED;
    }

    /** Whether it may be over in a moment, so that the target is worth asking once more. */
    public boolean mayPass(int status) {
        return switch (this) {
            case RESET, CUT, EMPTY, MALFORMED, ERROR, DNS, CONNECT, CONNECT_TIMEOUT -> true;
            case STATUS ->
                switch (status) {
                    case 408, 500, 502, 503, 504, 524, 529 -> true;
                    default -> false;
                };
            default -> false;
        };
    }
}
