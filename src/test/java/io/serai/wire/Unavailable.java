package io.serai.wire;

import java.time.Duration;

/** A vendor that is overloaded: 503, with or without a word on when to come back. */
public final class Unavailable extends Always {
    static final Answer ANSWER = Answer.error(
            503, "The engine is currently overloaded, please try again later", "service_unavailable", null, null);

    public Unavailable() {
        super(ANSWER);
    }

    private Unavailable(String retryAfter) {
        super(ANSWER.with("retry-after", retryAfter));
    }

    public static Unavailable retryAfter(Duration delay) {
        return new Unavailable("" + delay.toSeconds());
    }
}
