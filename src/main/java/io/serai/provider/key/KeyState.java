package io.serai.provider.key;

import io.serai.chat.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The state of a key, wholly or for one model, and since when.
 *
 * @param kind what is the matter
 * @param why for people: a status and what the vendor has said, without the key
 * @param until when it is used again; for one that was refused when it is tried again, unless it is changed before
 * @param times how often in a row it came to this
 */
public record KeyState(Kind kind, String why, Instant since, Instant until, int times) {

    /** What may be the matter with a key. */
    public enum Kind {
        OK,
        /** It has reached a limit. */
        COOLING,
        /** The day's quota is used up. */
        EXHAUSTED,
        /** The account has nothing left to pay with. */
        UNPAID,
        /** The vendor does not accept it. */
        REFUSED;

        public String word() {
            return (this == UNPAID ? EXHAUSTED : this).name().toLowerCase(Locale.ROOT);
        }
    }

    /** A clock that is corrected by less has not been set. */
    private static final Duration SET_BACK = Duration.ofSeconds(2);

    /** How often a key is tried that rests longer. */
    public static final Duration TRIED_EVERY = Duration.ofHours(1);

    static final KeyState OK = new KeyState(Kind.OK, "", Instant.EPOCH, Instant.MIN, 0);

    /**
     * How it holds at a moment: not beyond the longest rest, and as if it had begun then if it lies ahead, which is so after the clock was
     * set back.
     */
    KeyState at(Instant now, Duration longest) {
        boolean ahead = since.isAfter(now.plus(SET_BACK));
        Instant latest = now.plus(longest);
        if (!ahead && !until.isAfter(latest)) {
            return this;
        }
        Instant begun = ahead ? now : since;
        Instant rested =
                ahead && until.isBefore(since.plus(longest)) ? now.plus(Duration.between(since, until)) : latest;
        return new KeyState(kind, why, begun, rested.isAfter(latest) ? latest : rested, times);
    }

    /** Whether its rest is so long that a trial call is made now and then. */
    boolean isLong() {
        return since.plus(TRIED_EVERY).isBefore(until);
    }

    public boolean rests(Instant now) {
        return now.isBefore(until);
    }

    /** What the trail says of a call for which there is no other key. */
    public Outcome outcome() {
        return switch (kind) {
            case OK, COOLING, EXHAUSTED -> Outcome.LIMITED;
            case UNPAID -> Outcome.UNPAID;
            case REFUSED -> Outcome.REFUSED;
        };
    }

    /** Whether it rests for reaching a limit, so that it comes back by itself. */
    public boolean limited() {
        return kind == Kind.COOLING || kind == Kind.EXHAUSTED;
    }
}
